#include "core/market/order_lists.h"

#include <gtest/gtest.h>

namespace bourse::market {
namespace {

constexpr AccountId kAlice{2};

class OrderListsTest : public testing::Test {
protected:
    explicit OrderListsTest(std::size_t per_account = 100) : lists(per_account) {}

    // An OCO of the orders 2n - 1 and 2n, at second n.
    void Accept(std::uint64_t n, std::string_view client_id) {
        OrderListAccepted event;
        event.order_list = OrderListId(n);
        event.account = kAlice;
        event.kind = OrderListKind::kOco;
        event.leg_count = 2;
        event.orders[0] = OrderId(2 * n - 1);
        event.orders[1] = OrderId(2 * n);
        event.list_client_id = ClientOrderId::From(client_id);
        lists.Accept(event, Timestamp(static_cast<std::int64_t>(n)));
    }
    void Complete(std::uint64_t n) {
        OrderListCompleted event;
        event.order_list = OrderListId(n);
        event.end = OrderListEnd::kDone;
        EXPECT_FALSE(lists.Complete(event).is_open());
    }
    static std::vector<std::uint64_t> Ids(const std::vector<const OrderListView*>& found) {
        std::vector<std::uint64_t> ids;
        for (const OrderListView* list : found) ids.push_back(list->id.raw());
        return ids;
    }
    std::vector<std::uint64_t> Query(OrderListQuery query) {
        query.account = kAlice;
        return Ids(lists.Query(query));
    }

    OrderLists lists;
};

TEST_F(OrderListsTest, AreFoundByIdClientIdAndTime) {
    for (std::uint64_t n = 1; n <= 3; ++n) Accept(n, n == 2 ? "two" : "odd");
    Complete(2);
    EXPECT_EQ(lists.Find(kAlice, "odd")->id, OrderListId(3));
    EXPECT_EQ(lists.Find(AccountId(3), "odd"), nullptr);
    EXPECT_EQ(lists.Find(OrderListId(4)), nullptr);
    EXPECT_EQ(Ids(lists.Open(kAlice)), (std::vector<std::uint64_t>{1, 3}));
    EXPECT_EQ(Query({.limit = 2}), (std::vector<std::uint64_t>{2, 3}));
    EXPECT_EQ(Query({.from = OrderListId(1), .limit = 2}), (std::vector<std::uint64_t>{1, 2}));
    EXPECT_EQ(Query({.start = Timestamp(2)}), (std::vector<std::uint64_t>{2, 3}));
    EXPECT_EQ(Query({.end = Timestamp(2)}), (std::vector<std::uint64_t>{1, 2}));
}

TEST_F(OrderListsTest, LegsTakeTheirClientOrderIds) {
    Accept(1, "one");
    lists.AddLeg(OrderListId(1), {OrderId(2), ClientOrderId::From("b")});
    lists.AddLeg(OrderListId(1), {OrderId(1), ClientOrderId::From("a")});
    const OrderListView& list = lists.Get(OrderListId(1));
    EXPECT_EQ(list.legs[0].client_order_id.view(), "a");
    EXPECT_EQ(list.legs[1].client_order_id.view(), "b");
}

class FewOrderListsTest : public OrderListsTest {
protected:
    FewOrderListsTest() : OrderListsTest(2) {}
};

TEST_F(FewOrderListsTest, ForgetsTheOldestClosedAndNoOpenOne) {
    for (std::uint64_t n = 1; n <= 3; ++n) Accept(n, "list");
    EXPECT_EQ(Query({}), (std::vector<std::uint64_t>{1, 2, 3}));
    Complete(2);
    Accept(4, "list");
    EXPECT_EQ(Query({}), (std::vector<std::uint64_t>{1, 3, 4}));
    EXPECT_EQ(lists.Find(OrderListId(2)), nullptr);
    EXPECT_EQ(lists.Find(kAlice, "list")->id, OrderListId(4));
}

}  // namespace
}  // namespace bourse::market
