// stream_load: what it costs to tell many subscribers of a trade stream the same trades.
//
//   gateway   a frame is encoded once, and what a batch of trades owes a subscriber is one write
//   naive     every subscriber's frame is encoded and written by itself
//
// Both fold the same events and send the same bytes over loopback; the time is the CPU time of the
// one thread that does it, the kernel's part included, so readers and neighbours do not count.
//
//   stream_load --subscribers 500 --batches 50 --trades 20 --runs 3
#include <fmt/format.h>
#include <sys/syscall.h>
#include <time.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <future>
#include <thread>

#include "bench/stream_readers.h"
#include "core/exchange/exchange.h"
#include "platform/http/server.h"
#include "services/gateway/stream_hub.h"
#include "services/gateway/test_market.h"

namespace bourse::bench {

namespace {

struct Options {
    int subscribers = 500;
    int batches = 50;
    int trades = 20;  // a batch
    int runs = 3;
};

struct Sent {
    std::atomic<std::uint64_t> writes{0}, bytes{0};
} sent;

}  // namespace

}  // namespace bourse::bench

// Stands before the C library's, to count what the server writes.
extern "C" ssize_t send(int socket, const void* bytes, size_t size, int flags) {
    const ssize_t count = syscall(SYS_sendto, socket, bytes, size, flags, nullptr, 0);
    if (count > 0) {
        bourse::bench::sent.writes.fetch_add(1, std::memory_order_relaxed);
        bourse::bench::sent.bytes.fetch_add(
            static_cast<std::uint64_t>(count), std::memory_order_relaxed
        );
    }
    return count;
}

namespace bourse::bench {

namespace {

using gateway::StreamHub;

struct Cost {
    std::uint64_t writes = 0, bytes = 0;
    std::int64_t cpu_ns = 0;
};

std::int64_t ThreadCpu_ns() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// The events of a market's making, then of each batch of trades.
struct Load {
    wire::ByteBuffer market;
    std::vector<wire::ByteBuffer> batches;
};

Load MakeLoad(const Options& options) {
    Load load;
    exchange::Exchange exchange;
    const auto apply = [&](const wire::Command& command, wire::ByteBuffer& events) {
        const Sequence sequence = exchange.sequence().Next();
        const auto now = static_cast<std::int64_t>(1'700'000'000'000'000'000 + sequence.raw());
        exchange.Apply(command, {sequence, Timestamp(now)}, events);
    };
    for (const wire::Command& command : gateway::CommandsOf({})) apply(command, load.market);
    auto order = MakeCommand<PlaceOrder>(AccountId(2));
    order.instruction.symbol = SymbolId(0);
    order.instruction.type = OrderType::kLimit;
    order.instruction.price = Price(2'000'000);
    order.instruction.quantity = Quantity(100);
    for (int batch = 0; batch < options.batches; ++batch) {
        wire::ByteBuffer& events = load.batches.emplace_back();
        for (int i = 0; i < 2 * options.trades; ++i) {
            order.header.account = AccountId(i % 2 == 0 ? 2 : 3);
            order.instruction.side = i % 2 == 0 ? Side::kSell : Side::kBuy;
            order.instruction.client_order_id = ClientOrderId::From(fmt::format("{}-{}", batch, i));
            apply(wire::Command(order), events);
        }
    }
    return load;
}

// One way to tell them: OnThread runs a call on the thread that tells, and returns when what the
// call caused is written; Fold belongs to that thread.
class GatewayFanOut {
public:
    GatewayFanOut() { server_.Start(); }
    ~GatewayFanOut() { server_.Stop(); }

    std::uint16_t port() const { return server_.port(); }
    std::string_view greeting() const {
        return "GET /ws/btcusdt@trade HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
               "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }
    void OnThread(auto&& call) {
        std::promise<void> done;
        server_.Post(http::ThreadIndex(0), [&] {
            call();
            Settle(done, settling_tasks_);
        });
        done.get_future().wait();
    }
    void Fold(std::span<const std::byte> events) {
        views_.Apply(events);
        hub_.OnBatchEnd();
    }
    // Until each has had its handshake answered, in one write.
    void AwaitSubscribers(std::uint64_t count) {
        while (sent.writes < count) std::this_thread::sleep_for(std::chrono::microseconds(50));
        settling_tasks_ += count / kWritesOfTask;
    }

private:
    static constexpr std::uint64_t kWritesOfTask = 64;  // as platform/http/worker.cc has it

    // What was queued is written by the tasks that it made necessary; one of ours is after each.
    void Settle(std::promise<void>& done, std::uint64_t tasks) {
        if (tasks == 0) return done.set_value();
        server_.Post(http::ThreadIndex(0), [this, &done, tasks] { Settle(done, tasks - 1); });
    }

    std::uint64_t settling_tasks_ = 2;
    gateway::ListenKeys listen_keys_;
    StreamHub hub_{views_, listen_keys_, [] { return Timestamp(); }};
    market::Views views_{hub_};
    http::Server server_{{}, [this](const http::Request& request, http::Responder responder) {
                             hub_.Accept(request, std::move(responder));
                         }};
};

class NaiveFanOut final : private market::ViewObserver {
public:
    NaiveFanOut() : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* address = reinterpret_cast<sockaddr*>(&address_);
        socklen_t size = sizeof address_;
        CHECK(bind(listener_, address, size) == 0 && listen(listener_, SOMAXCONN) == 0);
        CHECK(getsockname(listener_, address, &size) == 0);
    }
    ~NaiveFanOut() {
        for (const int socket : sockets_) close(socket);
        close(listener_);
    }

