#include "apps/bourse/connect.h"

#include <gtest/gtest.h>

#include "apps/bourse/data_directory.h"
#include "apps/bourse/dev_certificates.h"
#include "apps/bourse/dev_keys.h"

namespace bourse::apps {
namespace {

constexpr const char* kClients[] = {
    "curl",
    "python-binance",
    "ccxt",
    "ccxt-js",
    "connector-js",
    "binance-spot",
    "freqtrade",
    "hummingbot"};

class ConnectTest : public testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(LoadOrMakeDevKeys(directory_.path()).has_value()); }

    DataDirectory directory_ = *DataDirectory::MakeEphemeral();
};

TEST_F(ConnectTest, EverySnippetIsWhole) {
    const HmacKey key = *ReadDevKey(directory_.path(), "alice");
    for (const char* client : kClients) {
        const auto text = ConnectText({client, "https://venue.example:444/", directory_.path()});
        ASSERT_TRUE(text.has_value()) << text.error();
        for (const std::string& part : {key.api_key, key.secret}) {
            EXPECT_NE(text->find(part), std::string::npos) << client << " lacks " << part;
        }
        EXPECT_NE(text->find("venue.example:444"), std::string::npos) << client;
        EXPECT_EQ(text->find("venue.example:444//"), std::string::npos) << client;
        for (const char* name : {"URL@", "@API_KEY@", "@SECRET@", "@TLS@", "@CA_FILE@", "@HOST@"}) {
            EXPECT_EQ(text->find(name), std::string::npos) << client << " still has " << name;
        }
    }
    const auto python = ConnectText({"ccxt", "https://venue.example:444", directory_.path()});
    EXPECT_NE(python->find("\"wss://venue.example:444"), std::string::npos);
}

TEST_F(ConnectTest, WithTlsTheAuthorityIsTrusted) {
    ASSERT_TRUE(LoadOrMakeDevCertificates(directory_.path(), {}, 1'800'000'000).has_value());
    const std::string authority = AuthorityFile(directory_.path()).string();
    for (const char* client : kClients) {
        ConnectOptions options{client, "http://127.0.0.1:9", directory_.path(), true};
        const auto text = ConnectText(options);
        ASSERT_TRUE(text.has_value()) << text.error();
        EXPECT_NE(text->find(authority), std::string::npos) << client;
        for (const char* other : {"http://127", "ws://127", "@TLS@", "@CA_FILE@"}) {
            EXPECT_EQ(text->find(other), std::string::npos) << client << " has " << other;
        }
        options.has_tls = false;
        const auto plain = ConnectText(options);
        EXPECT_TRUE(!plain || plain->find(authority) == std::string::npos) << client;
    }
    EXPECT_EQ(
        ConnectText({"binance-spot", "http://127.0.0.1:9", directory_.path()}).error(),
        "binance-spot speaks TLS only, and http://127.0.0.1:9 has none; start `bourse dev --tls`, "
        "and give --tls here, too"
    );
}

TEST_F(ConnectTest, AloneListsTheClients) {
    const auto text = ConnectText({.data = "/nowhere"});
    ASSERT_TRUE(text.has_value());
    EXPECT_NE(text->find("ccxt            pip install ccxt\n"), std::string::npos) << *text;
}

TEST_F(ConnectTest, WithoutKeysSaysWhereTheyWereExpected) {
    const auto text = ConnectText({.client = "curl", .data = "/nowhere"});
    ASSERT_FALSE(text.has_value());
    EXPECT_EQ(
        text.error(),
        "/nowhere/dev-keys.json: there is no such file; start `bourse dev`, or give its data "
        "directory with --data"
    );
}

}  // namespace
}  // namespace bourse::apps
