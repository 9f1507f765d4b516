// Every row of the API's surface that matters (priorities P0 and P1) is served by a running
// gateway, or docs/reference/compatibility.md says why not. The list of rows is not part of the
// repository; without it the test is skipped.
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "platform/crypto/encoding.h"
#include "services/gateway/gateway_fixture.h"

namespace bourse::gateway {
namespace {

constexpr const char* kSurface = "../shared/binance/surface.tsv";

struct Row {
    std::string kind, name, path, priority;

    bool matters() const { return priority == "P0" || priority == "P1"; }
};

std::vector<Row> ReadRows(std::istream& text) {
    std::vector<Row> rows;
    std::string line;
    std::getline(text, line);  // the head
    while (std::getline(text, line)) {
        std::vector<std::string> cells;
        std::istringstream cell_text(line);
        for (std::string cell; std::getline(cell_text, cell, '\t');) cells.push_back(cell);
        if (cells.size() < 4) continue;
        rows.push_back({cells[0], cells[1], cells[2], cells.back()});
    }
    return rows;
}

// What the table says is not offered, as its rows name it: "GET /api/v3/ping", "ping".
std::set<std::string> ReadNotOffered(std::istream& text) {
    std::set<std::string> names;
    for (std::string line; std::getline(text, line);) {
        if (!line.starts_with("| ") || line.find("| not offered: ") == std::string::npos) continue;
        std::size_t begin = 0, end = 0;
        const std::size_t verdict = line.find("| not offered: ");
        while ((begin = line.find('`', end)) < verdict) {
            end = line.find('`', begin + 1) + 1;
            names.insert(line.substr(begin + 1, end - begin - 2));
        }
    }
    return names;
}

// "btcusdt@depth5@100ms" and so on, for "<symbol>@depth5|10|20[@100ms]".
std::vector<std::string> ExamplesOf(const std::string& pattern) {
    static const std::map<std::string, std::vector<std::string>> kExamples{
        {"<symbol>@kline_<interval>", {"btcusdt@kline_1s", "btcusdt@kline_1m"}},
        {"<symbol>@ticker_1h|4h|1d",
         {"btcusdt@ticker_1h", "btcusdt@ticker_4h", "btcusdt@ticker_1d"}},
        {"<symbol>@depth5|10|20[@100ms]",
         {"btcusdt@depth5", "btcusdt@depth10", "btcusdt@depth20@100ms"}},
        {"<symbol>@depth[@100ms]", {"btcusdt@depth", "btcusdt@depth@100ms"}},
    };
    const auto found = kExamples.find(pattern);
    if (found != kExamples.end()) return found->second;
    if (!pattern.starts_with("<symbol>")) return {pattern};
    return {"btcusdt" + pattern.substr(8)};
}

bool Has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

class Surface : public GatewayFixture {
protected:
    void SetUp() override {
        std::ifstream surface(kSurface);
        if (!surface) GTEST_SKIP() << kSurface << " is not there";
        rows_ = ReadRows(surface);
        std::ifstream table("docs/reference/compatibility.md");
        not_offered_ = ReadNotOffered(table);
        ASSERT_FALSE(not_offered_.empty());
    }

    // Those of a kind that matter and are offered.
    std::vector<Row> Rows(const std::set<std::string>& kinds) const {
        std::vector<Row> rows;
        for (const Row& row : rows_) {
            if (kinds.contains(row.kind) && row.matters()) rows.push_back(row);
        }
        return rows;
    }
    bool IsOffered(const std::string& name) const { return !not_offered_.contains(name); }
    // The names of events that a connection sees, until all of `wanted` were there, or none come
    // any more, or a minute is over.
    static std::set<std::string> Events(
        TestStreamClient& client, std::set<std::string> wanted, const std::string& key
    ) {
        std::set<std::string> seen;
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (!wanted.empty() && std::chrono::steady_clock::now() < deadline) {
            const std::string text = client.Next();
            if (text.empty()) break;
            const std::size_t at = text.find(key);
            if (at == std::string::npos) continue;
            const std::size_t begin = at + key.size();
            const std::string name = text.substr(begin, text.find('"', begin) - begin);
            seen.insert(name);
            wanted.erase(name);
        }
        return seen;
    }

