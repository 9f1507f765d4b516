#include "apps/bourse/dev_certificates.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>
#include <vector>

#include "apps/bourse/data_directory.h"
#include "platform/crypto/certificate.h"

namespace bourse::apps {

namespace {

constexpr std::int64_t kDay_s = 86'400;
constexpr std::int64_t kRenewal_s = 30 * kDay_s;        // before the end
constexpr std::int64_t kServerPeriod_s = 397 * kDay_s;  // the longest that browsers take
constexpr std::int64_t kAuthorityPeriod_s = 3'650 * kDay_s;
constexpr std::int64_t kClockSkew_s = kDay_s;  // of a client that is behind us

struct Files {
    std::filesystem::path certificate, key;
};

std::string Read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

crypto::CertifiedKey Read(const Files& files) { return {Read(files.certificate), Read(files.key)}; }

Expected<void, std::string> Write(const Files& files, const crypto::CertifiedKey& pair) {
    // The certificate last: a key without it is made anew with it.
    const auto written = WritePrivateFile(files.key, pair.private_key_pem);
    return written ? WritePrivateFile(files.certificate, pair.certificate_pem) : written;
}

crypto::ValidityPeriod PeriodFrom(std::int64_t now_s, std::int64_t length_s) {
    return {now_s - kClockSkew_s, now_s + length_s};
}

std::vector<std::string> AllNames(std::span<const std::string> names) {
    std::vector<std::string> all = {"localhost", "127.0.0.1", "::1"};
    for (const std::string& name : names) {
        if (std::ranges::find(all, name) == all.end()) all.push_back(name);
    }
    return all;
}

Expected<void, std::string> MakeDirectory(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error || ::chmod(path.c_str(), 0700) != 0) {
        return Unexpected{fmt::format("cannot make the directory {}", path.string())};
    }
    return {};
}

std::string Remark(const Files& files, const std::string& wrong) {
    return std::filesystem::exists(files.certificate)
               ? fmt::format("{} is new: {}", files.certificate.filename().string(), wrong)
               : "";
}

}  // namespace

std::filesystem::path AuthorityFile(const std::filesystem::path& directory) {
    return directory / "ca" / "ca.pem";
}

Expected<DevCertificates, std::string> LoadOrMakeDevCertificates(
    const std::filesystem::path& directory, std::span<const std::string> names, std::int64_t now_s
) {
    const std::filesystem::path path = directory / "ca";
    const Files authority_files{AuthorityFile(directory), path / "ca-key.pem"};
    const Files server_files{path / "server.pem", path / "server-key.pem"};
    auto made = MakeDirectory(path);
    if (!made) return Unexpected{made.error()};

    std::string remark;
    auto authority = Read(authority_files);
    const std::int64_t renewal = now_s + kRenewal_s;
    if (auto wrong = crypto::WhatIsWrongWithAuthority(authority, renewal); !wrong.empty()) {
        remark = Remark(authority_files, wrong + "; give it to the clients again");
        const auto period = PeriodFrom(now_s, kAuthorityPeriod_s);
        authority = crypto::MakeAuthority("bourse dev, this machine only", period);
        made = Write(authority_files, authority);
        if (!made) return Unexpected{made.error()};
    }
    auto server = Read(server_files);
    const auto all = AllNames(names);
    const std::string& issuer = authority.certificate_pem;
    if (auto wrong = crypto::WhatIsWrongWithServer(server, issuer, all, renewal); !wrong.empty()) {
        if (remark.empty()) remark = Remark(server_files, wrong);
        auto issued =
            crypto::IssueServerCertificate(authority, all, PeriodFrom(now_s, kServerPeriod_s));
        if (!issued) return Unexpected{issued.error()};
        server = std::move(*issued);
        made = Write(server_files, server);
        if (!made) return Unexpected{made.error()};
    }
    auto context = http::TlsContext::Make({server.certificate_pem, server.private_key_pem});
    if (!context) return Unexpected{server_files.certificate.string() + ": " + context.error()};
    return DevCertificates{authority_files.certificate, std::move(*context), std::move(remark)};
}

}  // namespace bourse::apps
