// rest_load: journalled order entry through REST at a fixed rate, open loop.
//
// Each connection places a resting order and cancels it, both signed and both durable before they
// are answered. Latency is from the moment a request was due, not from when it was sent, so a slow
// answer is counted against all that it delayed (no coordinated omission). The client shares the
// machine; what its disk and its processors gave at the same time is printed beside.
//
//   bourse dev --port 8080 --data D --market none &
//   rest_load --keys D/dev-keys.json --port 8080 --rate 500 --seconds 60
#include <fmt/format.h>
#include <simdjson.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "bench/machine.h"
#include "platform/crypto/encoding.h"
#include "platform/crypto/hmac.h"
#include "platform/http/test_client.h"

namespace bourse::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kDiskSeconds = 5;

struct Options {
    std::string keys = "var/dev-keys.json";
    std::string user = "alice";
    std::string symbol = "BTCUSDT";
    std::string price = "30000.00";
    std::string quantity = "0.00100";
    std::uint16_t port = 8080;
    int orders_per_s = 500;
    int seconds = 60;
    int connections = 8;
};

struct Key {
    std::string name;
    std::string secret;
};

Key ReadKey(const Options& options) {
    simdjson::dom::parser parser;
    simdjson::dom::element document = parser.load(options.keys);
    const auto user = document[options.user];
    return {
        std::string(std::string_view(user["apiKey"])),
        std::string(std::string_view(user["secret"]))};
}

struct Result {
    std::vector<std::int64_t> latencies_us;  // of placements
    std::uint64_t errors = 0;
    std::string first_error;
};

// One connection that places and cancels in turn.
class Trader {
public:
    Trader(const Options& options, const Key& key)
        : options_(options), key_(key), hmac_(crypto::AsBytes(key.secret)), client_(options.port) {}

    Result Run(Clock::time_point start, Clock::duration interval, std::uint64_t orders) {
        for (std::uint64_t i = 0; i < orders; ++i) {
            const auto due = start + interval * static_cast<std::int64_t>(i);
            std::this_thread::sleep_until(due);
            const std::string order = Call("POST", PlaceQuery());
            const auto latency = Clock::now() - due;
            result_.latencies_us.push_back(
                std::chrono::duration_cast<std::chrono::microseconds>(latency).count()
            );
            const std::string_view id = Between(order, "\"orderId\":", ",");
            Call("DELETE", fmt::format("symbol={}&orderId={}", options_.symbol, id));
        }
        return std::move(result_);
    }

private:
    std::string PlaceQuery() const {
        return fmt::format(
            "symbol={}&side=BUY&type=LIMIT&timeInForce=GTC&quantity={}&price={}"
            "&newOrderRespType=ACK",
            options_.symbol,
            options_.quantity,
            options_.price
        );
    }

    // The body of the answer; anything but 200 is an error.
    std::string Call(std::string_view method, std::string query) {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        query += fmt::format(
            "&timestamp={}", std::chrono::duration_cast<std::chrono::milliseconds>(now).count()
        );
        const auto signature = crypto::EncodeHex(hmac_.Sign(crypto::AsBytes(query)));
        const bool is_sent = client_.Send(fmt::format(
            "{} /api/v3/order?{}&signature={} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-MBX-APIKEY: {}\r\n"
            "\r\n",
            method,
            query,
            signature,
            key_.name
        ));
        const std::string head = is_sent ? client_.ReadUntil("\r\n\r\n") : std::string();
        const std::string length(Between(head, "Content-Length: ", "\r\n"));
        std::string body = client_.Read(std::strtoul(length.c_str(), nullptr, 10));
        if (!head.starts_with("HTTP/1.1 200")) {
            ++result_.errors;
            if (result_.first_error.empty()) result_.first_error = head + body;
        }
        return body;
    }

    static std::string_view Between(
        std::string_view text, std::string_view begin, std::string_view end
    ) {
        const auto from = text.find(begin);
        if (from == std::string_view::npos) return {};
        text.remove_prefix(from + begin.size());
        return text.substr(0, text.find(end));
    }

    const Options& options_;
    const Key& key_;
    crypto::HmacSha256Key hmac_;
    http::TestClient client_;
    Result result_;
};