    std::vector<Row> rows_;
    std::set<std::string> not_offered_;
};

TEST_F(Surface, RoutesAreServedOrSaidNotToBe) {
    const std::vector<Row> rows = Rows({"REST", "REST-legacy", "REST-sapi"});
    EXPECT_GT(rows.size(), 40U);
    for (const Row& row : rows) {
        if (!IsOffered(row.path)) continue;
        const std::size_t space = row.path.find(' ');
        const std::string answer = Ask(row.path.substr(0, space), row.path.substr(space + 1));
        EXPECT_FALSE(answer.empty() || answer.starts_with("HTTP/1.1 404")) << row.path;
    }
    EXPECT_TRUE(Ask("GET", "/api/v3/nothing").starts_with("HTTP/1.1 404"));
}

TEST_F(Surface, MethodsAreServedOrSaidNotToBe) {
    TestStreamClient client(port(), "/ws-api/v3");
    EXPECT_TRUE(Has(client.handshake(), " 101 "));
    const std::vector<Row> rows = Rows({"WSAPI"});
    EXPECT_GT(rows.size(), 30U);
    const auto ask = [&](const std::string& method) {
        return client.Ask(R"({"id":1,"method":")" + method + R"("})");
    };
    for (const Row& row : rows) {
        if (row.name == "(connect)" || !IsOffered(row.name)) continue;
        EXPECT_FALSE(Has(ask(row.name), R"("code":-1020)")) << row.name;
    }
    EXPECT_TRUE(Has(ask("nothing"), R"("code":-1020)"));
}

// Whoever subscribes to all of them hears of all of them.
TEST_F(Surface, StreamsAreServedOrSaidNotToBe) {
    std::set<std::string> wanted;
    std::string target = "/stream?streams=0";
    for (const Row& row : Rows({"STREAM"})) {
        const bool is_stream = row.path.find('@') != std::string::npos;
        if (!is_stream || !IsOffered(row.path)) continue;
        for (const std::string& name : ExamplesOf(row.path)) {
            wanted.insert(name);
            target += "/" + name;
        }
    }
    EXPECT_GT(wanted.size(), 12U);
    TestStreamClient client(port(), target);
    ASSERT_TRUE(Has(client.handshake(), " 101 ")) << client.handshake();
    std::atomic<bool> done = false;
    // Something happens all the time: tickers tell what changed.
    std::thread market([&] {
        while (!done) {
            Rest();
            Trade(1);
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    });
    const std::set<std::string> seen = Events(client, wanted, R"("stream":")");
    done = true;
    market.join();
    EXPECT_EQ(seen, wanted);
}

TEST_F(Surface, ConnectionsOfStreamsAreServed) {
    for (const char* target : {"/ws", "/ws/0", "/stream"}) {
        TestStreamClient client(port(), target);
        for (const char* request :
             {R"({"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1})",
              R"({"method":"LIST_SUBSCRIPTIONS","id":2})",
              R"({"method":"SET_PROPERTY","params":["combined",true],"id":3})",
              R"({"method":"GET_PROPERTY","params":["combined"],"id":4})",
              R"({"method":"UNSUBSCRIBE","params":["btcusdt@trade"],"id":5})"}) {
            EXPECT_TRUE(Has(client.Ask(request), R"({"result":)")) << target << ' ' << request;
        }
    }
    TestStreamClient client(port(), "/stream?streams=btcusdt@trade");
    Stop();
    EXPECT_TRUE(Has(client.Next(), R"({"stream":"!serverShutdown","data":{"e":"serverShutdown")"));
}

TEST_F(Surface, UserEventsAreServedOrSaidNotToBe) {
    std::set<std::string> wanted;
    for (const Row& row : Rows({"USER-EVENT"})) {
        if (IsOffered(row.name)) wanted.insert(row.name);
    }
    EXPECT_TRUE(wanted.contains("executionReport"));
    TestStreamClient client(port(), "/ws-api/v3");
    const std::string now = std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(
                                               std::chrono::system_clock::now().time_since_epoch()
    )
                                               .count());
    const std::string text = "apiKey=alice&timestamp=" + now;
    client.Send(
        R"({"id":1,"method":"userDataStream.subscribe.signature","params":{"apiKey":"alice",)"
        R"("timestamp":)" +
        now + R"(,"signature":")" + crypto::EncodeHex(Hmac().Sign(crypto::AsBytes(text))) + R"("}})"
    );
    ASSERT_TRUE(Has(client.Next(), R"("subscriptionId":0)"));
    Trade(1);
    auto deposit = MakeCommand<Deposit>(kAlice);
    deposit.asset = AssetId(0);
    deposit.amount = Amount(1);
    Submit(wire::Command(deposit));
    auto list = MakeCommand<PlaceOrderList>(kAlice);
    list.kind = OrderListKind::kOto;
    for (OrderInstruction& leg : std::span(list.legs).first(2)) {
        leg.type = OrderType::kLimit;
        leg.price = Price(1'000'000);
        leg.quantity = Quantity(100);
    }
    Submit(wire::Command(list));
    AwaitCommits();
    client.Send(R"({"id":2,"method":"userDataStream.unsubscribe"})");
    EXPECT_EQ(Events(client, wanted, R"("event":{"e":")"), wanted);
}

TEST_F(Surface, FiltersAreListedOrSaidNotToBe) {
    auto change = MakeCommand<ChangeFilters>(kVenueAccount);
    change.symbol = SymbolId(0);
    change.filters = TestSymbol().filters;
    change.filters.bid_multiplier_up = change.filters.ask_multiplier_up = 50'000;
    change.filters.max_orders = 200;
    change.filters.max_order_amends = 10;
    change.filters.max_iceberg_orders = 10;
    change.filters.position_max = TestMarket().base;
    Submit(wire::Command(change));
    AwaitCommits();
    const std::string info = Ask("GET", "/api/v3/exchangeInfo");
    const std::vector<Row> rows = Rows({"FILTER"});
    EXPECT_GT(rows.size(), 10U);
    for (const Row& row : rows) {
        const bool is_listed = Has(info, R"({"filterType":")" + row.name + "\"");
        EXPECT_TRUE(is_listed || !IsOffered(row.name)) << row.name;
        EXPECT_FALSE(is_listed && !IsOffered(row.name)) << row.name;
    }
}

TEST(SurfaceTables, AreReadAsTheyAreWritten) {
    std::istringstream surface("head\nREST\tx\tGET /x\tNONE\tP1\nSTREAM\ty\t<symbol>@y\tP2\n");
    const std::vector<Row> rows = ReadRows(surface);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].path, "GET /x");
    EXPECT_TRUE(rows[0].matters() && !rows[1].matters());
    std::istringstream table("| `GET /x` | `x` | same |\n| – | `y.z` | not offered: `x` is |\n");
    EXPECT_EQ(ReadNotOffered(table), std::set<std::string>{"y.z"});
}

}  // namespace
}  // namespace bourse::gateway
