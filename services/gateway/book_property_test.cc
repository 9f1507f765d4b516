// Whoever keeps a book by the documented procedure, from whatever stream and whatever snapshot,
// has the engine's.
#include <random>
#include <thread>

#include "services/gateway/client_book.h"
#include "services/gateway/gateway_fixture.h"

namespace bourse::gateway {
namespace {

// What a client has heard and asked, to be put together afterwards.
struct Diary {
    simdjson::dom::parser parser;
    std::vector<std::string> slow_diffs, fast_diffs;  // of @depth and @depth@100ms, in order
    std::vector<std::string> snapshots;

    simdjson::dom::element Parse(const std::string& text) { return parser.parse(text); }
};

enum class Kept { kWhole, kWithGap };

class BookProperty : public GatewayFixture {
protected:
    static constexpr std::string_view kSlow = "btcusdt@depth", kFast = "btcusdt@depth@100ms";

    void SubmitRandom(std::mt19937_64& random, int commands) {
        const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
        for (int i = 0; i < commands; ++i) {
            const AccountId account = below(2) == 0 ? kAlice : kBob;
            if (below(3) == 0) {
                auto cancel = MakeCommand<CancelOrder>(account);
                cancel.reference.symbol = SymbolId(0);
                const auto placed = static_cast<std::uint64_t>(orders_ + 1);
                cancel.reference.order = OrderId(random() % placed + 1);
                Submit(wire::Command(cancel));
                continue;
            }
            auto order = MakeCommand<PlaceOrder>(account);
            order.instruction.symbol = SymbolId(0);
            order.instruction.side = below(2) == 0 ? Side::kBuy : Side::kSell;
            order.instruction.type = OrderType::kLimit;
            order.instruction.price = Price(2'000'000 + below(80));
            order.instruction.quantity = Quantity(below(500) + 100);
            order.instruction.client_order_id = ClientOrderId::From(std::to_string(++orders_));
            Submit(wire::Command(order));
        }
        AwaitCommits();
    }
    std::string Snapshot() {
        const std::string answer = Ask("GET", "/api/v3/depth?symbol=BTCUSDT&limit=1000");
        return answer.substr(answer.find("\r\n\r\n") + 4);
    }
    static std::uint64_t LastIdOf(simdjson::dom::element diff) { return diff["u"].get_uint64(); }

    // Reads until both streams have told of the update.
    static void ReadUntil(TestStreamClient& client, std::uint64_t update, Diary& diary) {
        std::uint64_t slow = 0, fast = 0;
        while (slow < update || fast < update) {
            const std::string text = client.Next();
            ASSERT_FALSE(text.empty()) << "nothing more comes; " << slow << ' ' << fast;
            const auto message = diary.Parse(text);
            const std::string_view stream = message["stream"].get_string();
            const bool is_fast = stream == kFast;
            ASSERT_TRUE(is_fast || stream == kSlow) << text;
            const auto data = message["data"].value();
            (is_fast ? fast : slow) = LastIdOf(data);
            (is_fast ? diary.fast_diffs : diary.slow_diffs).push_back(simdjson::minify(data));
        }
    }
    // The book after a snapshot and all diffs of a stream; nullopt when a diff is missing.
    static std::optional<ClientBook> Rebuild(
        Diary& diary, const std::string& snapshot, const std::vector<std::string>& diffs
    ) {
        ClientBook book(diary.Parse(snapshot));
        for (const std::string& diff : diffs) {
            if (!book.Apply(diary.Parse(diff))) return std::nullopt;
        }
        return book;
    }

    int orders_ = 0;
};

TEST_F(BookProperty, EverySnapshotAndItsDiffsGiveTheBook) {
    std::random_device device;
    const std::uint64_t seed = device();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    SubmitRandom(random, 200);
    Diary diary;
    TestStreamClient client(
        port(), std::string("/stream?streams=").append(kSlow).append("/").append(kFast)
    );
    client.Ask(R"({"method":"LIST_SUBSCRIPTIONS","id":1})");
    std::atomic<bool> done = false;
    // Snapshots are of any moment: the market does not wait for them.
    std::thread market([&, flow = std::mt19937_64(seed + 1)]() mutable {
        while (!done) SubmitRandom(flow, static_cast<int>(flow() % 30) + 1);
    });
    for (int i = 0; i < 40; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 80));
        diary.snapshots.push_back(Snapshot());
    }
    done = true;
    market.join();
    diary.snapshots.push_back(Snapshot());
    const ClientBook end(diary.Parse(diary.snapshots.back()));
    ASSERT_GT(end.levels(), 5U);
    ReadUntil(client, end.last_update_id(), diary);
    ASSERT_GT(diary.fast_diffs.size(), diary.slow_diffs.size());
    for (const std::string& snapshot : diary.snapshots) {
        for (const auto* diffs : {&diary.slow_diffs, &diary.fast_diffs}) {
            const auto book = Rebuild(diary, snapshot, *diffs);
            ASSERT_TRUE(book) << "a diff is missing";
            ASSERT_EQ(*book, end);
        }
    }

    // The controls: a client that misses a diff, or takes another snapshot's id, can tell.
    const std::string& first = diary.snapshots.front();
    std::vector<std::string> gapped = diary.fast_diffs;
    gapped.erase(gapped.begin() + static_cast<std::ptrdiff_t>(gapped.size()) / 2);
    EXPECT_FALSE(Rebuild(diary, first, gapped));
    std::string late = first;
    const std::size_t digits = late.find(':') + 1;
    late.replace(digits, late.find(',') - digits, std::to_string(end.last_update_id() - 1));
    const auto wrong = Rebuild(diary, late, diary.fast_diffs);
    EXPECT_TRUE(!wrong || *wrong != end) << "or no level changed in between";
}

}  // namespace
}  // namespace bourse::gateway
