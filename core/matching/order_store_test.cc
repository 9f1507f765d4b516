#include "core/matching/order_store.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace bourse::matching {
namespace {

constexpr AccountId kAlice{2};

OrderSlot Add(OrderStore& store, std::uint64_t id, AccountId account, std::string_view client_id) {
    OrderRecord record;
    record.id = OrderId(id);
    record.account = account;
    record.position = store.FindPosition(account, SymbolId(0));
    if (record.position == kNoPosition)
        record.position = store.AddPosition({account, SymbolId(0), {}, {}});
    record.quantity = Quantity(10);
    book::RestingOrder resting;
    resting.price = Price(5);
    resting.remaining = Quantity(7);
    return store.Add(record, resting, ClientOrderId::From(client_id));
}
OrderSlot Find(const OrderStore& store, std::string_view client_id, AccountId account = kAlice) {
    return store.Find(account, SymbolId(0), ClientOrderId::From(client_id));
}

TEST(OrderStoreTest, FindsByIdAndByClientId) {
    OrderStore store;
    const OrderSlot a = Add(store, 1, kAlice, "a");
    const OrderSlot none = Add(store, 2, kAlice, "");
    EXPECT_EQ(store.Find(OrderId(1)), a);
    EXPECT_EQ(store.Find(OrderId(2)), none);
    EXPECT_EQ(store.Find(OrderId(3)), book::kNoOrder);
    EXPECT_EQ(Find(store, "a"), a);
    EXPECT_EQ(Find(store, "A"), book::kNoOrder);
    EXPECT_EQ(Find(store, ""), book::kNoOrder);
    EXPECT_EQ(Find(store, "a", AccountId(3)), book::kNoOrder);
    EXPECT_EQ(store.Find(kAlice, SymbolId(1), ClientOrderId::From("a")), book::kNoOrder);
    EXPECT_EQ(store.client_id(a).view(), "a");
    EXPECT_TRUE(store.client_id(none).empty());
    EXPECT_EQ(store.Executed(a), Quantity(3));
    EXPECT_EQ(store.live(), 2u);
}

TEST(OrderStoreTest, AClientIdChangesAndIsFreeWhenTheOrderIsGone) {
    OrderStore store;
    const OrderSlot a = Add(store, 1, kAlice, "a");
    store.ChangeClientId(a, ClientOrderId::From("b"));
    EXPECT_EQ(Find(store, "a"), book::kNoOrder);
    EXPECT_EQ(Find(store, "b"), a);
    store.ChangeClientId(a, ClientOrderId::From("b"));
    EXPECT_EQ(Find(store, "b"), a);
    store.Remove(a);
    EXPECT_EQ(Find(store, "b"), book::kNoOrder);
    // The slot comes again, without a trace of the former order.
    const OrderSlot next = Add(store, 2, kAlice, "");
    EXPECT_EQ(next, a);
    EXPECT_TRUE(store.client_id(next).empty());
    store.ChangeClientId(next, ClientOrderId::From("c"));
    EXPECT_EQ(Find(store, "c"), next);
}

TEST(OrderStoreTest, PositionsListAnAccountsOrdersOldestFirst) {
    OrderStore store;
    EXPECT_EQ(store.FindPosition(kAlice, SymbolId(0)), kNoPosition);
    const OrderSlot slots[] = {
        Add(store, 1, kAlice, ""), Add(store, 2, kAlice, ""), Add(store, 3, kAlice, "")};
    Add(store, 4, AccountId(3), "");
    const auto ids = [&] {
        std::vector<std::uint64_t> found;
        const Position& position = store[store.FindPosition(kAlice, SymbolId(0))];
        for (OrderSlot slot = position.oldest; slot != book::kNoOrder; slot = store[slot].newer) {
            found.push_back(store[slot].id.raw());
        }
        std::vector<std::uint64_t> backwards;
        for (OrderSlot slot = position.newest; slot != book::kNoOrder; slot = store[slot].older) {
            backwards.insert(backwards.begin(), store[slot].id.raw());
        }
        EXPECT_EQ(found, backwards);
        EXPECT_EQ(found.size(), position.open_orders);
        return found;
    };
    EXPECT_EQ(ids(), (std::vector<std::uint64_t>{1, 2, 3}));
    store.Remove(slots[1]);
    EXPECT_EQ(ids(), (std::vector<std::uint64_t>{1, 3}));
    store.Remove(slots[0]);
    EXPECT_EQ(ids(), (std::vector<std::uint64_t>{3}));
    store.Remove(slots[2]);
    EXPECT_EQ(ids(), (std::vector<std::uint64_t>{}));
    Add(store, 5, kAlice, "");
    EXPECT_EQ(ids(), (std::vector<std::uint64_t>{5}));
}

TEST(OrderStoreTest, RandomLivesAgreeWithMaps) {
    const std::uint64_t seed = 12;
    std::mt19937_64 random(seed);
    OrderStore store;
    std::map<std::uint64_t, OrderSlot> by_id;
    std::map<std::string, std::uint64_t> by_client_id;
    for (std::uint64_t id = 1; id <= 20'000; ++id) {
        std::string client_id = std::to_string(random() % 500);
        if (by_client_id.contains(client_id)) client_id.clear();
        by_id[id] = Add(store, id, kAlice, client_id);
        if (!client_id.empty()) by_client_id[client_id] = id;
        while (by_id.size() > random() % 600) {
            const auto victim =
                std::next(by_id.begin(), static_cast<long>(random() % by_id.size()));
            by_client_id.erase(std::string(store.client_id(victim->second).view()));
            store.Remove(victim->second);
            by_id.erase(victim);
        }
        ASSERT_EQ(store.live(), by_id.size()) << "seed " << seed;
        const std::string probe = std::to_string(random() % 500);
        const auto found = by_client_id.find(probe);
        const OrderSlot expected =
            found == by_client_id.end() ? book::kNoOrder : by_id.at(found->second);
        ASSERT_EQ(Find(store, probe), expected) << "seed " << seed;
    }
}

}  // namespace
}  // namespace bourse::matching
