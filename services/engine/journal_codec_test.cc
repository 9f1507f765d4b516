#include "services/engine/journal_codec.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <limits>
#include <string_view>

namespace bourse::engine {
namespace {

std::span<const std::byte> Bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string Hex(std::span<const std::byte> bytes) {
    std::string hex;
    for (const std::byte byte : bytes) hex += fmt::format("{:02x}", static_cast<unsigned>(byte));
    return hex;
}

const JournalBatch kBatch{Sequence(1), Sequence(2), 7, Bytes("hello journal")};

// A row with its own copy of the bytes, so that a test can spoil them.
struct OwnedRow {
    JournalRow row;
    std::vector<std::byte> stored;
    Sha256 previous{};
    Sha256 hash{};

    OwnedRow(JournalCodec& codec, const JournalBatch& batch, const JournalHead& before) {
        const SealedBatch sealed = codec.Seal(batch, before);
        stored.assign(sealed.stored.begin(), sealed.stored.end());
        previous = before.hash;
        hash = sealed.head.hash;
        row.first_seq = static_cast<std::int64_t>(batch.first.raw());
        row.last_seq = static_cast<std::int64_t>(batch.last.raw());
        row.epoch = static_cast<std::int64_t>(batch.epoch);
        row.previous_hash = previous;
        row.hash = hash;
        row.stored = stored;
    }
};

TEST(JournalCodec, MatchesAVectorComputedElsewhere) {
    JournalCodec codec;
    const OwnedRow row(codec, kBatch, {});
    EXPECT_EQ(Hex(row.hash), "2f8943792cd21e9df6c0d18995ff226baaabab6fab8f22825c94831aee9e2fdf");
    EXPECT_EQ(Hex(row.stored), Hex(Bytes("hello journal")) + "9f7e4c3f");
}

TEST(JournalCodec, OpensWhatItSealed) {
    JournalCodec codec;
    const OwnedRow row(codec, kBatch, {});
    const auto opened = codec.Open(row.row, {});
    ASSERT_TRUE(opened) << opened.error();
    EXPECT_EQ(opened->batch.last, Sequence(2));
    EXPECT_EQ(opened->batch.epoch, 7u);
    EXPECT_EQ(Hex(opened->batch.payload), Hex(kBatch.payload));
    EXPECT_EQ(opened->head, (JournalHead{Sequence(2), 7, row.hash}));
}

TEST(JournalCodec, SeesEveryFlippedBitOfARow) {
    JournalCodec codec;
    OwnedRow row(codec, kBatch, {});
    std::size_t flips = 0;
    const auto expect_seen = [&](std::span<std::byte> bytes) {
        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit, ++flips) {
            bytes[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
            EXPECT_FALSE(codec.Open(row.row, {})) << "bit " << bit;
            bytes[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
        }
    };
    expect_seen(row.stored);
    expect_seen(row.previous);
    expect_seen(row.hash);
    expect_seen(std::as_writable_bytes(std::span(&row.row.first_seq, 1)));
    expect_seen(std::as_writable_bytes(std::span(&row.row.last_seq, 1)));
    expect_seen(std::as_writable_bytes(std::span(&row.row.epoch, 1)));
    EXPECT_EQ(flips, (kBatch.payload.size() + 4 + 64 + 24) * 8);
    EXPECT_TRUE(codec.Open(row.row, {})) << "control: unspoiled, it opens";
}

TEST(JournalCodec, SeesEveryTruncation) {
    JournalCodec codec;
    OwnedRow row(codec, kBatch, {});
    for (std::size_t size = 0; size < row.stored.size(); ++size) {
        row.row.stored = std::span(row.stored).first(size);
        EXPECT_FALSE(codec.Open(row.row, {})) << size << " bytes";
    }
}

TEST(JournalCodec, RefusesWhatMayNotFollow) {
    const JournalHead head{Sequence(10), 3, {}};
    const auto payload = kBatch.payload;
    constexpr auto kHuge = std::numeric_limits<std::uint64_t>::max();
    EXPECT_FALSE(JournalCodec::WhyRefused({Sequence(11), Sequence(11), 3, payload}, head));
    EXPECT_FALSE(JournalCodec::WhyRefused({Sequence(11), Sequence(99), 4, payload}, head));
    const std::vector<std::byte> oversized(kJournalPayloadBytesMax + 1);
    const std::vector<JournalBatch> refused{
        {Sequence(10), Sequence(11), 3, payload},     // a batch again
        {Sequence(12), Sequence(12), 3, payload},     // a gap
        {Sequence(11), Sequence(10), 3, payload},     // ends before it begins
        {Sequence(11), Sequence(kHuge), 3, payload},  // no integer of SQLite
        {Sequence(11), Sequence(11), 2, payload},     // an older epoch
        {Sequence(11), Sequence(11), kHuge, payload},
        {Sequence(11), Sequence(11), 3, {}},
        {Sequence(11), Sequence(11), 3, oversized},
    };
    for (const JournalBatch& batch : refused) EXPECT_TRUE(JournalCodec::WhyRefused(batch, head));
    EXPECT_EQ(
        JournalCodec::WhyRefused(refused[1], head), "it begins at sequence 12, allowed is only 11"
    );
}

}  // namespace
}  // namespace bourse::engine
