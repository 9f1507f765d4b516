#include "core/market/trades.h"

#include <gtest/gtest.h>

namespace bourse::market {
namespace {

TradeExecuted MakeTrade(std::uint64_t id, OrderId taker, Price price) {
    TradeExecuted trade{};
    trade.trade = TradeId(id);
    trade.taker_order = taker;
    trade.price = price;
    trade.quantity = Quantity(static_cast<std::int64_t>(id));
    return trade;
}

std::vector<std::uint64_t> Ids(const auto& entries) {
    std::vector<std::uint64_t> ids;
    for (const auto& entry : entries) ids.push_back(entry.id.raw());
    return ids;
}

using IdList = std::vector<std::uint64_t>;

TEST(TradesTest, FillsOfOneTakerAtOnePriceAreOneAggregate) {
    Trades trades;
    const Timestamp t(5);
    EXPECT_FALSE(trades.Add(MakeTrade(1, OrderId(9), Price(10)), t));
    EXPECT_FALSE(trades.Add(MakeTrade(2, OrderId(9), Price(10)), t));
    const auto first = trades.Add(MakeTrade(3, OrderId(9), Price(11)), t);  // another price
    ASSERT_TRUE(first);
    EXPECT_EQ(first->id, AggregateId(1));
    EXPECT_EQ(first->first, TradeId(1));
    EXPECT_EQ(first->last, TradeId(2));
    EXPECT_EQ(first->quantity, Quantity(3));
    const auto second = trades.Add(MakeTrade(4, OrderId(8), Price(11)), t);  // another taker
    ASSERT_TRUE(second);
    EXPECT_EQ(second->first, TradeId(3));
    EXPECT_EQ(second->last, TradeId(3));
    EXPECT_EQ(trades.CompleteAggregate()->id, AggregateId(3));
    EXPECT_FALSE(trades.CompleteAggregate());
    EXPECT_EQ(Ids(trades.QueryAggregates({})), (IdList{1, 2, 3}));
}

TEST(TradesTest, KeepsTheNewestAndSelectsAscending) {
    Trades trades(5);
    for (std::uint64_t id = 1; id <= 12; ++id) {
        trades.Add(
            MakeTrade(id, OrderId(id), Price(1)), Timestamp(static_cast<std::int64_t>(id / 2))
        );
    }
    EXPECT_EQ(Ids(trades.Query({})), (IdList{8, 9, 10, 11, 12}));
    EXPECT_EQ(Ids(trades.Query({{}, {}, {}, 2})), (IdList{11, 12}));
    EXPECT_EQ(Ids(trades.Query({9, {}, {}, 2})), (IdList{9, 10}));
    EXPECT_EQ(Ids(trades.Query({1, {}, {}, 2})), (IdList{8, 9}));
    EXPECT_EQ(Ids(trades.Query({{}, Timestamp(5), {}, 9})), (IdList{10, 11, 12}));
    EXPECT_EQ(Ids(trades.Query({{}, {}, Timestamp(4), 1})), (IdList{9}));
    EXPECT_EQ(Ids(trades.Query({{}, Timestamp(4), Timestamp(5), 3})), (IdList{8, 9, 10}));
    EXPECT_TRUE(trades.Query({{}, Timestamp(7), {}, 9}).empty());
    EXPECT_TRUE(trades.Query({{}, Timestamp(6), Timestamp(5), 9}).empty());
    EXPECT_EQ(trades.Find(TradeId(7)), nullptr);
    EXPECT_EQ(trades.Find(TradeId(13)), nullptr);
    ASSERT_NE(trades.Find(TradeId(8)), nullptr);
    EXPECT_EQ(trades.Find(TradeId(8))->quantity, Quantity(8));
    EXPECT_EQ(trades.aggregates().size(), 5u);
}

TEST(TradesDeathTest, AGapEndsTheProcess) {
    Trades trades;
    trades.Add(MakeTrade(1, OrderId(1), Price(1)), Timestamp(1));
    EXPECT_DEATH(trades.Add(MakeTrade(3, OrderId(1), Price(1)), Timestamp(1)), "trade");
}

}  // namespace
}  // namespace bourse::market
