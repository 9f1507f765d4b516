#include "apps/bourse/connect.h"

#include <gtest/gtest.h>

#include "apps/bourse/data_directory.h"
#include "apps/bourse/dev_keys.h"

namespace bourse::apps {
namespace {

class ConnectTest : public testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(LoadOrMakeDevKeys(directory_.path()).has_value()); }

    DataDirectory directory_ = *DataDirectory::MakeEphemeral();
};

TEST_F(ConnectTest, EverySnippetIsWhole) {
    const HmacKey key = *ReadDevKey(directory_.path(), "alice");
    for (const char* client : {"curl", "python-binance", "ccxt", "ccxt-js", "connector-js"}) {
        const auto text = ConnectText({client, "https://venue.example:444/", directory_.path()});
        ASSERT_TRUE(text.has_value()) << text.error();
        for (const std::string& part : {key.api_key, key.secret}) {
            EXPECT_NE(text->find(part), std::string::npos) << client << " lacks " << part;
        }
        EXPECT_NE(text->find("https://venue.example:444"), std::string::npos) << client;
        EXPECT_EQ(text->find("venue.example:444//"), std::string::npos) << client;
        for (const char* name : {"URL@", "@API_KEY@", "@SECRET@"}) {
            EXPECT_EQ(text->find(name), std::string::npos) << client << " still has " << name;
        }
    }
    const auto python = ConnectText({"ccxt", "https://venue.example:444", directory_.path()});
    EXPECT_NE(python->find("\"wss://venue.example:444"), std::string::npos);
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
