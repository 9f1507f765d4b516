// stream_clients: what many subscribers of a running venue see, and what they cost its traders.
//
// Each of them follows depth and trades of a market over loopback and keeps its book by the
// documented procedure. At the end each book is compared with the engine's (GET depth), and none
// may have missed a trade or a diff. One more subscriber seldom reads: it must be dropped and told
// why. Order entry (order_entry.h) is measured before they come and while they are there.
//
//   bourse dev --port 8080 --data D --connection-limit 5000 &
//   stream_clients --keys D/dev-keys.json --port 8080 --clients 1000 --seconds 20
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "bench/machine.h"
#include "bench/order_entry.h"
#include "bench/stream_client.h"
#include "platform/http/test_client.h"

namespace bourse::bench {

namespace {

using gateway::ClientBook;
using Clock = std::chrono::steady_clock;

struct Options {
    std::string keys = "var/dev-keys.json";
    std::string user = "alice";
    std::string stream = "btcusdt";
    int clients = 1'000;
    bool is_timed = true;
    bool has_slow = true;
    OrderEntryOptions entry{.orders_per_s = 100, .seconds = 20, .connections = 4};
};

constexpr std::chrono::seconds kPatience{120};

// The clients, on a thread of their own.
class Crowd {
public:
    Crowd(const Options& options, std::string_view target) : epoll_(epoll_create1(0)) {
        CHECK(epoll_ >= 0);
        for (int i = 0; i < options.clients; ++i) {
            auto& client =
                *clients_.emplace_back(std::make_unique<StreamClient>(options.entry.port, target));
            epoll_event event{.events = EPOLLIN, .data = {.ptr = &client}};
            CHECK(epoll_ctl(epoll_, EPOLL_CTL_ADD, client.socket(), &event) == 0);
        }
        thread_ = std::thread([this] { Run(); });
    }
    ~Crowd() {
        done_ = true;
        thread_.join();
        close(epoll_);
    }

    // Runs `call` on the clients' thread and waits for it.
    void OnThread(std::function<void(simdjson::dom::parser&)> call) {
        std::atomic<bool> is_over = false;
        {
            const std::lock_guard lock(mutex_);
            call_ = [&](simdjson::dom::parser& parser) {
                call(parser);
                is_over = true;
                is_over.notify_one();
            };
        }
        is_over.wait(false);
    }
    // Until it holds for all clients; false when it does not in time.
    template <class Holds>
    bool Await(Holds&& holds) {
        const auto deadline = Clock::now() + kPatience;
        bool is_met = false;
        while (!is_met && Clock::now() < deadline) {
            OnThread([&](auto&) {
                is_met = std::ranges::all_of(clients_, [&](auto& one) { return holds(*one); });
            });
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return is_met;
    }
    std::vector<std::unique_ptr<StreamClient>>& clients() { return clients_; }

private:
    void Run() {
        constexpr int kWait_ms = 20;
        epoll_event events[256];
        while (!done_) {
            const int count = epoll_wait(epoll_, events, 256, kWait_ms);
            for (int i = 0; i < count; ++i) {
                auto& client = *static_cast<StreamClient*>(events[i].data.ptr);
                client.Receive(parser_);
                if (client.state() == StreamClient::State::kFailed) {
                    epoll_ctl(epoll_, EPOLL_CTL_DEL, client.socket(), nullptr);
                }
            }
            std::function<void(simdjson::dom::parser&)> call;
            {
                const std::lock_guard lock(mutex_);
                call = std::exchange(call_, nullptr);
            }
            if (call) call(parser_);
        }
    }

    int epoll_;
    std::vector<std::unique_ptr<StreamClient>> clients_;
    simdjson::dom::parser parser_;
    std::mutex mutex_;
    std::function<void(simdjson::dom::parser&)> call_;
    std::atomic<bool> done_ = false;
    std::thread thread_;
};

std::string Snapshot(const Options& options) {
    http::TestClient client(options.entry.port);
    client.Send(fmt::format(
        "GET /api/v3/depth?symbol={}&limit=5000 HTTP/1.1\r\nHost: x\r\n\r\n", options.entry.symbol
    ));
    const std::string answer = client.ReadResponse();
    if (!answer.starts_with("HTTP/1.1 200 ")) throw std::runtime_error(answer);
    return answer.substr(answer.find("\r\n\r\n") + 4);
}

std::string P99Text(std::string_view when, const OrderEntryResult& result) {
    return fmt::format(
        "order entry {}: p50 {} us, p99 {} us of {}, {} errors {}\n",
        when,
        Quantile(result.latencies_us, 0.5),
        Quantile(result.latencies_us, 0.99),
        result.latencies_us.size(),
        result.errors,
        result.first_error
    );
}

// Whether a client's book is that of the engine: the snapshot, and the diffs that follow it until
// the client's last.
bool IsEngines(
    const StreamClient& client, const std::string& snapshot, simdjson::dom::parser& parser
) {
    ClientBook engines(parser.parse(snapshot).value());
    for (const auto& diff : client.tail()) {
        if (engines.last_update_id() >= client.book().last_update_id()) break;
        if (!engines.Apply(parser.parse(*diff).value())) return false;
    }
    return engines == client.book();
}

// All stop where a snapshot of now can be compared; how many are wrong.
std::size_t CountWrong(Crowd& crowd, const Options& options) {
    using State = StreamClient::State;
    const std::string snapshot = Snapshot(options);
    simdjson::dom::parser parser;
    const std::uint64_t last = parser.parse(snapshot)["lastUpdateId"].get_uint64();
    crowd.OnThread([&](auto&) {
        for (auto& client : crowd.clients()) client->StopAt(last);
    });
    crowd.Await([](const StreamClient& one) {
        return one.state() == State::kDone || one.state() == State::kFailed;
    });
    std::map<std::string, std::size_t> reasons;
    std::size_t levels = 0;
    crowd.OnThread([&](simdjson::dom::parser& own) {
        for (const auto& client : crowd.clients()) {
            levels = client->book().levels();
            if (client->state() == State::kFailed) {
                ++reasons[client->reason()];
            } else if (client->state() != State::kDone) {
                ++reasons["did not reach the snapshot"];
            } else if (!IsEngines(*client, snapshot, own)) {
                ++reasons["another book than the engine's"];
            }
        }
    });
    std::size_t wrong = 0;
    for (const auto& [reason, count] : reasons) {
        fmt::print("WRONG: {} clients: {}\n", count, reason);
        wrong += count;
    }
    fmt::print(
        "{} of {} books are the engine's, of {} levels\n",
        crowd.clients().size() - wrong,
        crowd.clients().size(),
        levels
    );
    return wrong;
}

std::string EverythingTarget() {
    std::string target = "/stream?streams=0";
    for (const char* symbol : {"btcusdt", "ethusdt", "ethbtc", "demousdt"}) {
        for (const char* kind : {"trade", "aggTrade", "depth@100ms", "depth", "depth@1000ms"}) {
            target.append("/").append(symbol).append("@").append(kind);
        }
    }
    return target;
}

// A subscriber of everything that seldom reads. Who waited longer would not be told why he was
// dropped, for the network gives him up; who has caught up is not dropped before the next pause.
class SlowReader {
public:
    explicit SlowReader(std::uint16_t port)
        : client_(port, EverythingTarget(), StreamClient::Care::kNothing),
          thread_([this] { Run(); }) {}
    // How it was closed.
    std::string Await() {
        thread_.join();
        return client_.reason().empty() ? "not at all" : client_.reason();
    }

private:
    // How long it takes until the kernel holds no more for it differs, so pauses grow.
    static constexpr std::chrono::seconds kPauseFirst{14}, kPauseStep{7};

