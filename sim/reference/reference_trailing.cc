// Section 8 of the rules: trailing stops.
#include <algorithm>
#include <set>

#include "sim/reference/reference_exchange.h"

namespace bourse::reference {

namespace {

constexpr std::size_t kMaxFollowed = 8'192;

}  // namespace

// When it enters, or is released.
void ReferenceExchange::SetTrailing(const Market& market, Order& order) {
    if (order.conditions.trailing_delta == 0) return;
    if (order.conditions.stop_price == Price{0}) order.follows_at_once = true;
    if (order.follows_at_once) order.conditions.stop_price = market.last_price;
}

bool ReferenceExchange::HasRoomToTrail(const Market& market, const Order& order) {
    if (order.conditions.trailing_delta == 0) return true;
    std::set<std::pair<Price, std::uint32_t>> followed;
    std::size_t waiting = 0;
    for (const Order& other : market.orders) {
        const std::uint32_t delta = other.conditions.trailing_delta;
        if (delta == 0 || other.side != order.side || !other.waits) continue;
        if (!other.extreme) {
            ++waiting;
        } else if (!other.is_due) {
            followed.insert({*other.extreme, delta});
        }
    }
    return followed.size() + waiting < kMaxFollowed;
}

void ReferenceExchange::StartTrailing(Market& market, OrderId id) {
    Order& order = Find(market, id);
    order.extreme = market.last_price;
    order.start = ++market.starts;
    order.is_due = false;
    auto& event = Say<TrailingStarted>();
    event.order = order.id;
    event.account = order.account;
    event.symbol = market.id;
    event.last_price = market.last_price;
}

// A seller's: extreme × (10,000 - delta) / 10,000, rounded down; a buyer's: with the sum, rounded
// up.
Natural ReferenceExchange::TriggerPrice(const Order& order) const {
    const Natural extreme{order.extreme->raw()};
    const std::int64_t delta = order.conditions.trailing_delta;
    const Natural scale{10'000};
    if (order.side == Side::kSell) return extreme * Natural{10'000 - delta} / scale;
    const Natural product = extreme * Natural{10'000 + delta};
    const Natural rounding{defect_ == Defect::kTrailingRoundsAway ? 0 : 9'999};
    return (product + rounding) / scale;
}

// The orders that a trade makes due, in turn; the others have it as their extreme if it is one.
std::vector<OrderId> ReferenceExchange::Follow(Market& market, Price price) {
    std::vector<const Order*> due;
    for (Order& order : market.orders) {
        if (!order.waits || order.is_due || !order.extreme) continue;
        const bool sells = order.side == Side::kSell;
        const Natural trigger = TriggerPrice(order);
        const Natural at{price.raw()};
        if (sells ? at <= trigger : at >= trigger) {
            order.is_due = true;
            due.push_back(&order);
        } else if (defect_ != Defect::kTrailingStaysBehind) {
            order.extreme =
                sells ? std::max(*order.extreme, price) : std::min(*order.extreme, price);
        }
    }
    std::ranges::sort(due, [&](const Order* a, const Order* b) {
        if (a->side != b->side) return a->side == Side::kSell;
        const Natural first = TriggerPrice(*a), second = TriggerPrice(*b);
        if (first != second) return a->side == Side::kSell ? first > second : first < second;
        const auto delta_of = [](const Order* order) { return order->conditions.trailing_delta; };
        if (delta_of(a) != delta_of(b)) return delta_of(a) < delta_of(b);
        return a->start < b->start;
    });
    std::vector<OrderId> ids;
    for (const Order* order : due) ids.push_back(order->id);
    return ids;
}

}  // namespace bourse::reference
