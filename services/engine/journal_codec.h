// The form of one journal row (docs/formats/journal.md):
//
//   row     := first_seq last_seq epoch previous_hash hash stored
//   stored  := payload crc32c(payload):u32le
//   hash    := SHA-256(previous_hash first_seq:u64le last_seq:u64le epoch:u64le payload)
//   journal := row*    the first has first_seq 1 and previous_hash 0…0; each next one has
//                      first_seq = last_seq + 1, previous_hash = hash and epoch >= epoch of the
//                      row before
//
// Thread: one at a time for a JournalCodec.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <vector>

#include "services/engine/journal.h"

namespace bourse::engine {

// The columns as they are stored; nothing about them is known to be true.
struct JournalRow {
    std::int64_t first_seq = 0;
    std::int64_t last_seq = 0;
    std::int64_t epoch = 0;
    std::span<const std::byte> previous_hash;
    std::span<const std::byte> hash;
    std::span<const std::byte> stored;
};

// A row ready to be stored; `stored` is valid until the next Seal.
struct SealedBatch {
    JournalHead head;
    std::span<const std::byte> stored;
};

class JournalCodec {
public:
    JournalCodec();

    // Says why `batch` may not follow `before`; nullopt when it may.
    static std::optional<std::string> WhyRefused(
        const JournalBatch& batch, const JournalHead& before
    );

    // `batch` must not be refused.
    SealedBatch Seal(const JournalBatch& batch, const JournalHead& before);

    struct Opened {
        JournalBatch batch;  // its payload lies in the row
        JournalHead head;
    };
    // Believes a row only when it follows `before` and both checksum and hash agree; otherwise says
    // what is wrong. Total: any bytes end in an answer.
    Expected<Opened, std::string> Open(const JournalRow& row, const JournalHead& before);

private:
    struct FreeContext {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    struct FreeDigest {
        void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
    };

    Sha256 Hash(const JournalBatch& batch, const Sha256& previous);

    std::unique_ptr<EVP_MD, FreeDigest> sha256_;
    std::unique_ptr<EVP_MD_CTX, FreeContext> context_;
    std::vector<std::byte> stored_;
};

}  // namespace bourse::engine