    void Run() {
        simdjson::dom::parser parser;
        const auto deadline = Clock::now() + kPatience;
        const auto is_open = [&] { return client_.state() != StreamClient::State::kFailed; };
        for (auto pause = kPauseFirst; is_open() && Clock::now() < deadline; pause += kPauseStep) {
            std::this_thread::sleep_for(pause);
            for (int i = 0; is_open() && i < 1'000; ++i) {
                client_.Receive(parser);
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        }
    }

    StreamClient client_;
    std::thread thread_;
};

bool Measure(const Options& options) {
    const ClientKey key = ReadClientKey(options.keys, options.user);
    std::optional<OrderEntryResult> alone;
    if (options.is_timed) alone = RunOrderEntry(options.entry, key);
    std::optional<SlowReader> slow;
    if (options.has_slow) slow.emplace(options.entry.port);
    const std::string target =
        fmt::format("/stream?streams={0}@depth@100ms/{0}@trade", options.stream);
    Crowd crowd(options, target);
    if (!crowd.Await([](const StreamClient& one) { return one.diffs() > 0; })) {
        fmt::print("WRONG: not every client heard of the market\n");
    }
    const std::string snapshot = Snapshot(options);
    crowd.OnThread([&](simdjson::dom::parser& parser) {
        for (auto& client : crowd.clients()) client->TakeSnapshot(snapshot, parser);
    });
    const OrderEntryResult together = RunOrderEntry(options.entry, key);
    const std::size_t wrong = CountWrong(crowd, options);
    std::uint64_t diffs = 0, trades = 0;
    for (const auto& client : crowd.clients()) {
        diffs += client->diffs();
        trades += client->trades();
    }
    fmt::print("{} diffs and {} trades were received\n", diffs, trades);
    bool is_sound = wrong == 0 && together.errors == 0;
    if (slow) {
        const std::string end = slow->Await();
        fmt::print("the one that did not read was closed: {}\n", end);
        is_sound &= end == "1008 slow consumer";
    }
    if (!alone) return is_sound;
    fmt::print("{}", P99Text("alone", *alone));
    fmt::print("{}", P99Text(fmt::format("with {} clients", options.clients), together));
    fmt::print(
        "p99 with them is {:.2f} times that without\n{}, {} cores, load {:.2f}\n",
        static_cast<double>(Quantile(together.latencies_us, 0.99)) /
            static_cast<double>(Quantile(alone->latencies_us, 0.99)),
        CpuModel(),
        std::thread::hardware_concurrency(),
        LoadAverage()
    );
    return is_sound && alone->errors == 0;
}

// Each client is a file of this process.
void AllowFiles() {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

int Main(int argc, char** argv) {
    CLI::App app("What many subscribers of a running venue see, and what they cost its traders");
    Options options;
    app.add_option("--keys", options.keys, "dev-keys.json")->check(CLI::ExistingFile);
    app.add_option("--user", options.user, "Name in it");
    app.add_option("--port", options.entry.port, "Of the gateway");
    app.add_option("--clients", options.clients, "Subscribers")->check(CLI::Range(1, 20'000));
    app.add_option("--rate", options.entry.orders_per_s, "Orders a second");
    app.add_option("--seconds", options.entry.seconds, "Of order entry, without and with clients");
    app.add_flag("!--untimed", options.is_timed, "Only whether all is right");
    app.add_flag("!--no-slow", options.has_slow, "Without the one that does not read");
    CLI11_PARSE(app, argc, argv);
    AllowFiles();
    return Measure(options) ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

}  // namespace bourse::bench

int main(int argc, char** argv) { return bourse::bench::Main(argc, argv); }
