// Section 9 of the rules: order lists.
#include <algorithm>

#include "sim/reference/reference_exchange.h"

namespace bourse::reference {

namespace {

bool IsStopType(OrderType type) { return static_cast<int>(type) >= 4; }

bool IsStopLossType(OrderType type) {
    return type == OrderType::kStopLoss || type == OrderType::kStopLossLimit;
}

bool IsTakingType(OrderType type) {
    return type == OrderType::kLimitMaker || type == OrderType::kTakeProfit ||
           type == OrderType::kTakeProfitLimit;
}

// Whether the two are a pair for an OCO.
bool IsPair(const OrderInstruction& a, const OrderInstruction& b) {
    if (a.side != b.side || a.quantity != b.quantity) return false;
    return (IsStopLossType(a.type) && IsTakingType(b.type)) ||
           (IsStopLossType(b.type) && IsTakingType(a.type));
}

std::size_t LegsOf(OrderListKind kind) {
    const auto number = static_cast<int>(kind);
    if (number < 1 || number > 5) return 0;
    return kind == OrderListKind::kOtoco || kind == OrderListKind::kOpoco ? 3 : 2;
}

bool IsListShaped(const PlaceOrderList& command) {
    const OrderInstruction* legs = command.legs;
    const std::size_t count = LegsOf(command.kind);
    if (count == 0 || legs[1].symbol != legs[0].symbol) return false;
    if (command.kind == OrderListKind::kOco) return IsPair(legs[0], legs[1]);
    if (legs[0].type != OrderType::kLimit && legs[0].type != OrderType::kLimitMaker) return false;
    if (count == 2) return legs[1].quote_quantity == Amount{0};
    return legs[2].symbol == legs[0].symbol && IsPair(legs[1], legs[2]);
}

Price StartPrice(const OrderInstruction& leg) {
    return leg.type == OrderType::kLimitMaker ? leg.price : leg.conditions.stop_price;
}

// SELL: taking leg > last > stop leg; BUY: the reverse. The last price counts for an OCO only.
bool ArePricesInOrder(const PlaceOrderList& command, Price last) {
    const bool is_oco = command.kind == OrderListKind::kOco;
    if (!is_oco && LegsOf(command.kind) == 2) return true;
    const OrderInstruction* pair = is_oco ? command.legs : command.legs + 1;
    const bool is_stop_first = IsStopLossType(pair[0].type);
    Price high = StartPrice(pair[is_stop_first ? 1 : 0]);
    Price low = StartPrice(pair[is_stop_first ? 0 : 1]);
    if (pair[0].side != Side::kSell) std::swap(high, low);
    // A trailing leg without a stop price starts from wherever the price is.
    const bool has_both = low != Price{0} && high != Price{0};
    if (has_both && low >= high) return false;
    if (!is_oco || last == Price{0}) return true;
    return (low == Price{0} || low < last) && (high == Price{0} || last < high);
}

}  // namespace

bool ReferenceExchange::IsInBook(const Market& market, OrderId id) const {
    return std::ranges::any_of(market.orders, [id](const Order& order) {
        return order.id == id && !order.waits && !order.is_pending;
    });
}

RejectReason ReferenceExchange::Do(const PlaceOrderList& command) {
    const AccountId account = command.header.account;
    RejectReason reason = CheckMarket(account, command.legs[0].symbol);
    if (reason != RejectReason::kNone) return reason;
    Market& market = *FindMarket(command.legs[0].symbol);
    if (!IsListShaped(command)) return RejectReason::kInvalidOrderList;
    if (!ArePricesInOrder(command, market.last_price)) return RejectReason::kInvalidListPrices;
    if (!IsClientOrderId(command.list_client_id)) return RejectReason::kInvalidClientOrderId;
    const std::span<const OrderInstruction> legs(command.legs, LegsOf(command.kind));
    for (std::size_t i = 0; i < legs.size(); ++i) {
        reason = CheckFields(market, legs[i]);
        if (reason != RejectReason::kNone) return reason;
        reason = CheckFilters(account, market, legs[i], legs.first(i));
        if (reason != RejectReason::kNone) return reason;
    }
    if (command.kind == OrderListKind::kOpo || command.kind == OrderListKind::kOpoco) {
        return RejectReason::kUnsupportedOrder;
    }
    reason = CheckListEntry(market, command);
    if (reason != RejectReason::kNone) return reason;
    EnterList(market, command);
    QueueTriggers(market);
    return RejectReason::kNone;
}

ReferenceExchange::Order ReferenceExchange::LegOf(
    const Market& market, AccountId account, const OrderInstruction& leg
) {
    Order order;
    order.account = account;
    order.side = leg.side;
    order.type = leg.type;
    order.time_in_force = leg.time_in_force;
    order.self_trade_prevention = leg.self_trade_prevention == SelfTradePrevention::kSymbolDefault
                                      ? market.definition.default_self_trade_prevention
                                      : leg.self_trade_prevention;
    order.trade_group = CustomerOf(account).trade_group;
    order.price = leg.price;
    order.quantity = order.open = leg.quantity.raw();
    order.client_order_id = leg.client_order_id;
    order.conditions = leg.conditions;
    SetTrailing(market, order);
    return order;
}

RejectReason ReferenceExchange::CheckListEntry(
    const Market& market, const PlaceOrderList& command
) {
    const AccountId account = command.header.account;
    const std::size_t count = LegsOf(command.kind);
    for (std::size_t i = 0; i < count; ++i) {
        const ClientOrderId& id = command.legs[i].client_order_id;
        if (HasClientOrderId(account, market, id)) return RejectReason::kDuplicateClientOrderId;
        for (std::size_t j = 0; j < i; ++j) {
            if (!id.empty() && command.legs[j].client_order_id.view() == id.view()) {
                return RejectReason::kDuplicateClientOrderId;
            }
        }
    }
    std::vector<Order> at_once = {LegOf(market, account, command.legs[0])};
    if (command.kind == OrderListKind::kOco) {
        at_once.push_back(LegOf(market, account, command.legs[1]));
    }
    Natural needed;
    bool lacks_price = false;
    for (const Order& leg : at_once) {
        if (leg.type == OrderType::kLimitMaker && !Queue(market, leg).empty()) {
            return RejectReason::kWouldMatchImmediately;
        }
        lacks_price = lacks_price || (leg.follows_at_once && market.last_price == Price{0});
        needed = std::max(needed, HoldOf(market, leg, leg.quantity));
    }
    if (lacks_price) return RejectReason::kNoLiquidity;
    if (balances_[Spends(market, at_once[0])].available < needed) {
        return RejectReason::kInsufficientBalance;
    }
    for (const Order& leg : at_once) {
        if (IsStopType(leg.type) && IsStopReached(market, leg)) {
            return RejectReason::kWouldTriggerImmediately;
        }
    }
    const std::uint32_t max_lists = market.definition.filters.max_order_lists;
    std::uint32_t open = 0;
    bool is_twin = false;
    for (const auto& [id, list] : lists_) {
        if (list.account != account || list.symbol != market.id) continue;
        ++open;
        is_twin = is_twin || (!list.client_id.empty() &&
                              list.client_id.view() == command.list_client_id.view());
    }
    if (max_lists != 0 && open >= max_lists) return RejectReason::kFilterMaxOrderLists;
    if (is_twin) return RejectReason::kDuplicateListClientId;
    const bool has_room =
        std::ranges::all_of(at_once, [&](const Order& leg) { return HasRoomToTrail(market, leg); });
    return has_room ? RejectReason::kNone : RejectReason::kCapacity;
}

void ReferenceExchange::SayAccepted(
    const Market& market, const Order& order, const OrderInstruction& from
) {
    auto& event = Say<OrderAccepted>();
    event.order = order.id;
    event.account = order.account;
    event.symbol = market.id;
    event.side = order.side;
    event.type = order.type;
    event.time_in_force = order.time_in_force;
    event.self_trade_prevention = order.self_trade_prevention;
    event.trade_group = order.trade_group;
    event.price = order.price;
    event.quantity = Quantity{order.quantity};
    event.quote_quantity = from.quote_quantity;
    event.client_order_id = order.client_order_id;
    event.conditions = from.conditions;
    event.order_list = OrderListId{order.list};
    event.phase = order.is_pending         ? OrderPhase::kPending
                  : IsStopType(order.type) ? OrderPhase::kUntriggered
                                           : OrderPhase::kEntering;
}

void ReferenceExchange::EnterList(Market& market, const PlaceOrderList& command) {
    const bool is_oco = command.kind == OrderListKind::kOco;
    OrderList list;
    list.id = ++list_count_;
    list.account = command.header.account;
    list.symbol = market.id;
    list.stage = is_oco ? OrderList::Stage::kPair : OrderList::Stage::kWorking;
    list.client_id = command.list_client_id;
    const std::size_t count = LegsOf(command.kind);
    for (std::size_t i = 0; i < count; ++i) list.legs.push_back(OrderId{++order_count_});
    auto& event = Say<OrderListAccepted>();
    event.order_list = OrderListId{list.id};
    event.account = list.account;
    event.symbol = market.id;
    event.kind = command.kind;
    event.leg_count = static_cast<std::uint8_t>(count);
    for (std::size_t i = 0; i < count; ++i) event.orders[i] = list.legs[i];
    event.list_client_id = list.client_id;

    for (std::size_t i = 0; i < count; ++i) {
        Order leg = LegOf(market, list.account, command.legs[i]);
        leg.id = list.legs[i];
        leg.list = list.id;
        leg.is_pending = !is_oco && i > 0;
        SayAccepted(market, leg, command.legs[i]);
        leg.is_pending = true;
        market.orders.push_back(leg);
    }
    lists_[list.id] = list;
    if (is_oco) return StartPair(market, lists_[list.id]);
    Order working = Find(market, list.legs[0]);
    Remove(market, working.id);
    RunLeg(market, list.id, working, HoldOf(market, working, working.open));
}

void ReferenceExchange::StartPair(Market& market, OrderList& list) {
    list.stage = OrderList::Stage::kPair;
    const Order first = Find(market, list.legs[0]);
    const Order second = Find(market, list.legs[1]);
    const Natural one = HoldOf(market, first, first.open);
    const Natural two = HoldOf(market, second, second.open);
    Hold(Spends(market, first), std::max(one, two));
    for (Order leg : {first, second}) {
        Remove(market, leg.id);
        leg.is_pending = false;
        leg.waits = IsStopType(leg.type);
        if (leg.waits) {
            market.orders.push_back(leg);
            if (leg.follows_at_once) StartTrailing(market, leg.id);
        } else {
            Finish(market, leg, std::nullopt);
        }
    }
}

// A leg that meets the book now; `hold` is what it holds from now on.
void ReferenceExchange::RunLeg(Market& market, std::uint64_t list, Order order, Natural hold) {
    order.is_pending = false;
    Hold(Spends(market, order), hold);
    const bool is_filled = Match(market, order, std::nullopt);
    if (!IsInBook(market, order.id)) EndLeg(market, list, order.id, is_filled);
}

void ReferenceExchange::EndLeg(Market& market, std::uint64_t id, OrderId leg, bool is_filled) {
    OrderList& list = lists_.at(id);
    std::erase(list.legs, leg);
    if (list.stage == OrderList::Stage::kWorking) {
        if (is_filled) {
            list.stage = OrderList::Stage::kReleasing;
            market.releases.push_back(id);
            return;
        }
        for (const OrderId other : list.legs) {
            ExpireLeg(market, other, ExpiryReason::kWorkingLegEnded, RejectReason::kNone);
        }
        list.legs.clear();
    }
    if (list.legs.empty()) Complete(id, OrderListEnd::kDone);
}

void ReferenceExchange::Complete(std::uint64_t id, OrderListEnd end) {
    const OrderList list = lists_.at(id);
    lists_.erase(id);
    auto& event = Say<OrderListCompleted>();
    event.order_list = OrderListId{id};
    event.account = list.account;
    event.symbol = list.symbol;
    event.end = end;
}

void ReferenceExchange::ExpireLeg(
    Market& market, OrderId id, ExpiryReason reason, RejectReason reject_reason
) {
    const bool rests = IsInBook(market, id);
    const Order leg = Find(market, id);
    Remove(market, id);
    auto& event = Say<OrderExpired>();
    event.order = leg.id;
    event.account = leg.account;
    event.symbol = market.id;
    event.side = leg.side;
    event.reason = reason;
    event.reject_reason = reject_reason;
    event.price = leg.price;
    event.quantity = Quantity{leg.open};
    event.hidden = Quantity{HiddenOf(leg)};
    if (rests) event.update_id = UpdateId{++market.updates};
}

// The other leg expires; what the two held and `kept` does not need is given back.
void ReferenceExchange::EndPair(Market& market, OrderList& list, const Order& kept) {
    const OrderId other_id = list.legs[0] == kept.id ? list.legs[1] : list.legs[0];
    const Order other = Find(market, other_id);
    const Natural own = HoldOf(market, kept, other.open);
    const Natural both = std::max(own, HoldOf(market, other, other.open));
    list.stage = OrderList::Stage::kSingle;
    list.legs = {kept.id};
    ExpireLeg(market, other_id, ExpiryReason::kOcoTriggered, RejectReason::kNone);
    if (defect_ == Defect::kPairHoldKept) return;
    ReferenceExchange::Release(Spends(market, other), both - own);
}

void ReferenceExchange::SettleLegs(Market& market) {
    const std::vector<TakenLeg> taken = taken_legs_;
    taken_legs_.clear();
    for (const auto& [leg, has_ended, is_filled] : taken) {
        OrderList& list = lists_.at(leg.list);
        if (list.stage == OrderList::Stage::kPair) EndPair(market, list, leg);
        if (has_ended) EndLeg(market, leg.list, leg.id, is_filled);
    }
}

RejectReason ReferenceExchange::CheckRelease(Market& market, const OrderList& list) {
    Natural needed;
    std::vector<Order> legs;
    for (const OrderId id : list.legs) {
        legs.push_back(Find(market, id));
        if (legs.back().type == OrderType::kLimitMaker && !Queue(market, legs.back()).empty()) {
            return RejectReason::kWouldMatchImmediately;
        }
        needed = std::max(needed, HoldOf(market, legs.back(), legs.back().open));
    }
    if (legs[0].type == OrderType::kMarket) {
        if (Queue(market, legs[0]).empty()) return RejectReason::kNoLiquidity;
        needed = legs[0].side == Side::kBuy ? DryRun(market, legs[0]).spent
                                            : BaseAmount(market, legs[0].open);
    }
    if (balances_[Spends(market, legs[0])].available < needed) {
        return RejectReason::kInsufficientBalance;
    }
    for (const Order& leg : legs) {
        if (IsStopType(leg.type) && IsStopReached(market, leg)) {
            return RejectReason::kWouldTriggerImmediately;
        }
    }
    const bool has_room =
        std::ranges::all_of(legs, [&](const Order& leg) { return HasRoomToTrail(market, leg); });
    return has_room ? RejectReason::kNone : RejectReason::kCapacity;
}

void ReferenceExchange::Release(Market& market, std::uint64_t id) {
    if (!lists_.contains(id)) return;
    OrderList& list = lists_.at(id);
    for (const OrderId leg_id : list.legs) {
        SetTrailing(market, Find(market, leg_id));
        const Order leg = Find(market, leg_id);
        auto& event = Say<OrderReleased>();
        event.order = leg.id;
        event.account = leg.account;
        event.symbol = market.id;
        event.side = leg.side;
        event.type = leg.type;
        event.phase = IsStopType(leg.type) ? OrderPhase::kUntriggered : OrderPhase::kEntering;
        event.price = leg.price;
        event.quantity = Quantity{leg.open};
        event.order_list = OrderListId{id};
    }
    const RejectReason reason = CheckRelease(market, list);
    if (reason != RejectReason::kNone) {
        const bool is_empty = reason == RejectReason::kNoLiquidity;
        for (const OrderId leg : list.legs) {
            ExpireLeg(
                market,
                leg,
                is_empty ? ExpiryReason::kInsufficientLiquidity : ExpiryReason::kRejectedAtTrigger,
                is_empty ? RejectReason::kNone : reason
            );
        }
        return Complete(id, OrderListEnd::kDone);
    }
    if (list.legs.size() == 2) return StartPair(market, list);
    list.stage = OrderList::Stage::kSingle;
    Order leg = Find(market, list.legs[0]);
    Remove(market, leg.id);
    const Natural hold =
        leg.type == OrderType::kMarket ? DryRun(market, leg).spent : HoldOf(market, leg, leg.open);
    if (!IsStopType(leg.type)) return RunLeg(market, id, leg, hold);
    leg.is_pending = false;
    leg.waits = true;
    Hold(Spends(market, leg), hold);
    market.orders.push_back(leg);
    if (leg.follows_at_once) StartTrailing(market, leg.id);
}

RejectReason ReferenceExchange::Do(const CancelOrderList& command) {
    Market* market = FindMarket(command.symbol);
    if (market == nullptr) return RejectReason::kUnknownSymbol;
    const ClientOrderId& name = command.list_client_id;
    const std::uint64_t wanted = command.list.raw();
    if (!IsClientOrderId(name) || (wanted == 0 && name.empty())) {
        return RejectReason::kUnknownOrderList;
    }
    for (const auto& [id, list] : lists_) {
        if (list.account != command.header.account || list.symbol != market->id) continue;
        if (wanted != 0 && wanted != id) continue;
        if (!name.empty() && name.view() != list.client_id.view()) continue;
        CancelList(*market, id, OrderId{0}, CancelCause::kOrderList, command.cancel_id);
        return RejectReason::kNone;
    }
    return RejectReason::kUnknownOrderList;
}

std::size_t ReferenceExchange::CancelList(
    Market& market,
    std::uint64_t id,
    OrderId named,
    CancelCause cause,
    const ClientOrderId& cancel_id
) {
    const OrderList list = lists_.at(id);
    const bool is_pair = list.stage == OrderList::Stage::kPair;
    if (is_pair) {
        const Order first = Find(market, list.legs[0]);
        const Order second = Find(market, list.legs[1]);
        Release(
            Spends(market, first),
            std::max(HoldOf(market, first, first.open), HoldOf(market, second, second.open))
        );
    }
    for (const OrderId leg_id : list.legs) {
        const Order leg = Find(market, leg_id);
        if (!is_pair && !leg.is_pending) {
            Release(Spends(market, leg), HoldOf(market, leg, leg.open));
        }
        const bool rests = IsInBook(market, leg_id);
        Remove(market, leg_id);
        auto& event = Say<OrderCanceled>();
        event.order = leg.id;
        event.account = leg.account;
        event.symbol = market.id;
        event.side = leg.side;
        event.cause = leg.id == named ? cause : CancelCause::kOrderList;
        event.price = leg.price;
        event.quantity = Quantity{leg.open};
        event.hidden = Quantity{HiddenOf(leg)};
        if (rests) event.update_id = UpdateId{++market.updates};
        event.cancel_id = cancel_id;
    }
    Complete(id, OrderListEnd::kCanceled);
    return list.legs.size();
}

}  // namespace bourse::reference
