#include "core/market/orders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "core/market/account_trades.h"

namespace bourse::market {
namespace {

constexpr AccountId kAlice{2};
constexpr AccountId kBob{3};
constexpr SymbolId kSymbol{0};

OrderAccepted MakeAccepted(std::uint64_t id, AccountId account, std::string_view client_id = "") {
    OrderAccepted event{};
    event.order = OrderId(id);
    event.account = account;
    event.symbol = kSymbol;
    event.type = OrderType::kLimit;
    event.price = Price(7);
    event.quantity = Quantity(10);
    event.client_order_id = ClientOrderId::From(client_id);
    return event;
}

void Cancel(Orders& orders, std::uint64_t id, std::int64_t time) {
    OrderCanceled event{};
    event.order = OrderId(id);
    orders.Cancel(event, Timestamp(time));
}

Orders::ClientKey Key(std::string_view client_id, AccountId account = kAlice) {
    return {account, kSymbol, ClientOrderId::From(client_id)};
}

std::vector<std::uint64_t> Ids(const std::vector<const OrderView*>& orders) {
    std::vector<std::uint64_t> ids;
    for (const OrderView* order : orders) ids.push_back(order->id.raw());
    return ids;
}

using IdList = std::vector<std::uint64_t>;

TEST(OrdersTest, TheLifeOfAnOrder) {
    Orders orders;
    const OrderView& accepted = orders.Accept(MakeAccepted(1, kAlice, "a"), Timestamp(100));
    EXPECT_EQ(accepted.status, OrderStatus::kNew);
    EXPECT_EQ(accepted.working_time, Timestamp(100));
    orders.ApplyFill(
        {OrderId(1), Quantity(4), Amount(28), OrderStatus::kPartiallyFilled}, Timestamp(101)
    );
    orders.Prevent({OrderId(1), Quantity(1), PreventedMatchId(5)}, Timestamp(102));
    OrderAmended amended{};
    amended.order = OrderId(1);
    amended.quantity = Quantity(8);
    amended.client_order_id = ClientOrderId::From("b");
    orders.Amend(amended, Timestamp(103));
    EXPECT_EQ(orders.Find(Key("a")), nullptr);
    const OrderView* order = orders.Find(Key("b"));
    ASSERT_NE(order, nullptr);
    EXPECT_EQ(order->status, OrderStatus::kPartiallyFilled);
    EXPECT_EQ(order->amends, 1u);
    EXPECT_EQ(order->prevented, Quantity(1));
    orders.ApplyFill({OrderId(1), Quantity(3), Amount(21), OrderStatus::kFilled}, Timestamp(104));
    order = orders.Find(OrderId(1));
    EXPECT_EQ(order->status, OrderStatus::kFilled);
    EXPECT_EQ(order->executed, Quantity(7));
    EXPECT_EQ(order->cumulative_quote, Amount(49));
    EXPECT_EQ(order->time, Timestamp(100));
    EXPECT_EQ(order->update_time, Timestamp(104));
    EXPECT_TRUE(orders.Open(kAlice, std::nullopt).empty());
}

TEST(OrdersTest, ExpiryTellsItsReason) {
    Orders orders;
    for (const auto reason : {ExpiryReason::kSelfTradePrevention, ExpiryReason::kWorkBound}) {
        OrderExpired event{};
        event.order = OrderId(static_cast<std::uint64_t>(reason));
        event.reason = reason;
        orders.Accept(MakeAccepted(event.order.raw(), kAlice), Timestamp(1));
        EXPECT_EQ(orders.Expire(event, Timestamp(2)).expiry_reason, reason);
    }
    EXPECT_EQ(orders.Find(OrderId(4))->status, OrderStatus::kExpiredInMatch);
    EXPECT_EQ(orders.Find(OrderId(5))->status, OrderStatus::kExpired);
}

TEST(OrdersTest, TheLastToTakeAClientIdIsFound) {
    Orders orders;
    orders.Accept(MakeAccepted(1, kAlice, "x"), Timestamp(1));
    orders.Accept(MakeAccepted(2, kBob, "x"), Timestamp(1));
    Cancel(orders, 1, 2);
    EXPECT_EQ(orders.Find(Key("x"))->id, OrderId(1));
    orders.Accept(MakeAccepted(3, kAlice, "x"), Timestamp(3));
    EXPECT_EQ(orders.Find(Key("x"))->id, OrderId(3));
    Cancel(orders, 3, 4);
    EXPECT_EQ(orders.Find(Key("x"))->id, OrderId(3));
    EXPECT_EQ(orders.Find(Key("x", kBob))->id, OrderId(2));
    EXPECT_EQ(orders.Find(Key("X")), nullptr);
    EXPECT_EQ(orders.Find(Key("")), nullptr);
}

TEST(OrdersTest, QueriesSelectAscending) {
    Orders orders;
    for (std::uint64_t id = 1; id <= 10; ++id) {
        orders.Accept(MakeAccepted(id, kAlice), Timestamp(static_cast<std::int64_t>(id)));
    }
    for (const std::uint64_t id : {2u, 3u, 7u})
        Cancel(orders, id, 20 + static_cast<std::int64_t>(id));
    const auto query = [&](OrderQuery q) {
        q.account = kAlice;
        q.symbol = kSymbol;
        return Ids(orders.Query(q));
    };
    OrderQuery newest;
    newest.limit = 3;
    EXPECT_EQ(query(newest), (IdList{8, 9, 10}));
    OrderQuery from;
    from.from = OrderId(6);
    from.limit = 2;
    EXPECT_EQ(query(from), (IdList{6, 7}));
    OrderQuery window;
    window.start = Timestamp(10);
    window.end = Timestamp(23);
    EXPECT_EQ(query(window), (IdList{2, 3, 10}));
    EXPECT_EQ(Ids(orders.Open(kAlice, kSymbol)), (IdList{1, 4, 5, 6, 8, 9, 10}));
    EXPECT_TRUE(orders.Open(kAlice, SymbolId(1)).empty());
    EXPECT_TRUE(orders.Open(AccountId(99), std::nullopt).empty());
    EXPECT_TRUE(orders.Query({kBob, kSymbol, {}, {}, {}, 9}).empty());
}

TEST(OrdersTest, ClosedOrdersAreBoundedAndOpenOnesStay) {
    constexpr std::uint64_t kSeed = 8;
    constexpr std::size_t kBound = 50;
    std::mt19937_64 random(kSeed);
    Orders orders(kBound);
    std::vector<std::uint64_t> open;
    std::uint64_t closed = 0;
    for (std::uint64_t id = 1; id <= 100'000; ++id) {
        const AccountId account(static_cast<std::uint32_t>(id % 2 + 2));
        const std::string client_id = std::to_string(id % 1'000);
        orders.Accept(MakeAccepted(id, account, client_id), Timestamp(1));
        open.push_back(id);
        if (open.size() < 100) continue;
        const std::size_t i = random() % open.size();
        Cancel(orders, open[i], 2);
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(i));
        ++closed;
        ASSERT_LE(orders.size(), open.size() + 2 * kBound) << "seed " << kSeed;
    }
    ASSERT_GT(closed, 2 * kBound);
    EXPECT_EQ(orders.size(), open.size() + 2 * kBound);
    for (const std::uint64_t id : open) {
        const OrderView* order = orders.Find(OrderId(id));
        ASSERT_NE(order, nullptr) << "seed " << kSeed;
        EXPECT_EQ(order->status, OrderStatus::kNew);
    }
    const auto of_alice = Ids(orders.Query({kAlice, kSymbol, OrderId(0), {}, {}, 1'000'000}));
    EXPECT_TRUE(std::is_sorted(of_alice.begin(), of_alice.end()));
    EXPECT_EQ(of_alice.size(), orders.Open(kAlice, kSymbol).size() + kBound);
}

TEST(OrdersDeathTest, AClosedOrderDoesNotTrade) {
    Orders orders;
    orders.Accept(MakeAccepted(1, kAlice), Timestamp(1));
    Cancel(orders, 1, 2);
    EXPECT_DEATH(Cancel(orders, 1, 3), "IsOpen");
    EXPECT_DEATH(Cancel(orders, 2, 3), "kNone");
}

TEST(AccountTradesTest, FiltersAndBounds) {
    AccountTrades trades(6);
    for (std::uint64_t id = 1; id <= 10; ++id) {
        AccountTrade trade{};
        trade.symbol = SymbolId(static_cast<std::uint32_t>(id % 2));
        trade.trade = TradeId(id);
        trade.order = OrderId(id / 4);
        trade.time = Timestamp(static_cast<std::int64_t>(id * 10));
        trades.Add(kAlice, trade);
    }
    const auto ids = [&](AccountTradeQuery query) {
        query.account = kAlice;
        IdList list;
        for (const AccountTrade& trade : trades.Query(query)) list.push_back(trade.trade.raw());
        return list;
    };
    AccountTradeQuery query;
    EXPECT_EQ(ids(query), (IdList{6, 8, 10}));
    query.limit = 1;
    EXPECT_EQ(ids(query), (IdList{10}));
    query.from = TradeId(5);
    EXPECT_EQ(ids(query), (IdList{6}));
    query.limit = 9;
    query.order = OrderId(2);
    EXPECT_EQ(ids(query), (IdList{8, 10}));
    query.start = Timestamp(81);
    EXPECT_EQ(ids(query), (IdList{10}));
    query.end = Timestamp(99);
    EXPECT_TRUE(ids(query).empty());
    EXPECT_TRUE(trades.Query({kBob, SymbolId(0), {}, {}, {}, {}, 9}).empty());
}

}  // namespace
}  // namespace bourse::market
