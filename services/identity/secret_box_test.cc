#include "services/identity/secret_box.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace bourse::identity {
namespace {

class SecretBoxTest : public testing::Test {
protected:
    SecretBoxTest() {
        std::string name = testing::TempDir() + "bourse-box-XXXXXX";
        directory_ = mkdtemp(name.data());
    }
    ~SecretBoxTest() override { std::filesystem::remove_all(directory_); }

    std::filesystem::path directory_;
};

TEST_F(SecretBoxTest, OnlyTheSameBoxAndContextOpen) {
    const LocalSecretBox box({1}), other({2});
    const auto sealed = box.Close({"the secret", "api key a"});
    EXPECT_EQ(box.Open(sealed, "api key a"), "the secret");
    EXPECT_FALSE(box.Open(sealed, "api key b"));
    EXPECT_FALSE(other.Open(sealed, "api key a"));
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto forged = sealed;
        forged[i] ^= 0x80;
        EXPECT_FALSE(box.Open(forged, "api key a")) << i;
    }
    const std::string bytes(sealed.begin(), sealed.end());
    EXPECT_EQ(bytes.find("secret"), std::string::npos);
}

TEST_F(SecretBoxTest, TheMasterFileIsMadeOncePrivateAndChecked) {
    const auto file = directory_ / "master.key";
    const auto made = LocalSecretBox::OfFile(file);
    ASSERT_TRUE(made.has_value());
    const auto permissions = std::filesystem::status(file).permissions();
    EXPECT_EQ(permissions, std::filesystem::perms(0600));
    const auto sealed = (*made)->Close({"x", "y"});
    const auto again = LocalSecretBox::OfFile(file);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ((*again)->Open(sealed, "y"), "x");

    std::filesystem::permissions(file, std::filesystem::perms(0640));
    EXPECT_FALSE(LocalSecretBox::OfFile(file).has_value());
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    std::ofstream(file) << "abc\n";
    EXPECT_FALSE(LocalSecretBox::OfFile(file).has_value());
}

}  // namespace
}  // namespace bourse::identity
