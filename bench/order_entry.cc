#include "bench/order_entry.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>

#include "platform/crypto/encoding.h"
#include "platform/crypto/hmac.h"
#include "platform/http/test_client.h"

namespace bourse::bench {

namespace {

using Clock = std::chrono::steady_clock;

// One connection that places and cancels in turn.
class Trader {
public:
    Trader(const OrderEntryOptions& options, const ClientKey& key)
        : options_(options), key_(key), hmac_(crypto::AsBytes(key.secret)), client_(options.port) {}

    OrderEntryResult Run(Clock::time_point start, Clock::duration interval, std::uint64_t orders) {
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

    const OrderEntryOptions& options_;
    const ClientKey& key_;
    crypto::HmacSha256Key hmac_;
    http::TestClient client_;
    OrderEntryResult result_;
};

}  // namespace

ClientKey ReadClientKey(const std::string& file, const std::string& user) {
    simdjson::dom::parser parser;
    simdjson::dom::element document = parser.load(file);
    const auto entry = document[user];
    return {
        std::string(std::string_view(entry["apiKey"])),
        std::string(std::string_view(entry["secret"]))};
}

OrderEntryResult RunOrderEntry(const OrderEntryOptions& options, const ClientKey& key) {
    const auto start = Clock::now() + std::chrono::milliseconds(200);
    const auto interval = std::chrono::nanoseconds(
        std::int64_t{1'000'000'000} * options.connections / options.orders_per_s
    );
    const auto orders = static_cast<std::uint64_t>(options.orders_per_s) *
                        static_cast<std::uint64_t>(options.seconds) /
                        static_cast<std::uint64_t>(options.connections);
    std::vector<OrderEntryResult> results(static_cast<std::size_t>(options.connections));
    std::vector<std::thread> threads;
    for (int i = 0; i < options.connections; ++i) {
        threads.emplace_back([&, i] {
            Trader trader(options, key);
            const auto offset = interval * i / options.connections;
            results[static_cast<std::size_t>(i)] = trader.Run(start + offset, interval, orders);
        });
    }
    OrderEntryResult total;
    for (std::size_t i = 0; i < threads.size(); ++i) {
        threads[i].join();
        const OrderEntryResult& result = results[i];
        total.latencies_us.insert(
            total.latencies_us.end(), result.latencies_us.begin(), result.latencies_us.end()
        );
        total.errors += result.errors;
        if (total.first_error.empty()) total.first_error = result.first_error;
    }
    std::sort(total.latencies_us.begin(), total.latencies_us.end());
    return total;
}

}  // namespace bourse::bench
