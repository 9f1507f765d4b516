#include "core/book/order_book.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <tuple>
#include <vector>

namespace bourse::book {
namespace {

constexpr std::int64_t kHighest = std::int64_t{1} << 62;

struct Fill {
    OrderSlot maker;
    Price price;
    Quantity quantity;
    bool operator==(const Fill&) const = default;
};

// Trades with everybody but the taker's own owner, whose orders it treats as `self_trade` says.
struct Recorder {
    OrderPool& pool;
    OwnerId taker{0xffff'ffff};
    MatchStep::Action self_trade = MatchStep::Action::kStop;
    std::vector<Fill> fills{};
    std::vector<OrderSlot> unlinked{};

    MatchStep OnMaker(OrderSlot slot, const RestingOrder& maker, Quantity remaining) {
        const Quantity quantity = std::min(remaining, maker.remaining);
        if (maker.owner == taker) return {self_trade, quantity};
        fills.push_back({slot, maker.price, quantity});
        return MatchStep::ReduceBoth(quantity);
    }
    void OnUnlinked(OrderSlot slot) {
        unlinked.push_back(slot);
        pool.Free(slot);
    }
};

class OrderBookTest : public testing::Test {
protected:
    OrderSlot Rest(Side side, std::int64_t price, std::int64_t quantity, std::uint32_t owner = 0) {
        const OrderSlot slot = pool_.Allocate();
        pool_[slot].owner = OwnerId(owner);
        pool_[slot].price = Price(price);
        pool_[slot].remaining = Quantity(quantity);
        book_.Add(slot, side);
        return slot;
    }
    MatchResult Match(const MatchRequest& request) { return book_.Match(request, recorder_); }
    std::vector<OrderSlot> Queue(Side side) const {
        std::vector<OrderSlot> slots;
        book_.Walk(side, [&](OrderSlot slot, const RestingOrder&) {
            slots.push_back(slot);
            return true;
        });
        return slots;
    }
    void TearDown() override { book_.CheckInvariants(); }

