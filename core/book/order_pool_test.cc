#include "core/book/order_pool.h"

#include <gtest/gtest.h>

namespace bourse::book {
namespace {

TEST(OrderPool, GivesStableSlotsAndTakesThemBackLastInFirstOut) {
    OrderPool pool(2);
    const OrderSlot a = pool.Allocate();
    const OrderSlot b = pool.Allocate();
    pool[a].remaining = Quantity(7);
    const OrderSlot c = pool.Allocate();  // beyond the reserved capacity
    EXPECT_EQ(pool[a].remaining, Quantity(7));
    EXPECT_EQ(pool.live(), 3U);
    EXPECT_EQ(pool.slot_count(), 3U);
    pool.Free(a);
    pool.Free(c);
    EXPECT_EQ(pool.Allocate(), c);
    EXPECT_EQ(pool.Allocate(), a);
    EXPECT_EQ(pool.slot_count(), 3U);
    EXPECT_NE(a, b);
    EXPECT_EQ(pool[a].level, kNoLevel);
}

TEST(OrderPoolDeathTest, EndsOnFreeOfAFreeOrLinkedOrder) {
    OrderPool pool(4);
    const OrderSlot slot = pool.Allocate();
    pool[slot].level = LevelIndex(5);
    EXPECT_DEATH(pool.Free(slot), "CHECK failed");
    pool[slot].level = kNoLevel;
    pool.Free(slot);
    EXPECT_DEATH(pool.Free(slot), "CHECK failed");
}

}  // namespace
}  // namespace bourse::book
