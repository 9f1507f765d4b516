// The part of InvariantChecker that follows order lists.
#include <algorithm>

#include "sim/reference/invariant_checker.h"

namespace bourse::reference {

// What the order would reserve alone, of the asset that it spends.
Int128 InvariantChecker::NeedOf(const Order& order) const {
    const OrderAccepted& accepted = order.accepted;
    const Book& book = books_.at(accepted.symbol.raw());
    return order.open * (accepted.side == Side::kBuy ? order.hold_price.raw() * book.notional_unit
                                                     : book.definition.lot_size);
}

void InvariantChecker::On(const OrderListAccepted& event) {
    List& list = lists_[event.order_list.raw()];
    Require(list.legs.empty() && event.order_list.raw() == lists_.size(), "I11");
    list.kind = event.kind;
    for (std::size_t i = 0; i < event.leg_count; ++i) list.legs.push_back(event.orders[i].raw());
    Require(list.legs.size() == 2 || list.legs.size() == kMaxListLegs, "I23");
}

void InvariantChecker::StartPair(std::uint64_t id) {
    List& list = lists_[id];
    list.is_pair = true;
    const std::size_t first = list.legs.size() - 2;
    const Order& one = orders_[list.legs[first]];
    const Order& two = orders_[list.legs[first + 1]];
    Require(one.open == two.open && one.accepted.side == two.accepted.side, "I23");
    list.held = std::max(NeedOf(one), NeedOf(two));
    const SymbolDefinition& definition = books_[one.accepted.symbol.raw()].definition;
    const bool is_buy = one.accepted.side == Side::kBuy;
    FundsOf(one.accepted.account, is_buy ? definition.quote : definition.base).held += list.held;
}

// From here on each leg reserves for itself: the one that expires gives back all that it would
// need, the other one needs it.
void InvariantChecker::EndPair(std::uint64_t id) {
    List& list = lists_[id];
    if (!list.is_pair) return;
    list.is_pair = false;
    const std::size_t first = list.legs.size() - 2;
    for (std::size_t i = first; i < list.legs.size(); ++i) {
        Order& leg = orders_[list.legs[i]];
        leg.is_paired = false;
        Reserve(leg, leg.open, 1);
    }
    const OrderAccepted& accepted = orders_[list.legs[first]].accepted;
    const SymbolDefinition& definition = books_[accepted.symbol.raw()].definition;
    const bool is_buy = accepted.side == Side::kBuy;
    FundsOf(accepted.account, is_buy ? definition.quote : definition.base).held -= list.held;
}

void InvariantChecker::On(const OrderReleased& event) {
    Order* order = Find(event.order);
    if (order == nullptr) return Require(false, "I5");
    List& list = lists_[event.order_list.raw()];
    const Order& working = orders_[list.legs[0]];
    Require(order->is_pending && order->accepted.order_list == event.order_list, "I23");
    Require(!working.rests && working.open == 0 && !working.is_canceled, "I23");
    Book& book = books_[event.symbol.raw()];
    Require(book.mode == SymbolMode::kContinuous, "I21");
    order->is_pending = false;
    order->is_paired = list.legs.size() == kMaxListLegs;
    order->waits = event.phase == OrderPhase::kUntriggered;
    order->is_reached = false;
    if (order->waits) book.waiting.insert(event.order.raw());
    entering_ = event.order;
    SetHoldPrice(*order);
    Reserve(*order, order->open, 1);
    if (order->is_paired && list.legs.back() == event.order.raw()) {
        StartPair(event.order_list.raw());
    }
}

void InvariantChecker::On(const OrderListCompleted& event) {
    List& list = lists_[event.order_list.raw()];
    for (const std::uint64_t id : list.legs) {
        const Order& leg = orders_[id];
        Require(leg.open == 0 && !leg.rests && !leg.waits && !leg.is_pending, "I23");
    }
    list.is_pair = false;
}

}  // namespace bourse::reference
