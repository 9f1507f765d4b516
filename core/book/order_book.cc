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
    for (LevelIndex index = own.best; index != kNoLevel;
         index = own.ladder.Next(index, best_first)) {
        const Level& level = (*levels_)[index];
        const Price price = own.ladder.PriceOf(index);
        CHECK(index != own.best || price == own.best_price);
        CHECK(level.head != kNoOrder);
        Quantity quantity;
        OrderSlot previous = kNoOrder;
        std::uint32_t count = 0;
        for (OrderSlot slot = level.head; slot != kNoOrder; slot = (*orders_)[slot].next) {
            const RestingOrder& order = (*orders_)[slot];
            CHECK(order.level == index && order.price == price);
            CHECK(order.previous == previous && order.remaining > Quantity(0));
            quantity += order.remaining;
            previous = slot;
            CHECK(++count <= level.order_count);
        }
        CHECK(previous == level.tail && count == level.order_count);
        CHECK(quantity == level.quantity);
        order_count += level.order_count;
    }
    CHECK(order_count == own.order_count);
}

}  // namespace bourse::book