    std::uint16_t port() const { return ntohs(address_.sin_port); }
    std::string_view greeting() const { return {}; }
    void OnThread(auto&& call) { call(); }
    void Fold(std::span<const std::byte> events) { views_.Apply(events); }
    void AwaitSubscribers(std::uint64_t count) {
        while (sockets_.size() < count) sockets_.push_back(accept(listener_, nullptr, nullptr));
    }

private:
    void OnTrade(SymbolId symbol, const market::Trade& trade) override {
        const gateway::EventContext context{
            views_.catalog().symbol(symbol),
            gateway::TimeUnit::kMillisecond,
            views_.applied_time()};
        for (const int socket : sockets_) {
            const auto frame = websocket::EncodeTextFrame(gateway::TradeEvent(context, trade));
            const ssize_t count = send(socket, frame->data(), frame->size(), MSG_NOSIGNAL);
            CHECK(count == static_cast<ssize_t>(frame->size()));
        }
    }

    int listener_;
    sockaddr_in address_{};
    std::vector<int> sockets_;
    market::Views views_{*this};
};

// Bounded by what is under way: at most one batch.
void AwaitReaders(const StreamReaders& readers) {
    while (readers.bytes() < sent.bytes.load(std::memory_order_relaxed)) {
        std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
}

template <class Way>
Cost Measure(Way& way, const StreamReaders& readers, const Load& load) {
    const std::uint64_t writes = sent.writes, bytes = sent.bytes;
    Cost cost;
    way.OnThread([&] { cost.cpu_ns = -ThreadCpu_ns(); });
    for (const wire::ByteBuffer& batch : load.batches) {
        way.OnThread([&] { way.Fold(batch.bytes()); });
        AwaitReaders(readers);
    }
    way.OnThread([&] { cost.cpu_ns += ThreadCpu_ns(); });
    cost.writes = sent.writes - writes;
    cost.bytes = sent.bytes - bytes;
    return cost;
}

template <class Way>
Cost Run(const Options& options, const Load& load) {
    sent.writes = sent.bytes = 0;
    Way way;
    way.OnThread([&] { way.Fold(load.market.bytes()); });
    StreamReaders readers;
    for (int i = 0; i < options.subscribers; ++i) readers.Add(way.port(), way.greeting());
    way.AwaitSubscribers(static_cast<std::uint64_t>(options.subscribers));
    readers.Start();
    AwaitReaders(readers);
    return Measure(way, readers, load);
}

struct Result {
    std::vector<Cost> gateway, naive;  // by run
    std::uint64_t deliveries = 0;      // of each
};

// The runs take turns, so that a neighbour disturbs both ways alike.
Result RunAll(const Options& options) {
    const Load load = MakeLoad(options);
    Result result;
    for (int i = 0; i < options.runs; ++i) {
        result.gateway.push_back(Run<GatewayFanOut>(options, load));
        result.naive.push_back(Run<NaiveFanOut>(options, load));
    }
    result.deliveries = static_cast<std::uint64_t>(options.subscribers) *
                        static_cast<std::uint64_t>(options.batches) *
                        static_cast<std::uint64_t>(options.trades);
    return result;
}

// Prints the median run; its deliveries a second of CPU time.
double Print(std::string_view name, std::vector<Cost> costs, std::uint64_t deliveries) {
    std::ranges::sort(costs, {}, &Cost::cpu_ns);
    const Cost& median = costs[costs.size() / 2];
    const double rate = static_cast<double>(deliveries) * 1e9 / static_cast<double>(median.cpu_ns);
    fmt::print("{:<9}{:>12}{:>10}{:>14.0f}\n", name, deliveries, median.writes, rate);
    return rate;
}

int Main(int argc, char** argv) {
    CLI::App app("What it costs to tell many subscribers the same trades");
    Options options;
    app.add_option("--subscribers", options.subscribers, "Of the trade stream")
        ->check(CLI::Range(1, 10'000));
    app.add_option("--batches", options.batches, "Of trades")->check(CLI::Range(1, 100'000));
    app.add_option("--trades", options.trades, "A batch")->check(CLI::Range(1, 1'000));
    app.add_option("--runs", options.runs, "Of each way; the median is told")
        ->check(CLI::Range(1, 99));
    CLI11_PARSE(app, argc, argv);
    const Result result = RunAll(options);
    const auto is_same = [&](const Cost& cost) { return cost.bytes == result.naive[0].bytes; };
    const bool is_valid =
        std::ranges::all_of(result.gateway, is_same) && std::ranges::all_of(result.naive, is_same);
    fmt::print("{:<9}{:>12}{:>10}{:>14}\n", "", "deliveries", "writes", "per s of CPU");
    const double gateway = Print("gateway", result.gateway, result.deliveries);
    const double naive = Print("naive", result.naive, result.deliveries);
    fmt::print("{:.1f} times the naive way\n", gateway / naive);
    if (!is_valid) fmt::print("WRONG: the two ways did not send the same bytes\n");
    return is_valid ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

}  // namespace bourse::bench

int main(int argc, char** argv) { return bourse::bench::Main(argc, argv); }
