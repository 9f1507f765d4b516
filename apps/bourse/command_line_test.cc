#include "apps/bourse/command_line.h"

#include <gtest/gtest.h>

#include <vector>

namespace bourse::apps {
namespace {

Expected<CommandLine, CommandLineEnd> Parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "bourse");
    return ParseCommandLine(static_cast<int>(arguments.size()), arguments.data());
}

TEST(CommandLine, Verbs) {
    const auto dev = Parse({"dev", "--port", "0", "--market", "none", "--ephemeral"});
    ASSERT_TRUE(dev.has_value()) << dev.error().text;
    EXPECT_EQ(dev->verb, CommandLine::Verb::kDev);
    EXPECT_EQ(dev->dev.port, 0);
    EXPECT_EQ(dev->dev.market, "none");
    EXPECT_TRUE(dev->dev.is_ephemeral);
    const auto dump = Parse({"journal", "dump", "var", "--from", "7"});
    ASSERT_TRUE(dump.has_value()) << dump.error().text;
    EXPECT_EQ(dump->verb, CommandLine::Verb::kJournal);
    EXPECT_EQ(dump->journal.task, JournalOptions::Task::kDump);
    EXPECT_EQ(dump->journal.from, 7U);
    EXPECT_EQ(Parse({"replay", "."})->verb, CommandLine::Verb::kReplay);
    const auto connect = Parse({"connect", "ccxt", "--url", "https://[::1]:9/"});
    ASSERT_TRUE(connect.has_value()) << connect.error().text;
    EXPECT_EQ(connect->verb, CommandLine::Verb::kConnect);
    EXPECT_EQ(connect->connect.client, "ccxt");
}

TEST(CommandLine, OperatorVerbsAreFormsOfTheAdminApi) {
    const auto halt = Parse({"market", "halt", "BTCUSDT", "--why", "too wild", "--as", "olga"});
    ASSERT_TRUE(halt.has_value()) << halt.error().text;
    EXPECT_EQ(halt->verb, CommandLine::Verb::kOperate);
    EXPECT_EQ(halt->operate.user, "olga");
    EXPECT_EQ(halt->operate.fields, (HttpForm{{"symbol", "BTCUSDT"}, {"why", "too wild"}}));
    const auto engage = Parse({"kill", "engage", "--scope", "VENUE", "--why", "x", "--json"});
    ASSERT_TRUE(engage.has_value()) << engage.error().text;
    EXPECT_TRUE(engage->operate.has_json);
    EXPECT_TRUE(Parse({"status"}).has_value());
    EXPECT_TRUE(Parse({"user", "ls"}).has_value());
}

TEST(CommandLine, HelpAndVersionAreNoErrors) {
    EXPECT_EQ(Parse({"--version"}).error().status, 0);
    EXPECT_EQ(Parse({"--version"}).error().text, "bourse 0.1.0\n");
    EXPECT_EQ(Parse({"dev", "--help"}).error().status, 0);
    EXPECT_NE(Parse({"dev", "--help"}).error().text.find("--order-limit"), std::string::npos);
}

TEST(CommandLine, MistakesAreToldInOneLine) {
    struct Mistake {
        std::vector<const char*> arguments;
        std::string text;  // between "bourse" and "; see"
    };
    const std::string options =
        "--help, --port, --ports-file, --tls, --tls-name, --data, --ephemeral, --market, --preset, "
        "--seed, "
        "--order-limit, --weight-limit, --connection-limit, --threads";
    const std::string verbs =
        "dev, replay, journal, connect, fault, market, asset, fee, user, key, kill, request, "
        "ledger, audit, status, top, doctor";
    const std::string port = "a whole number from 0 to 65535";
    const std::string url = "is not http://HOST:PORT or https://HOST:PORT";
    const std::string any = "is not a whole number from 0 to 18446744073709551615";
    const Mistake kMistakes[] = {
        {{}, ": a verb is needed, and none was given; there are: " + verbs},
        {{"serve"}, ": a verb is needed, and 'serve' is none; there are: " + verbs},
        {{"journal", "frob"},
         " journal: a verb is needed, and 'frob' is none; there are: verify, stats, dump"},
        {{"dev", "--foo"}, " dev: '--foo' is not known; there are: " + options},
        {{"dev", "extra"}, " dev: 'extra' is not known; there are: " + options},
        {{"dev", "--port", "70000"}, " dev: --port: '70000' is not " + port},
        {{"dev", "--port", "x"}, " dev: --port: 'x' is not " + port},
        {{"dev", "--port"}, " dev: --port was given no value; it takes " + port},
        {{"dev", "--port="}, " dev: --port was given no value; it takes " + port},
        {{"dev", "--tls", "--tls-name", "a b"},
         " dev: --tls-name: 'a b' is no DNS name or IP address"},
        {{"dev", "--tls-name", "a"}, " dev: --tls-name requires --tls"},
        {{"dev", "--seed", "-1"}, " dev: --seed: '-1' " + any},
        {{"dev", "--seed", "1.5"}, " dev: --seed: '1.5' " + any},
        {{"dev", "--market", "x"}, " dev: --market: x not in {sim,none}"},
        {{"dev", "--ephemeral", "--data", "x"}, " dev: --data excludes --ephemeral"},
        {{"replay"}, " replay: directory is required"},
        {{"replay", "/nowhere"}, " replay: directory: Directory does not exist: /nowhere"},
        {{"replay", ".", "--speed", "x"},
         " replay: --speed: 'x' is not full, real or a number above 0"},
        {{"journal", "dump", "var", "--from", "0"},
         " journal dump: --from: '0' is not a whole number from 1 to 18446744073709551615"},
        {{"journal", "dump", "var", "--limit", "x"}, " journal dump: --limit: 'x' " + any},
        {{"journal", "dump", "--limit"},
         " journal dump: --limit was given no value; it takes a whole number from 0 to "
         "18446744073709551615"},
        {{"market"},
         " market: a verb is needed, and none was given; there are: ls, add, set, halt, "
         "cancel-only, resume"},
        {{"market", "halt"}, " market halt: SYMBOL is required"},
        {{"market", "halt", "BTCUSDT"}, " market halt: --why is required"},
        {{"market", "add", "A", "--why", "x"}, " market add: --base is required"},
        {{"top", "--times", "x"}, " top: --times: 'x' is not a whole number from 0 to 1000000"},
        {{"kill", "engage", "--why", "x"}, " kill engage: --scope is required"},
        {{"audit", "tail", "--url", "x"}, " audit tail: --url: 'x' " + url},
        {{"connect", "cobol"},
         " connect: client: 'cobol' is not one of: curl, python-binance, ccxt, ccxt-js, "
         "connector-js, binance-spot, freqtrade, hummingbot"},
        {{"connect", "curl", "--url", "ftp://x"}, " connect: --url: 'ftp://x' " + url},
        {{"connect", "curl", "--url", "http://"}, " connect: --url: 'http://' " + url},
        {{"connect", "curl", "--url", "http://a\"b"}, " connect: --url: 'http://a\"b' " + url},
    };
    for (const auto& [arguments, text] : kMistakes) {
        const auto parsed = Parse(arguments);
        ASSERT_FALSE(parsed.has_value()) << text;
        EXPECT_EQ(parsed.error().status, kUsageError);
        const std::string said = "bourse" + text;
        const std::string verb = said.substr(0, said.find(':'));
        EXPECT_EQ(parsed.error().text, said + "; see " + verb + " --help\n");
    }
}

}  // namespace
}  // namespace bourse::apps
