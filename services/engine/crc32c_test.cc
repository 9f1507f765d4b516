#include "services/engine/crc32c.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace bourse::engine {
namespace {

std::span<const std::byte> Bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

struct Vector {
    std::vector<std::byte> bytes;
    std::uint32_t crc;
};

// RFC 3720, appendix B.4, and the usual check value.
std::vector<Vector> Vectors() {
    std::vector<std::byte> ascending(32);
    std::vector<std::byte> descending(32);
    for (std::size_t i = 0; i < 32; ++i) {
        ascending[i] = static_cast<std::byte>(i);
        descending[i] = static_cast<std::byte>(31 - i);
    }
    const auto check = Bytes("123456789");
    return {
        {{}, 0},
        {std::vector(32, std::byte{0x00}), 0x8A9136AA},
        {std::vector(32, std::byte{0xFF}), 0x62A8AB43},
        {ascending, 0x46DD794E},
        {descending, 0x113FDB5C},
        {{check.begin(), check.end()}, 0xE3069283},
    };
}

TEST(Crc32c, MatchesPublishedVectors) {
    for (const Vector& vector : Vectors()) {
        EXPECT_EQ(Crc32c(vector.bytes), vector.crc);
        EXPECT_EQ(Crc32cPortable(vector.bytes), vector.crc);
    }
}

TEST(Crc32c, BothWaysAgreeAtEveryLengthAndSplit) {
    std::vector<std::byte> bytes(100);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 37 + 11);
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        const auto whole = std::span(bytes).first(size);
        const std::uint32_t crc = Crc32c(whole);
        EXPECT_EQ(crc, Crc32cPortable(whole));
        for (std::size_t cut = 0; cut <= size; ++cut) {
            EXPECT_EQ(crc, Crc32c(whole.subspan(cut), Crc32c(whole.first(cut))));
            EXPECT_EQ(crc, Crc32cPortable(whole.subspan(cut), Crc32cPortable(whole.first(cut))));
        }
    }
}

TEST(Crc32c, SeesEverySingleFlippedBit) {
    std::vector<std::byte> bytes(64, std::byte{0x5A});
    const std::uint32_t crc = Crc32c(bytes);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        bytes[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
        EXPECT_NE(Crc32c(bytes), crc);
        bytes[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
    }
}

}  // namespace
}  // namespace bourse::engine
