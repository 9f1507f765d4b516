// Section 7 of the rules: cancel, amend, cancel-replace, cancel-all.
#include <algorithm>
#include <cstring>

#include "sim/reference/reference_exchange.h"

namespace bourse::reference {

namespace {

constexpr std::size_t kMaxCancelsInStep = 256;
constexpr std::size_t kMaxPending = 65'536;

bool IsSame(const ClientOrderId& a, const ClientOrderId& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

}  // namespace

// By id, by client order id, or by both; null when there is no such open order of the account.
ReferenceExchange::Order* ReferenceExchange::FindReferenced(
    AccountId account, const OrderReference& reference
) {
    const bool has_id = reference.order != OrderId{0};
    const bool has_client_id = !IsSame(reference.client_order_id, ClientOrderId{});
    if (!has_id && !has_client_id) return nullptr;
    for (Order& order : FindMarket(reference.symbol)->orders) {
        if (order.account == account && (!has_id || order.id == reference.order) &&
            (!has_client_id || IsSame(order.client_order_id, reference.client_order_id))) {
            return &order;
        }
    }
    return nullptr;
}

RejectReason ReferenceExchange::CheckCancel(const Order* order, CancelRestriction restriction)
    const {
    if (order == nullptr) return RejectReason::kUnknownOrder;
    switch (restriction) {
        case CancelRestriction::kNone:
            return RejectReason::kNone;
        case CancelRestriction::kOnlyNew:
            if (order->executed == 0) return RejectReason::kNone;
            break;
        case CancelRestriction::kOnlyPartiallyFilled:
            if (order->executed > 0) return RejectReason::kNone;
            break;
    }
    return RejectReason::kCancelRestriction;
}

std::size_t ReferenceExchange::Cancel(
    Market& market, OrderId id, CancelCause cause, const ClientOrderId& cancel_id
) {
    const Order order = Find(market, id);
    if (order.list != 0) return CancelList(market, order.list, id, cause, cancel_id);
    Remove(market, id);
    Release(Spends(market, order), HoldOf(market, order, order.open));
    auto& event = Say<OrderCanceled>();
    event.order = order.id;
    event.account = order.account;
    event.symbol = market.id;
    event.side = order.side;
    event.cause = cause;
    event.price = order.price;
    event.quantity = Quantity{order.open};
    event.hidden = Quantity{HiddenOf(order)};
    if (!order.waits) event.update_id = UpdateId{++market.updates};
    event.cancel_id = cancel_id;
    return 1;
}

RejectReason ReferenceExchange::Do(const CancelOrder& command) {
    Market* market = FindMarket(command.reference.symbol);
    if (market == nullptr) return RejectReason::kUnknownSymbol;
    const Order* order = FindReferenced(command.header.account, command.reference);
    const RejectReason reason = CheckCancel(order, command.restriction);
    if (reason != RejectReason::kNone) return reason;

    Cancel(*market, order->id, CancelCause::kRequested, command.cancel_id);
    return RejectReason::kNone;
}

RejectReason ReferenceExchange::Do(const AmendOrder& command) {
    const AccountId account = command.header.account;
    if (CustomerOf(account).status == AccountStatus::kFrozen) return RejectReason::kAccountFrozen;
    Market* market = FindMarket(command.reference.symbol);
    if (market == nullptr) return RejectReason::kUnknownSymbol;
    if (market->mode == SymbolMode::kHalted) return RejectReason::kMarketHalted;
    if (!IsClientOrderId(command.client_order_id)) return RejectReason::kInvalidClientOrderId;
    Order* order = FindReferenced(account, command.reference);
    if (order == nullptr) return RejectReason::kUnknownOrder;
    if (order->list != 0) return RejectReason::kUnsupportedOrder;
    if (!IsSame(command.client_order_id, order->client_order_id) &&
        HasClientOrderId(account, *market, command.client_order_id)) {
        return RejectReason::kDuplicateClientOrderId;
    }
    const std::int64_t quantity = command.quantity.raw();
    const std::int64_t done = order->quantity - order->open;  // executed and prevented
    if (quantity <= done || quantity >= order->quantity) return RejectReason::kAmendNotSmaller;
    const SymbolFilters& filters = market->definition.filters;
    if (command.quantity < filters.quantity_min || command.quantity > filters.quantity_max) {
        return RejectReason::kFilterLotSize;
    }
    const bool will_be_market =
        order->type == OrderType::kStopLoss || order->type == OrderType::kTakeProfit;
    const Natural notional =
        Notional(*market, will_be_market ? order->conditions.stop_price : order->price, quantity);
    const bool is_too_high =
        filters.notional_max != Amount{0} && notional > Natural{filters.notional_max.raw()};
    if (notional < Natural{filters.notional_min.raw()} || is_too_high) {
        return RejectReason::kFilterNotional;
    }
    if (filters.max_order_amends != 0 && order->amends >= filters.max_order_amends) {
        return RejectReason::kAmendLimit;
    }

    const std::int64_t reduced_by = order->quantity - quantity;
    const std::int64_t hidden_by = std::min(reduced_by, HiddenOf(*order));
    if (order->shown != 0) order->shown -= reduced_by - hidden_by;
    Release(Spends(*market, *order), HoldOf(*market, *order, reduced_by));
    order->quantity = quantity;
    order->open -= reduced_by;
    ++order->amends;
    if (!command.client_order_id.empty()) order->client_order_id = command.client_order_id;
    auto& event = Say<OrderAmended>();
    event.order = order->id;
    event.account = account;
    event.symbol = market->id;
    event.side = order->side;
    event.price = order->price;
    event.quantity = command.quantity;
    event.reduced_by = Quantity{reduced_by};
    event.hidden = Quantity{hidden_by};
    if (!order->waits && hidden_by < reduced_by) event.update_id = UpdateId{++market->updates};
    event.client_order_id = order->client_order_id;
    if (defect_ == Defect::kAmendLosesPriority) {
        market->orders.push_back(*order);
        market->orders.erase(std::find_if(
            market->orders.begin(),
            market->orders.end(),
            [&event](const Order& o) { return o.id == event.order; }
        ));
    }
    return RejectReason::kNone;
}

RejectReason ReferenceExchange::Do(const CancelReplaceOrder& command) {
    const AccountId account = command.header.account;
    if (CustomerOf(account).status == AccountStatus::kFrozen) return RejectReason::kAccountFrozen;
    Market* canceled_market = FindMarket(command.reference.symbol);
    if (canceled_market == nullptr) return RejectReason::kUnknownSymbol;
    const OrderInstruction& instruction = command.instruction;
    RejectReason reason = CheckMarket(account, instruction.symbol);
    if (reason != RejectReason::kNone) return reason;
    const Market& market = *FindMarket(instruction.symbol);
    reason = CheckFields(market, instruction);
    if (reason != RejectReason::kNone) return reason;
    reason = CheckFilters(account, market, instruction);
    if (reason != RejectReason::kNone) return reason;
    if (command.mode != CancelReplaceMode::kStopOnFailure &&
        command.mode != CancelReplaceMode::kAllowFailure) {
        return RejectReason::kInvalidCancelReplaceMode;
    }

    const std::size_t start = events_->size();
    Say<CancelReplaceApplied>();
    CancelReplaceApplied applied;
    std::memcpy(&applied, events_->data() + start, sizeof applied);
    const Order* order = FindReferenced(account, command.reference);
    applied.cancel_reason = CheckCancel(order, command.restriction);
    if (applied.cancel_reason == RejectReason::kNone) {
        if (canceled_market == &market) replaced_place_ = order - market.orders.data();
        Cancel(*canceled_market, order->id, CancelCause::kReplaced, command.cancel_id);
    }
    if (applied.cancel_reason == RejectReason::kNone ||
        command.mode == CancelReplaceMode::kAllowFailure) {
        applied.place = CancelReplaceApplied::Place::kAttempted;
        applied.place_reason = Enter(account, instruction);
    }
    replaced_place_.reset();
    std::memcpy(events_->data() + start, &applied, sizeof applied);
    return RejectReason::kNone;
}

RejectReason ReferenceExchange::Do(const CancelAllOrders& command) {
    if (FindMarket(command.symbol) == nullptr) return RejectReason::kUnknownSymbol;
    if (pending_.size() == kMaxPending) return RejectReason::kCapacity;

    PendingCancelAll pending{
        command.header, command.symbol, command.cancel_id, OrderId{order_count_}};
    if (!CancelStep(pending)) pending_.push_back(pending);
    return RejectReason::kNone;
}

RejectReason ReferenceExchange::Do(const Continue&) {
    if (pending_.empty() && triggered_.empty()) return RejectReason::kNothingToContinue;

    if (!pending_.empty() && CancelStep(pending_.front())) pending_.pop_front();
    if (!triggered_.empty()) TriggerStep();
    return RejectReason::kNone;
}

// Cancels up to 256 orders; true when none is left.
bool ReferenceExchange::CancelStep(PendingCancelAll& pending) {
    Market& market = *FindMarket(pending.symbol);
    const bool takes_newer = defect_ == Defect::kCancelAllTakesNewerOrders;
    std::vector<OrderId> ids;
    for (const Order& order : market.orders) {
        if (order.account == pending.header.account &&
            (order.id <= pending.last_order || takes_newer)) {
            ids.push_back(order.id);
        }
    }
    std::sort(ids.begin(), ids.end());
    std::size_t count = 0;
    bool is_done = true;
    for (const OrderId id : ids) {
        // A leg may have gone with its list.
        const bool is_open =
            std::ranges::any_of(market.orders, [id](const Order& order) { return order.id == id; });
        if (!is_open) continue;
        is_done = count < kMaxCancelsInStep;
        if (!is_done) break;
        count += Cancel(market, id, CancelCause::kCancelAll, pending.cancel_id);
    }
    pending.canceled += count;
    if (!is_done) return false;

    auto& event = Say<CancelAllCompleted>();
    event.session = pending.header.session;
    event.number = pending.header.number;
    event.account = pending.header.account;
    event.symbol = pending.symbol;
    event.canceled = pending.canceled;
    return true;
}

}  // namespace bourse::reference