    OrderPool pool_{16};
    LevelPool levels_{16};
    OrderBook book_{pool_, levels_};
    Recorder recorder_{pool_};
};

TEST_F(OrderBookTest, AnEmptyBookHasNothing) {
    EXPECT_FALSE(book_.BestBid());
    EXPECT_FALSE(book_.BestAsk());
    EXPECT_EQ(book_.QuantityAt(Side::kBuy, Price(1)), Quantity(0));
    const MatchResult result = Match({Side::kBuy, AnyPrice(Side::kBuy), Quantity(5)});
    EXPECT_EQ(result.end, MatchEnd::kNoMakerLeft);
    EXPECT_EQ(result.remaining, Quantity(5));
}

TEST_F(OrderBookTest, QueuesByPriceThenTime) {
    const OrderSlot low = Rest(Side::kBuy, 99, 1);
    const OrderSlot first = Rest(Side::kBuy, 100, 2);
    const OrderSlot second = Rest(Side::kBuy, 100, 3);
    const OrderSlot high = Rest(Side::kSell, kHighest, 4);
    const OrderSlot near = Rest(Side::kSell, 101, 5);
    EXPECT_EQ(Queue(Side::kBuy), (std::vector{first, second, low}));
    EXPECT_EQ(Queue(Side::kSell), (std::vector{near, high}));
    EXPECT_EQ(book_.BestBid(), Price(100));
    EXPECT_EQ(book_.BestAsk(), Price(101));
    EXPECT_EQ(book_.QuantityAt(Side::kBuy, Price(100)), Quantity(5));
    EXPECT_EQ(book_.order_count(Side::kBuy), 3U);
}

TEST_F(OrderBookTest, ListsTheBestLevels) {
    for (std::int64_t price = 1; price <= 5; ++price) {
        Rest(Side::kSell, price * 1'000, price);
        Rest(Side::kSell, price * 1'000, 1);
    }
    std::vector<std::tuple<Price, Quantity, std::uint32_t>> levels;
    book_.ForEachLevel(Side::kSell, 2, [&](Price price, Quantity quantity, std::uint32_t count) {
        levels.emplace_back(price, quantity, count);
    });
    ASSERT_EQ(levels.size(), 2U);
    EXPECT_EQ(levels[0], std::tuple(Price(1'000), Quantity(2), 2U));
    EXPECT_EQ(levels[1], std::tuple(Price(2'000), Quantity(3), 2U));
}

TEST_F(OrderBookTest, RemovesFromHeadMiddleAndTail) {
    std::vector<OrderSlot> slots;
    for (int i = 0; i < 6; ++i) slots.push_back(Rest(Side::kBuy, 10, 1 + i));
    for (const std::size_t gone : {0U, 3U, 5U, 1U}) {
        book_.Remove(slots[gone], Side::kBuy);
        book_.CheckInvariants();
    }
    EXPECT_EQ(Queue(Side::kBuy), (std::vector{slots[2], slots[4]}));
    EXPECT_EQ(book_.QuantityAt(Side::kBuy, Price(10)), Quantity(8));
    book_.Remove(slots[4], Side::kBuy);
    book_.Remove(slots[2], Side::kBuy);
    EXPECT_FALSE(book_.BestBid());
    EXPECT_EQ(levels_.leaves.live(), 0U);
}

TEST_F(OrderBookTest, ReduceKeepsThePlace) {
    const OrderSlot first = Rest(Side::kSell, 10, 5);
    const OrderSlot second = Rest(Side::kSell, 10, 5);
    book_.Reduce(first, Quantity(4));
    EXPECT_EQ(Queue(Side::kSell), (std::vector{first, second}));
    EXPECT_EQ(book_.QuantityAt(Side::kSell, Price(10)), Quantity(6));
}

TEST_F(OrderBookTest, MatchesInPriorityUpToTheLimit) {
    const OrderSlot worse = Rest(Side::kSell, 102, 5);
    const OrderSlot first = Rest(Side::kSell, 101, 5);
    const OrderSlot second = Rest(Side::kSell, 101, 5);
    const MatchResult result = Match({Side::kBuy, Price(101), Quantity(7)});
    EXPECT_EQ(result.end, MatchEnd::kFilled);
    EXPECT_EQ(
        recorder_.fills,
        (std::vector<Fill>{{first, Price(101), Quantity(5)}, {second, Price(101), Quantity(2)}})
    );
    EXPECT_EQ(recorder_.unlinked, std::vector{first});
    EXPECT_EQ(pool_[second].remaining, Quantity(3));
    const MatchResult rest = Match({Side::kBuy, Price(101), Quantity(7)});
    EXPECT_EQ(rest.end, MatchEnd::kNoMakerLeft);
    EXPECT_EQ(rest.remaining, Quantity(4));
    EXPECT_EQ(Queue(Side::kSell), std::vector{worse});
    EXPECT_EQ(book_.BestAsk(), Price(102));
}

TEST_F(OrderBookTest, AMarketOrderTakesAnyPrice) {
    Rest(Side::kBuy, kHighest, 1);
    Rest(Side::kBuy, 1, 1);
    const MatchResult result = Match({Side::kSell, AnyPrice(Side::kSell), Quantity(3)});
    EXPECT_EQ(result.remaining, Quantity(1));
    EXPECT_EQ(recorder_.fills.size(), 2U);
    EXPECT_FALSE(book_.BestBid());
}

TEST_F(OrderBookTest, StopsAfterTheMostVisitsAllowed) {
    for (int i = 0; i < 5; ++i) Rest(Side::kSell, 10, 1);
    const MatchResult result = Match({Side::kBuy, Price(10), Quantity(5), 3});
    EXPECT_EQ(result.end, MatchEnd::kVisitLimit);
    EXPECT_EQ(result.remaining, Quantity(2));
    EXPECT_EQ(Match({Side::kBuy, Price(10), Quantity(2), 2}).end, MatchEnd::kFilled);
}

TEST_F(OrderBookTest, TheVisitorDecidesAboutSelfTrades) {
    struct Case {
        MatchStep::Action action;
        MatchEnd end;
        std::int64_t remaining;
        std::size_t fills;
        std::size_t unlinked;
    };
    using Action = MatchStep::Action;
    for (const Case& test : {
             Case{Action::kStop, MatchEnd::kStopped, 10, 0, 0},
             Case{Action::kRemoveMaker, MatchEnd::kNoMakerLeft, 4, 1, 2},
             Case{Action::kReduceBoth, MatchEnd::kFilled, 0, 1, 1},
         }) {
        OrderBook book(pool_, levels_);
        for (const std::uint32_t owner : {7U, 8U}) {
            const OrderSlot slot = pool_.Allocate();
            pool_[slot].owner = OwnerId(owner);
            pool_[slot].price = Price(50);
            pool_[slot].remaining = Quantity(6);
            book.Add(slot, Side::kSell);
        }
        Recorder recorder{pool_, OwnerId(7), test.action};
        const MatchResult result = book.Match({Side::kBuy, Price(50), Quantity(10)}, recorder);
        EXPECT_EQ(result.end, test.end);
        EXPECT_EQ(result.remaining, Quantity(test.remaining));
        EXPECT_EQ(recorder.fills.size(), test.fills);
        EXPECT_EQ(recorder.unlinked.size(), test.unlinked);
        book.CheckInvariants();
    }
}

TEST_F(OrderBookTest, AMakerMayReturnToTheBookWhenItIsUnlinked) {
    struct Refill {
        OrderBook& book;
        OrderPool& pool;
        int fills = 0;
        MatchStep OnMaker(OrderSlot, const RestingOrder& maker, Quantity remaining) {
            ++fills;
            return MatchStep::ReduceBoth(std::min(remaining, maker.remaining));
        }
        void OnUnlinked(OrderSlot slot) {
            pool[slot].remaining = Quantity(2);
            book.Add(slot, Side::kSell);
        }
    };
    const OrderSlot iceberg = Rest(Side::kSell, 10, 2);
    const OrderSlot other = Rest(Side::kSell, 10, 2);
    Refill visitor{book_, pool_};
    book_.Match({Side::kBuy, Price(10), Quantity(5)}, visitor);
    EXPECT_EQ(visitor.fills, 3);
    EXPECT_EQ(Queue(Side::kSell), (std::vector{iceberg, other}));
    EXPECT_EQ(book_.QuantityAt(Side::kSell, Price(10)), Quantity(3));
}

TEST_F(OrderBookTest, MayBeCrossedWhileAnAuctionCollects) {
    Rest(Side::kBuy, 110, 1);
    Rest(Side::kSell, 90, 1);
    Rest(Side::kSell, 110, 1);
    EXPECT_EQ(book_.BestBid(), Price(110));
    EXPECT_EQ(book_.BestAsk(), Price(90));
}

TEST_F(OrderBookTest, HoldsManyOrdersAtOnePrice) {
    constexpr std::uint32_t kOrders = 200'000;
    std::vector<OrderSlot> slots;
    for (std::uint32_t i = 0; i < kOrders; ++i) slots.push_back(Rest(Side::kBuy, 10, 1));
    for (std::uint32_t i = 0; i < kOrders; i += 2) book_.Remove(slots[i], Side::kBuy);
    EXPECT_EQ(book_.QuantityAt(Side::kBuy, Price(10)), Quantity(kOrders / 2));
    EXPECT_EQ(Match({Side::kSell, Price(10), Quantity(kOrders)}).remaining, Quantity(kOrders / 2));
    EXPECT_EQ(recorder_.fills.front().maker, slots[1]);
    EXPECT_EQ(recorder_.fills.back().maker, slots[kOrders - 1]);
}

TEST_F(OrderBookTest, WalkInOrderRestoresTheBook) {
    std::mt19937_64 random(3);
    for (int i = 0; i < 1'000; ++i) {
        Rest(Side::kBuy, 1 + static_cast<std::int64_t>(random() % 50), 1 + i);
    }
    OrderBook copy(pool_, levels_);
    std::vector<Quantity> expected;
    std::vector<Quantity> restored;
    for (const OrderSlot slot : Queue(Side::kBuy)) {
        const RestingOrder original = pool_[slot];
        const OrderSlot twin = pool_.Allocate();
        pool_[twin].price = original.price;
        pool_[twin].remaining = original.remaining;
        copy.Add(twin, Side::kBuy);
        expected.push_back(original.remaining);
    }
    copy.Walk(Side::kBuy, [&](OrderSlot, const RestingOrder& order) {
        restored.push_back(order.remaining);
        return true;
    });
    EXPECT_EQ(restored, expected);
}

using OrderBookDeathTest = OrderBookTest;

TEST_F(OrderBookDeathTest, EndsOnMisuse) {
    const OrderSlot slot = Rest(Side::kBuy, 10, 5);
    EXPECT_DEATH(book_.Add(slot, Side::kBuy), "CHECK failed");
    EXPECT_DEATH(book_.Reduce(slot, Quantity(5)), "CHECK failed");
    EXPECT_DEATH(pool_.Free(slot), "CHECK failed");
    EXPECT_DEATH(
        {
            book_.Remove(slot, Side::kBuy);
            book_.Remove(slot, Side::kBuy);
        },
        "CHECK failed"
    );
}

TEST_F(OrderBookDeathTest, CheckInvariantsSeesAnOrderChangedBehindTheBook) {
    const OrderSlot slot = Rest(Side::kBuy, 10, 5);
    pool_[slot].remaining = Quantity(4);
    EXPECT_DEATH(book_.CheckInvariants(), "CHECK failed");
    pool_[slot].remaining = Quantity(5);
}

// The same rules in the plainest way.
class NaiveBook {
public:
    struct Order {
        OrderSlot slot;
        OwnerId owner;
        Quantity remaining;
    };
    using Levels = std::map<Price, std::deque<Order>>;

    void Add(Side side, Price price, const Order& order) { levels(side)[price].push_back(order); }
    Order& At(Side side, Price price, OrderSlot slot) {
        return *std::ranges::find(levels(side).at(price), slot, &Order::slot);
    }
    void Remove(Side side, Price price, OrderSlot slot) {
        std::deque<Order>& queue = levels(side).at(price);
        queue.erase(std::ranges::find(queue, slot, &Order::slot));
        if (queue.empty()) levels(side).erase(price);
    }
    std::optional<Price> Best(Side side) {
        Levels& own = levels(side);
        if (own.empty()) return std::nullopt;
        return side == Side::kBuy ? own.rbegin()->first : own.begin()->first;
    }
    Quantity Total(Side side, Price price) {
        Quantity total;
        const auto level = levels(side).find(price);
        if (level == levels(side).end()) return total;
        for (const Order& order : level->second) total += order.remaining;
        return total;
    }
    Quantity Match(const MatchRequest& request, Recorder& recorder) {
        const Side side = Opposite(request.taker);
        Quantity remaining = request.quantity;
        while (remaining > Quantity(0)) {
            const auto best = Best(side);
            if (!best || !Accepts(request.taker, request.limit, *best)) break;
            Order& maker = levels(side).at(*best).front();
            const Quantity quantity = std::min(remaining, maker.remaining);
            const bool self = maker.owner == recorder.taker;
            if (self && recorder.self_trade == MatchStep::Action::kStop) break;
            if (!self) recorder.fills.push_back({maker.slot, *best, quantity});
            if (!self || recorder.self_trade == MatchStep::Action::kReduceBoth) {
                remaining -= quantity;
                maker.remaining -= quantity;
                if (maker.remaining > Quantity(0)) continue;
            }
            recorder.unlinked.push_back(maker.slot);
            Remove(side, *best, maker.slot);
        }
        return remaining;
    }
    Levels& levels(Side side) { return side == Side::kBuy ? bids_ : asks_; }

private:
    Levels bids_;
    Levels asks_;
};

// Drives both books with the same random commands and compares everything visible.
class Comparison {
public:
    explicit Comparison(std::uint64_t seed) : random_(seed) {}

    void Step() {
        if (random_() % 20'000 == 0) MoveFarAway();
        // The book grows to thousands of orders, then shrinks until it is empty, and again.
        growing_ = live_.empty() || (growing_ && live_.size() < 5'000);
        const std::uint64_t choice = random_() % 100;
        if (choice < (growing_ ? 75U : 40U)) {
            Place();
        } else if (choice < 95 && !live_.empty()) {
            Remove(random_() % live_.size());
        } else if (!live_.empty()) {
            Reduce(random_() % live_.size());
        }
        for (const Side side : {Side::kBuy, Side::kSell}) {
            ASSERT_EQ(book_.Best(side), naive_.Best(side));
        }
        const auto bid = book_.BestBid();
        const auto ask = book_.BestAsk();
        if (bid && ask) {
            ASSERT_LT(*bid, *ask);
        }
    }

    void CompareAll() {
        book_.CheckInvariants();
        for (const Side side : {Side::kBuy, Side::kSell}) {
            std::vector<std::pair<OrderSlot, Quantity>> actual;
            std::vector<std::pair<OrderSlot, Quantity>> expected;
            book_.Walk(side, [&](OrderSlot slot, const RestingOrder& order) {
                actual.emplace_back(slot, order.remaining);
                return true;
            });
            const auto append = [&](const auto& level) {
                for (const auto& order : level.second) {
                    expected.emplace_back(order.slot, order.remaining);
                }
            };
            NaiveBook::Levels& levels = naive_.levels(side);
            if (side == Side::kBuy) {
                std::for_each(levels.rbegin(), levels.rend(), append);
            } else {
                std::for_each(levels.begin(), levels.end(), append);
            }
            ASSERT_EQ(actual, expected);
            ASSERT_EQ(book_.order_count(side), expected.size());
        }
        ASSERT_EQ(pool_.live(), live_.size());
    }

private:
    struct Live {
        OrderSlot slot;
        Side side;
        Price price;
    };

    void MoveFarAway() {
        const auto magnitude = static_cast<int>(random_() % 62);
        center_ = 1 + static_cast<std::int64_t>(random_() & ((std::uint64_t{1} << magnitude) - 1));
        spread_ = std::int64_t{1} << random_() % 14;
    }
    // Mostly passive; about one in sixteen may cross.
    Price DrawPrice(Side side) {
        const std::int64_t offset =
            static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(spread_)) -
            spread_ / 16;
        return Price(std::clamp(
            side == Side::kBuy ? center_ - offset : center_ + 1 + offset, std::int64_t{1}, kHighest
        ));
    }
    Quantity DrawQuantity() { return Quantity(1 + static_cast<std::int64_t>(random_() % 500)); }

    void Place() {
        const Side side = random_() % 2 == 0 ? Side::kBuy : Side::kSell;
        const OwnerId owner(static_cast<std::uint32_t>(random_() % 20));
        const bool market = random_() % 50 == 0;
        const Price price = market ? AnyPrice(side) : DrawPrice(side);
        const MatchRequest request{side, price, DrawQuantity()};
        const auto self_trade = static_cast<MatchStep::Action>(random_() % 3);
        Recorder actual{pool_, owner, self_trade};
        Recorder expected{pool_, owner, self_trade};
        const MatchResult result = book_.Match(request, actual);
        ASSERT_EQ(naive_.Match(request, expected), result.remaining);
        ASSERT_EQ(actual.fills, expected.fills);
        ASSERT_EQ(actual.unlinked, expected.unlinked);
        for (const OrderSlot slot : actual.unlinked) Forget(position_[slot.raw()]);
        if (market || result.remaining == Quantity(0) || result.end == MatchEnd::kStopped) return;
        const OrderSlot slot = pool_.Allocate();
        pool_[slot].owner = owner;
        pool_[slot].price = price;
        pool_[slot].remaining = result.remaining;
        book_.Add(slot, side);
        naive_.Add(side, price, {slot, owner, result.remaining});
        position_.resize(pool_.slot_count());
        position_[slot.raw()] = live_.size();
        live_.push_back({slot, side, price});
        ASSERT_EQ(book_.QuantityAt(side, price), naive_.Total(side, price));
    }

    void Remove(std::size_t index) {
        const Live order = live_[index];
        book_.Remove(order.slot, order.side);
        naive_.Remove(order.side, order.price, order.slot);
        pool_.Free(order.slot);
        Forget(index);
        ASSERT_EQ(book_.QuantityAt(order.side, order.price), naive_.Total(order.side, order.price));
    }

    void Reduce(std::size_t index) {
        const Live& order = live_[index];
        NaiveBook::Order& twin = naive_.At(order.side, order.price, order.slot);
        if (twin.remaining < Quantity(2)) return;
        const Quantity by(twin.remaining.raw() / 2);
        twin.remaining -= by;
        book_.Reduce(order.slot, by);
    }

    void Forget(std::size_t index) {
        live_[index] = live_.back();
        position_[live_[index].slot.raw()] = index;
        live_.pop_back();
    }

    std::mt19937_64 random_;
    OrderPool pool_{1};
    LevelPool levels_{1};
    OrderBook book_{pool_, levels_};
    NaiveBook naive_;
    std::vector<Live> live_;
    std::vector<std::size_t> position_;  // in live_, by slot
    bool growing_ = true;
    std::int64_t center_ = 100'000;
    std::int64_t spread_ = 100;
};

TEST(OrderBookComparison, EqualsANaiveBook) {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
        SCOPED_TRACE(seed);
        Comparison comparison(seed);
        for (int i = 1; i <= 250'000; ++i) {
            ASSERT_NO_FATAL_FAILURE(comparison.Step()) << "step " << i;
            if (i % 10'000 == 0) {
                ASSERT_NO_FATAL_FAILURE(comparison.CompareAll()) << "step " << i;
            }
        }
    }
}

}  // namespace
}  // namespace bourse::book
