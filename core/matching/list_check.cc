#include "core/matching/list_check.h"

namespace bourse::matching {

namespace {

bool IsStopLoss(OrderType type) {
    return type == OrderType::kStopLoss || type == OrderType::kStopLossLimit;
}

bool IsLimitLeg(OrderType type) {
    return type == OrderType::kLimitMaker || type == OrderType::kTakeProfit ||
           type == OrderType::kTakeProfitLimit;
}

bool IsPair(const OrderInstruction& a, const OrderInstruction& b) {
    const bool is_pair =
        (IsStopLoss(a.type) && IsLimitLeg(b.type)) || (IsLimitLeg(a.type) && IsStopLoss(b.type));
    return is_pair && a.side == b.side && a.quantity == b.quantity;
}

// The last price at which a leg begins to trade; 0 of one that follows it from where it is.
Price StartOf(const OrderInstruction& leg) {
    return leg.type == OrderType::kLimitMaker ? leg.price : leg.conditions.stop_price;
}

}  // namespace

std::size_t LegCount(OrderListKind kind) {
    switch (kind) {
        case OrderListKind::kOco:
        case OrderListKind::kOto:
        case OrderListKind::kOpo:
            return 2;
        case OrderListKind::kOtoco:
        case OrderListKind::kOpoco:
            return 3;
    }
    return 0;
}

RejectReason CheckListShape(const PlaceOrderList& command) {
    const auto& legs = command.legs;
    const std::size_t count = LegCount(command.kind);
    if (count == 0) return RejectReason::kInvalidOrderList;
    for (std::size_t i = 1; i < count; ++i) {
        if (legs[i].symbol != legs[0].symbol) return RejectReason::kInvalidOrderList;
    }
    if (command.kind == OrderListKind::kOco) {
        return IsPair(legs[0], legs[1]) ? RejectReason::kNone : RejectReason::kInvalidOrderList;
    }
    const bool is_working =
        legs[0].type == OrderType::kLimit || legs[0].type == OrderType::kLimitMaker;
    const bool is_pending =
        count == 3 ? IsPair(legs[1], legs[2]) : legs[1].quote_quantity.raw() == 0;
    return is_working && is_pending ? RejectReason::kNone : RejectReason::kInvalidOrderList;
}

RejectReason CheckListPrices(const PlaceOrderList& command, Price last) {
    const bool is_oco = command.kind == OrderListKind::kOco;
    if (!is_oco && LegCount(command.kind) != 3) return RejectReason::kNone;
    const OrderInstruction& a = command.legs[is_oco ? 0 : 1];
    const OrderInstruction& b = command.legs[is_oco ? 1 : 2];
    const Price stop = StartOf(IsStopLoss(a.type) ? a : b);
    const Price limit = StartOf(IsStopLoss(a.type) ? b : a);
    const bool sells = a.side == Side::kSell;
    const Price above = sells ? limit : stop;
    const Price below = sells ? stop : limit;
    const bool is_known = above.raw() != 0 && below.raw() != 0;
    const bool has_last = is_oco && last.raw() != 0;
    const bool is_around = !has_last || (below < last && (above.raw() == 0 || last < above));
    return (!is_known || below < above) && is_around ? RejectReason::kNone
                                                     : RejectReason::kInvalidListPrices;
}

}  // namespace bourse::matching