Result RunAll(const Options& options, const Key& key) {
    const auto start = Clock::now() + std::chrono::milliseconds(200);
    const auto interval = std::chrono::nanoseconds(
        std::int64_t{1'000'000'000} * options.connections / options.orders_per_s
    );
    const auto orders = static_cast<std::uint64_t>(options.orders_per_s) *
                        static_cast<std::uint64_t>(options.seconds) /
                        static_cast<std::uint64_t>(options.connections);
    std::vector<Result> results(static_cast<std::size_t>(options.connections));
    std::vector<std::thread> threads;
    for (int i = 0; i < options.connections; ++i) {
        threads.emplace_back([&, i] {
            Trader trader(options, key);
            const auto offset = interval * i / options.connections;
            results[static_cast<std::size_t>(i)] = trader.Run(start + offset, interval, orders);
        });
    }
    Result total;
    for (std::size_t i = 0; i < threads.size(); ++i) {
        threads[i].join();
        const Result& result = results[i];
        total.latencies_us.insert(
            total.latencies_us.end(), result.latencies_us.begin(), result.latencies_us.end()
        );
        total.errors += result.errors;
        if (total.first_error.empty()) total.first_error = result.first_error;
    }
    std::sort(total.latencies_us.begin(), total.latencies_us.end());
    return total;
}

template <class Number>
std::string Percentiles(const std::vector<Number>& sorted, Number per_us) {
    const auto at = [&](double quantile) {
        const auto last = static_cast<double>(sorted.size() - 1);
        return sorted[static_cast<std::size_t>(quantile * last)] / per_us;
    };
    return fmt::format(
        "p50 {} us, p99 {} us, p99.9 {} us, max {} us", at(0.5), at(0.99), at(0.999), at(1.0)
    );
}

// On the disk of the journal, about as often as orders and cancels become durable.
std::string DiskAlone(const Options& options, FileShape shape) {
    const int syncs_per_s = 2 * options.orders_per_s;
    const auto pause = std::chrono::nanoseconds(std::chrono::seconds(1)) / syncs_per_s;
    const auto directory = std::filesystem::absolute(options.keys).parent_path();
    return Percentiles(
        MeasureSync({directory, shape, syncs_per_s * kDiskSeconds, pause}), std::uint32_t{1'000}
    );
}

void AddOptions(CLI::App& app, Options& options) {
    app.add_option("--keys", options.keys, "dev-keys.json, beside the journal")
        ->check(CLI::ExistingFile);
    app.add_option("--user", options.user, "Name in it");
    app.add_option("--symbol", options.symbol, "Market");
    app.add_option("--price", options.price, "A price that rests");
    app.add_option("--quantity", options.quantity, "Of each order");
    app.add_option("--port", options.port, "Of the gateway");
    app.add_option("--rate", options.orders_per_s, "Orders a second; each is cancelled, too");
    app.add_option("--seconds", options.seconds, "How long");
    app.add_option("--connections", options.connections, "Kept alive");
}

int Main(int argc, char** argv) {
    CLI::App app("Journalled order entry through REST, open loop");
    Options options;
    AddOptions(app, options);
    CLI11_PARSE(app, argc, argv);
    const Key key = ReadKey(options);
    const std::string growing = DiskAlone(options, FileShape::kGrowing);
    const CpuTimes before = ReadCpuTimes();
    const Result result = RunAll(options, key);
    const CpuTimes after = ReadCpuTimes();
    const std::string in_place = DiskAlone(options, FileShape::kInPlace);
    const auto share = [&](std::int64_t CpuTimes::*part) {
        return 100.0 * static_cast<double>(after.*part - before.*part) /
               static_cast<double>(after.total - before.total);
    };
    fmt::print(
        "{} orders at {}/s (and as many cancels), {} errors; from due to answered: {}\n"
        "the disk alone, 4 KiB and fdatasync, in place, after: {}\n"
        "                             growing file, before: {}\n"
        "{}, {} cores: {:.1f}% idle, {:.1f}% withheld by its host, load {:.2f}\n",
        result.latencies_us.size(),
        options.orders_per_s,
        result.errors,
        Percentiles(result.latencies_us, std::int64_t{1}),
        in_place,
        growing,
        CpuModel(),
        std::thread::hardware_concurrency(),
        share(&CpuTimes::idle),
        share(&CpuTimes::stolen),
        LoadAverage()
    );
    if (result.errors != 0) fmt::print("first error: {}\n", result.first_error);
    return result.errors == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

}  // namespace bourse::bench

int main(int argc, char** argv) { return bourse::bench::Main(argc, argv); }
