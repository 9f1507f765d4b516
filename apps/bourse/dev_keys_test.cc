#include "apps/bourse/dev_keys.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "apps/bourse/data_directory.h"
#include "platform/crypto/test_rsa_key.h"

namespace bourse::apps {
namespace {

class DevKeysTest : public testing::Test {
protected:
    std::filesystem::path file() const { return directory_.path() / "dev-keys.json"; }
    std::string Text() const {
        std::ostringstream text;
        text << std::ifstream(file()).rdbuf();
        return text.str();
    }
    // The file, with members added to alice.
    void Add(const std::string& members) {
        std::string text = Text();
        text.insert(text.find("\"apiKey\""), members + ",");
        std::ofstream(file()) << text;
    }
    std::string AliceName() const {
        const std::string text = Text();
        return text.substr(text.find("\"apiKey\":\"") + 10, 64);
    }
    std::string Error() const {
        const auto keys = LoadOrMakeDevKeys(directory_.path());
        return keys ? "" : keys.error();
    }

    DataDirectory directory_ = *DataDirectory::MakeEphemeral();
};

TEST_F(DevKeysTest, AreMadeOnceAndReadAgain) {
    const auto made = LoadOrMakeDevKeys(directory_.path());
    ASSERT_TRUE(made.has_value()) << made.error();
    const identity::ApiKey* key = made->keys->Find(AliceName());
    ASSERT_NE(key, nullptr);
    EXPECT_TRUE(key->hmac && key->ed25519 && !key->rsa && key->addresses.empty());
    const std::string text = Text();
    EXPECT_EQ(Error(), "");
    EXPECT_EQ(Text(), text);
}

TEST_F(DevKeysTest, MayHaveAnRsaKeyAndAddresses) {
    ASSERT_EQ(Error(), "");
    std::string pem = crypto::TestRsaKey().PublicPem();
    for (std::size_t at = 0; (at = pem.find('\n', at)) != std::string::npos; at += 2) {
        pem.replace(at, 1, "\\n");
    }
    Add(R"("rsaPublicKey":")" + pem + R"(","addresses":["127.0.0.0/8","::1"])");
    const auto read = LoadOrMakeDevKeys(directory_.path());
    ASSERT_TRUE(read.has_value()) << read.error();
    const identity::ApiKey* key = read->keys->Find(AliceName());
    ASSERT_NE(key, nullptr);
    EXPECT_TRUE(key->rsa.has_value());
    EXPECT_TRUE(identity::MayComeFrom(*key, "127.0.0.9"));
    EXPECT_TRUE(identity::MayComeFrom(*key, "::1"));
    EXPECT_FALSE(identity::MayComeFrom(*key, "128.0.0.1"));
}

TEST_F(DevKeysTest, AdditionsThatAreWrongAreRefused) {
    ASSERT_EQ(Error(), "");
    Add(R"("addresses":[1])");
    EXPECT_NE(Error().find("addresses and permissions lists of texts"), std::string::npos)
        << Error();
}

TEST_F(DevKeysTest, MayBeRestricted) {
    ASSERT_EQ(Error(), "");
    Add(R"("permissions":["READ"],"expiresAt":1700000000000)");
    const auto read = LoadOrMakeDevKeys(directory_.path());
    ASSERT_TRUE(read.has_value()) << read.error();
    const identity::ApiKey* key = read->keys->Find(AliceName());
    ASSERT_NE(key, nullptr);
    EXPECT_EQ(key->permissions, identity::Permissions({identity::Permission::kRead}));
    EXPECT_EQ(key->expires, Timestamp(1'700'000'000'000'000'000));
    EXPECT_NE(key->created, Timestamp());
}

TEST_F(DevKeysTest, RestrictionsThatAreWrongAreRefused) {
    ASSERT_EQ(Error(), "");
    const std::string good = Text();
    for (const auto& [members, what] :
         {std::pair(R"("addresses":["127.0.0.1/8"])", "no address and no range"),
          std::pair(R"("permissions":["ALL"])", "'ALL' is no permission"),
          std::pair(R"("permissions":"READ")", "lists of texts"),
          std::pair(R"("expiresAt":"never")", "milliseconds"),
          std::pair(R"("expiresAt":9223372036854775807)", "milliseconds")}) {
        std::ofstream(file()) << good;
        Add(members);
        EXPECT_NE(Error().find(what), std::string::npos) << Error();
    }
}

TEST_F(DevKeysTest, AnRsaKeyThatIsNoneIsRefused) {
    ASSERT_EQ(Error(), "");
    Add(R"("rsaPublicKey":"x")");
    EXPECT_NE(Error().find("of alice: rsaPublicKey is no PEM"), std::string::npos) << Error();
}

}  // namespace
}  // namespace bourse::apps
