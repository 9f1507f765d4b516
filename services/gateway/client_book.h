// ClientBook: the book of a client that follows the documented procedure: a snapshot, then every
// diff from there on. For tests and benchmarks.
// Thread: one owner.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/base/check.h"

namespace bourse::gateway {

class ClientBook {
public:
    // By price, both in units of the last decimal place.
    using Levels = std::map<std::int64_t, std::int64_t>;

    ClientBook() = default;
    // Of an answer of GET depth, or of a partial book.
    explicit ClientBook(simdjson::dom::element snapshot)
        : last_(snapshot["lastUpdateId"].get_uint64().value()) {
        Apply(bids_, snapshot["bids"].get_array());
        Apply(asks_, snapshot["asks"].get_array());
    }

    // A depthUpdate; false when one is missing before it. One that is in the book already changes
    // nothing.
    bool Apply(simdjson::dom::element event) {
        const std::uint64_t first = event["U"].get_uint64();
        const std::uint64_t last = event["u"].get_uint64();
        if (last <= last_) return true;
        if (first > last_ + 1) return false;
        Apply(bids_, event["b"].get_array());
        Apply(asks_, event["a"].get_array());
        last_ = last;
        return true;
    }

    std::uint64_t last_update_id() const { return last_; }
    std::size_t levels() const { return bids_.size() + asks_.size(); }
    friend bool operator==(const ClientBook&, const ClientBook&) = default;

private:
    static void Apply(Levels& side, simdjson::dom::array levels) {
        for (const simdjson::dom::element level : levels) {
            const std::int64_t price = Digits(level.at(0).get_string());
            const std::int64_t quantity = Digits(level.at(1).get_string());
            if (quantity == 0) {
                side.erase(price);
            } else {
                side[price] = quantity;
            }
        }
    }
    // Of a decimal, without its point: all of one kind have as many places.
    static std::int64_t Digits(std::string_view text) {
        constexpr std::int64_t kMost = 900'000'000'000'000'000;
        std::int64_t digits = 0;
        for (const char c : text) {
            if (c == '.') continue;
            CHECK(c >= '0' && c <= '9' && digits <= kMost / 10);
            digits = digits * 10 + (c - '0');
        }
        return digits;
    }

    Levels bids_, asks_;
    std::uint64_t last_ = 0;
};

}  // namespace bourse::gateway
