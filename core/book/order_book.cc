#include "core/book/order_book.h"

namespace bourse::book {

Quantity OrderBook::QuantityAt(Side side, Price price) const {
    const LevelIndex level = sides_[Index(side)].ladder.Find(price);
    return level == kNoLevel ? Quantity(0) : (*levels_)[level].quantity;
}

void OrderBook::CheckInvariants() const {
    CheckSide(Side::kBuy);
    CheckSide(Side::kSell);
}

void OrderBook::CheckSide(Side side) const {
    const BookSide& own = sides_[Index(side)];
    own.ladder.CheckInvariants();
    const Direction best_first = Worse(side);
    CHECK(own.best == own.ladder.First(best_first));
    std::uint32_t order_count = 0;
    std::uint32_t level_count = 0;
    for (LevelIndex index = own.best; index != kNoLevel;
         index = own.ladder.Next(index, best_first), ++level_count) {
        const Level& level = (*levels_)[index];
        const Price price = own.ladder.PriceOf(index);
        CHECK(index != own.best || price == own.best_price);
        CHECK(level.order_count > 0);
        Quantity quantity;
        OrderSlot slot = level.head;
        for (std::uint32_t n = 0; n < level.order_count; ++n) {
            const RestingOrder& order = (*orders_)[slot];
            CHECK(order.level == index && order.price == price);
            CHECK(order.remaining > Quantity(0));
            CHECK((n + 1 == level.order_count) == (slot == level.tail));
            CHECK(slot == level.tail || (*orders_)[order.next].previous == slot);
            quantity += order.remaining;
            slot = order.next;
        }
        CHECK(quantity == level.quantity);
        order_count += level.order_count;
    }
    CHECK(order_count == own.order_count && level_count == own.level_count);
}

}  // namespace bourse::book
