#include "services/engine/journal_codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "core/base/check.h"
#include "services/engine/crc32c.h"

namespace bourse::engine {
namespace {

static_assert(std::endian::native == std::endian::little, "integers are stored as they lie");

constexpr std::size_t kCrcBytes = sizeof(std::uint32_t);

// SQLite's integers are signed.
constexpr std::uint64_t kIntegerMax = std::numeric_limits<std::int64_t>::max();

}  // namespace

JournalCodec::JournalCodec()
    : sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    CHECK(sha256_ != nullptr && context_ != nullptr);
}

std::optional<std::string> JournalCodec::WhyRefused(
    const JournalBatch& batch, const JournalHead& before
) {
    if (batch.first.raw() != before.last.raw() + 1) {
        return fmt::format(
            "it begins at sequence {}, allowed is only {}", batch.first.raw(), before.last.raw() + 1
        );
    }
    if (batch.last < batch.first || batch.last.raw() >= kIntegerMax) {
        return fmt::format(
            "it ends at sequence {}, allowed are {} to {}",
            batch.last.raw(),
            batch.first.raw(),
            kIntegerMax - 1
        );
    }
    if (batch.epoch < before.epoch || batch.epoch > kIntegerMax) {
        return fmt::format(
            "its epoch is {}, allowed are {} to {}", batch.epoch, before.epoch, kIntegerMax
        );
    }
    if (batch.payload.empty() || batch.payload.size() > kJournalPayloadBytesMax) {
        return fmt::format(
            "its payload has {} bytes, allowed are 1 to {}",
            batch.payload.size(),
            kJournalPayloadBytesMax
        );
    }
    return std::nullopt;
}

Sha256 JournalCodec::Hash(const JournalBatch& batch, const Sha256& previous) {
    const std::array<std::uint64_t, 3> numbers{batch.first.raw(), batch.last.raw(), batch.epoch};
    Sha256 hash;
    auto* const out = reinterpret_cast<unsigned char*>(hash.data());
    CHECK(EVP_DigestInit_ex2(context_.get(), sha256_.get(), nullptr) == 1);
    CHECK(EVP_DigestUpdate(context_.get(), previous.data(), previous.size()) == 1);
    CHECK(EVP_DigestUpdate(context_.get(), numbers.data(), sizeof numbers) == 1);
    CHECK(EVP_DigestUpdate(context_.get(), batch.payload.data(), batch.payload.size()) == 1);
    CHECK(EVP_DigestFinal_ex(context_.get(), out, nullptr) == 1);
    return hash;
}

SealedBatch JournalCodec::Seal(const JournalBatch& batch, const JournalHead& before) {
    CHECK(!WhyRefused(batch, before));
    const std::uint32_t crc = Crc32c(batch.payload);
    stored_.resize(batch.payload.size() + kCrcBytes);
    std::memcpy(stored_.data(), batch.payload.data(), batch.payload.size());
    std::memcpy(stored_.data() + batch.payload.size(), &crc, kCrcBytes);
    return {{batch.last, batch.epoch, Hash(batch, before.hash)}, stored_};
}

Expected<JournalCodec::Opened, std::string> JournalCodec::Open(
    const JournalRow& row, const JournalHead& before
) {
    if (row.first_seq < 0 || row.last_seq < 0 || row.epoch < 0) {
        return Unexpected{fmt::format(
            "negative number: sequences {} to {}, epoch {}", row.first_seq, row.last_seq, row.epoch
        )};
    }
    if (row.stored.size() < kCrcBytes) {
        return Unexpected{fmt::format("only {} bytes are stored", row.stored.size())};
    }
    const JournalBatch batch{
        .first = Sequence(static_cast<std::uint64_t>(row.first_seq)),
        .last = Sequence(static_cast<std::uint64_t>(row.last_seq)),
        .epoch = static_cast<std::uint64_t>(row.epoch),
        .payload = row.stored.first(row.stored.size() - kCrcBytes),
    };
    if (auto why = WhyRefused(batch, before)) return Unexpected{*std::move(why)};
    if (!std::ranges::equal(row.previous_hash, before.hash)) {
        return Unexpected{std::string("its previous hash is not the hash of the batch before")};
    }
    std::uint32_t stored_crc;
    std::memcpy(&stored_crc, row.stored.data() + batch.payload.size(), kCrcBytes);
    if (const std::uint32_t crc = Crc32c(batch.payload); crc != stored_crc) {
        return Unexpected{
            fmt::format("its payload has checksum {:08x}, stored is {:08x}", crc, stored_crc)};
    }
    const Sha256 hash = Hash(batch, before.hash);
    if (!std::ranges::equal(row.hash, hash)) {
        return Unexpected{std::string("its hash is not the hash of its contents")};
    }
    return Opened{batch, {batch.last, batch.epoch, hash}};
}

}  // namespace bourse::engine
