#include "platform/crypto/password.h"

#include <gtest/gtest.h>

namespace bourse::crypto {
namespace {

constexpr PasswordCost kCheap{.memory_kib = 64, .passes = 1};

TEST(Password, OnlyTheSamePasswordFits) {
    const std::string hash = HashPassword("correct horse", kCheap);
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    EXPECT_TRUE(VerifyPassword("correct horse", hash));
    EXPECT_FALSE(VerifyPassword("correct horsf", hash));
    EXPECT_FALSE(VerifyPassword("", hash));
    EXPECT_NE(HashPassword("correct horse", kCheap), hash) << "the salt is new";
}

TEST(Password, OtherTextsFitNothing) {
    EXPECT_FALSE(VerifyPassword("password", "$argon2i$v=19$m=64,t=2,p=1$c29tZXNhbHQ$AAAA"));
    EXPECT_FALSE(VerifyPassword("password", ""));
    EXPECT_FALSE(VerifyPassword("password", "password"));
}

}  // namespace
}  // namespace bourse::crypto
