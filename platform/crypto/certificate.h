// X.509 certificates of one's own: an authority, and what it issues to servers. ECDSA on P-256.
// Thread: any.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/expected.h"

namespace bourse::crypto {

struct CertifiedKey {
    std::string certificate_pem;
    std::string private_key_pem;  // PKCS #8, without a password
};

// Seconds since 1970; the end is not included.
struct ValidityPeriod {
    std::int64_t begin_s = 0;
    std::int64_t end_s = 0;
};

// May issue certificates of servers, and no further authorities.
CertifiedKey MakeAuthority(std::string_view name, const ValidityPeriod& period);

// A name is one of DNS, of letters, digits, '-' and '.', perhaps with "*." in front, or an IP
// address.
bool IsServerName(const std::string& name);

// The names must satisfy IsServerName. An error: the authority cannot be read.
Expected<CertifiedKey, std::string> IssueServerCertificate(
    const CertifiedKey& authority, std::span<const std::string> names, const ValidityPeriod& period
);

// Why a pair will not do at a time, in words; empty when it will. It must be readable, belong
// together, and be valid then; WhatIsWrongWithServer: be issued by the authority for exactly these
// names, too.
std::string WhatIsWrongWithAuthority(const CertifiedKey& authority, std::int64_t at_s);
std::string WhatIsWrongWithServer(
    const CertifiedKey& server,
    const std::string& authority_pem,
    std::span<const std::string> names,
    std::int64_t at_s
);

}  // namespace bourse::crypto
