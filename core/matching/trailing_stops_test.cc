// TrailingStops against a list that looks at every order at every trade.
#include "core/matching/trailing_stops.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace bourse::matching {
namespace {

struct Expected {
    OrderSlot slot;
    TrailingStops::Follower follower;
    std::int64_t extreme = 0;
    bool is_due = false;

    bool sells() const { return follower.side == Side::kSell; }
    // In ten-thousandths, exact.
    std::int64_t Away() const {
        return extreme * (sells() ? 10'000 - std::int64_t{follower.delta}
                                  : 10'000 + std::int64_t{follower.delta});
    }
    std::int64_t Trigger() const { return sells() ? Away() / 10'000 : (Away() + 9'999) / 10'000; }
};

class TrailingStopsTest : public testing::Test {
protected:
    void Start(Side side, std::uint32_t delta) {
        const OrderSlot slot = pool_.Allocate();
        const std::uint64_t start = stops_.Start(slot, side, delta, Price(last_));
        orders_.push_back({slot, {side, delta, start}, last_});
    }
    void Remove(std::size_t at) {
        stops_.Remove(orders_[at].slot, orders_[at].follower);
        pool_.Free(orders_[at].slot);
        std::erase(due_, orders_[at].slot);
        orders_.erase(orders_.begin() + static_cast<std::ptrdiff_t>(at));
    }
    void Trade(std::int64_t price) {
        const bool is_told = Price(price) >= stops_.above() || Price(price) <= stops_.below();
        const bool is_due = is_told && stops_.OnTrade(Price(price));
        last_ = price;
        std::vector<Expected> due;
        for (Expected& order : orders_) {
            if (order.is_due) continue;
            const bool is_away =
                order.sells() ? price * 10'000 <= order.Away() : price * 10'000 >= order.Away();
            if (is_away) {
                order.is_due = true;
                due.push_back(order);
            } else {
                order.extreme =
                    order.sells() ? std::max(order.extreme, price) : std::min(order.extreme, price);
            }
        }
        EXPECT_EQ(is_due, !due.empty());
        std::ranges::sort(due, {}, [](const Expected& order) {
            return std::tuple(
                order.sells() ? 0 : 1,
                order.sells() ? -order.Trigger() : order.Trigger(),
                order.follower.delta,
                order.follower.start
            );
        });
        for (const Expected& order : due) due_.push_back(order.slot);
    }
    void ExpectSame() {
        stops_.CheckInvariants();
        std::vector<OrderSlot> due;
        stops_.ForEachDue([&](OrderSlot slot) { due.push_back(slot); });
        ASSERT_EQ(due, due_);
        ASSERT_EQ(stops_.NextDue(), due.empty() ? book::kNoOrder : due.front());
    }

    book::OrderPool pool_{64};
    TrailingStops stops_{pool_};
    std::int64_t last_ = 1'000;
    std::vector<Expected> orders_;
    std::vector<OrderSlot> due_;
};

TEST_F(TrailingStopsTest, AgreesWithAListUnderRandomTrades) {
    constexpr std::uint64_t kSeed = 7;
    SCOPED_TRACE(kSeed);
    std::mt19937_64 random(kSeed);
    const auto below = [&](std::uint64_t bound) { return random() % bound; };
    constexpr std::uint32_t kDeltas[] = {1, 10, 30, 31, 100, 500, 10'000};
    for (int step = 0; step < 20'000; ++step) {
        const std::uint64_t kind = below(10);
        if (kind < 4 && orders_.size() < 200) {
            Start(below(2) == 0 ? Side::kBuy : Side::kSell, kDeltas[below(std::size(kDeltas))]);
        } else if (kind < 6 && !orders_.empty()) {
            Remove(below(orders_.size()));
        } else {
            const auto move = static_cast<std::int64_t>(below(below(20) == 0 ? 401 : 21));
            const std::int64_t middle = step / 100 % 2 == 0 ? 900 : 1'100;
            Trade(std::max<std::int64_t>(1, below(2) == 0 ? last_ + move - 10 : middle + move));
        }
        ExpectSame();
    }
}

TEST_F(TrailingStopsTest, ATriggerAboveAllPricesIsNeverReached) {
    last_ = std::int64_t{1} << 62;
    Start(Side::kBuy, 10'000);
    Start(Side::kSell, 10'000);
    EXPECT_FALSE(stops_.OnTrade(Price(last_ - 1)));
    EXPECT_EQ(stops_.NextDue(), book::kNoOrder);
    stops_.CheckInvariants();
}

TEST_F(TrailingStopsTest, RoomIsCountedBySide) {
    for (std::uint32_t delta = 1; delta < kMaxTrailing; ++delta) Start(Side::kSell, delta);
    EXPECT_TRUE(stops_.HasRoom(Side::kSell));
    stops_.Await(Side::kSell, 1);
    EXPECT_FALSE(stops_.HasRoom(Side::kSell));
    EXPECT_TRUE(stops_.HasRoom(Side::kBuy));
    stops_.Await(Side::kSell, -1);
    EXPECT_TRUE(stops_.HasRoom(Side::kSell));
}

}  // namespace
}  // namespace bourse::matching
