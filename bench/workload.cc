#include "bench/workload.h"

#include <openssl/evp.h>

#include <array>
#include <cstdio>
#include <memory>

#include "core/base/check.h"

namespace bourse::bench {

std::string Sha256(const Workload& workload) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
        EVP_MD_CTX_new(), EVP_MD_CTX_free
    );
    std::array<unsigned char, 32> digest;
    const auto commands = std::as_bytes(std::span(workload.commands));
    CHECK(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
    CHECK(EVP_DigestUpdate(context.get(), &workload.header, sizeof workload.header) == 1);
    CHECK(EVP_DigestUpdate(context.get(), commands.data(), commands.size()) == 1);
    CHECK(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
    std::string text;
    for (const unsigned char byte : digest) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text;
}

bool WriteWorkload(const Workload& workload, const std::string& path) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) return false;
    const std::size_t count = workload.commands.size();
    const bool written =
        std::fwrite(&workload.header, sizeof workload.header, 1, file) == 1 &&
        std::fwrite(workload.commands.data(), sizeof(Command), count, file) == count;
    return (std::fclose(file) == 0) && written;
}

}  // namespace bourse::bench
