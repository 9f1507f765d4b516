#include "platform/crypto/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace bourse::crypto {
namespace {

TEST(Random, FillsEveryByteOfALongBuffer) {
    std::vector<std::uint8_t> bytes(1 << 16, 0);
    FillRandom(bytes);
    // 256 zeros are expected; 1,024 would be 48 standard deviations away.
    EXPECT_LT(std::ranges::count(bytes, 0), 1'024);
    std::vector<std::uint8_t> again(bytes.size());
    FillRandom(again);
    EXPECT_NE(bytes, again);
}

}  // namespace
}  // namespace bourse::crypto
