// RandomTrades: a seeded walk of trades for tests: bursts within a second, pauses of minutes to
// weeks, ids from 1.
// Thread: one owner.
#pragma once

#include <random>
#include <vector>

#include "core/domain/events.h"
#include "core/market/kline_interval.h"

namespace bourse::market {

struct TimedTrade {
    TradeExecuted event;
    Timestamp time;
};

class RandomTrades {
public:
    RandomTrades(std::uint64_t seed, Timestamp start) : random_(seed), time_(start.raw()) {}

    TimedTrade Next(std::int64_t longest_pause) {
        const std::uint64_t kind = random_() % 100;
        if (kind >= 99) {
            time_ += Below(longest_pause);
        } else if (kind >= 30) {
            time_ += Below(40 * kSecond);
        }
        price_ = std::max<std::int64_t>(1, price_ + Below(21) - 10);
        TimedTrade trade{};
        trade.event.trade = TradeId(++id_);
        trade.event.taker_side = random_() % 2 == 0 ? Side::kBuy : Side::kSell;
        trade.event.price = Price(price_);
        trade.event.quantity = Quantity(Below(1'000) + 1);
        trade.event.notional = Amount(price_ * trade.event.quantity.raw());
        trade.event.taker_order = OrderId(id_ / 3 + 1);
        trade.time = Timestamp(time_);
        return trade;
    }

private:
    std::int64_t Below(std::int64_t bound) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
    }

    std::mt19937_64 random_;
    std::int64_t time_;
    std::int64_t price_ = 1'000;
    std::uint64_t id_ = 0;
};

}  // namespace bourse::market
