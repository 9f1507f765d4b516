// The certificates of `bourse dev --tls`, in the directory ca/ of the data directory, each file
// with mode 0600:
//
//   ca.pem, ca-key.pem          an authority of this venue's own: clients are told to trust ca.pem,
//                               and nothing is installed into the system
//   server.pem, server-key.pem  for localhost, 127.0.0.1, ::1 and the names asked for
//
// What expires within a month, or is not for these names, is made anew at a start. A new authority
// is made when there is none or when it expires; clients must be given it again then.
// Thread: the main thread's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "core/base/expected.h"
#include "platform/http/tls.h"

namespace bourse::apps {

struct DevCertificates {
    std::filesystem::path authority_file;
    std::shared_ptr<const http::TlsContext> context;
    std::string remark;  // what was made anew and why; empty: nothing
};

// Where a venue with this data directory keeps the certificate of its authority.
std::filesystem::path AuthorityFile(const std::filesystem::path& directory);

// `now_s`: seconds since 1970. An error says which file, and what is wrong with it.
Expected<DevCertificates, std::string> LoadOrMakeDevCertificates(
    const std::filesystem::path& directory, std::span<const std::string> names, std::int64_t now_s
);

}  // namespace bourse::apps
