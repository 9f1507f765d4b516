// Section 8 of the rules: stop orders.
#include <algorithm>

#include "sim/reference/reference_exchange.h"

namespace bourse::reference {

namespace {

constexpr std::size_t kMaxTriggersInStep = 64;
constexpr std::size_t kMaxBytesInStep = 65'536;

bool IsStopLoss(OrderType type) {
    return type == OrderType::kStopLoss || type == OrderType::kStopLossLimit;
}

}  // namespace

bool ReferenceExchange::WaitsAbove(const Order& order) {
    return order.side == Side::kBuy ? IsStopLoss(order.type) : !IsStopLoss(order.type);
}

bool ReferenceExchange::IsReached(const Order& order, Price price) {
    const Price stop = order.conditions.stop_price;
    return WaitsAbove(order) ? price >= stop : price <= stop;
}

RejectReason ReferenceExchange::CheckStop(const Market& market, const Order& order) {
    if (order.follows_at_once && market.last_price == Price{0}) return RejectReason::kNoLiquidity;
    const auto owner = Spends(market, order);
    if (balances_[owner].available < HoldOf(market, order, order.quantity)) {
        return RejectReason::kInsufficientBalance;
    }
    if (IsStopReached(market, order)) return RejectReason::kWouldTriggerImmediately;
    return HasRoomToTrail(market, order) ? RejectReason::kNone : RejectReason::kCapacity;
}

bool ReferenceExchange::IsStopReached(const Market& market, const Order& order) const {
    if (market.last_price == Price{0} || order.follows_at_once) return false;
    return IsReached(order, market.last_price) ||
           (market.round &&
            (IsReached(order, market.round->highest) || IsReached(order, market.round->lowest)));
}

void ReferenceExchange::NoteTrade(Market& market, Price price) {
    bool is_one_due = false;
    for (Order& order : market.orders) {
        if (!order.waits || order.is_due || order.extreme || !IsReached(order, price)) continue;
        order.is_due =
            defect_ != Defect::kStopNeedsPriceBeyond || price != order.conditions.stop_price;
        is_one_due = is_one_due || order.is_due;
    }
    for (const OrderId id : Follow(market, price)) {
        market.trailed_due.push_back(id);
        is_one_due = true;
    }
    if (is_one_due && !market.round) market.round = {price, price};
    if (!market.round) return;
    market.round->highest = std::max(market.round->highest, price);
    market.round->lowest = std::min(market.round->lowest, price);
}

void ReferenceExchange::QueueTriggers(const Market& market) {
    const bool is_queued =
        std::find(triggered_.begin(), triggered_.end(), market.id) != triggered_.end();
    const bool has_steps = market.round.has_value() || !market.releases.empty();
    if (!has_steps || is_queued || market.mode != SymbolMode::kContinuous) return;
    triggered_.push_back(market.id);
}

// Those above before those below, the nearest to where the price came from first; then those that
// trailed, in turn.
ReferenceExchange::Order* ReferenceExchange::NextDue(Market& market) {
    Order* next = nullptr;
    for (Order& order : market.orders) {
        if (!order.waits || !order.is_due || order.extreme) continue;
        if (next == nullptr) {
            next = &order;
            continue;
        }
        const Price stop = order.conditions.stop_price;
        const Price best = next->conditions.stop_price;
        const bool is_first = WaitsAbove(order) != WaitsAbove(*next)
                                  ? WaitsAbove(order)
                                  : (WaitsAbove(order) ? stop < best : stop > best);
        if (is_first) next = &order;
    }
    if (next != nullptr) return next;
    for (const OrderId id : market.trailed_due) {
        const auto found = std::ranges::find(market.orders, id, &Order::id);
        if (found != market.orders.end()) return &*found;
    }
    market.trailed_due.clear();
    return nullptr;
}

void ReferenceExchange::TriggerStep() {
    Market& market = *FindMarket(triggered_.front());
    triggered_.pop_front();
    const std::size_t start = events_->size();
    for (std::size_t i = 0; i < kMaxTriggersInStep && events_->size() < start + kMaxBytesInStep;
         ++i) {
        if (!market.releases.empty()) {
            const std::uint64_t list = market.releases.front();
            market.releases.pop_front();
            Release(market, list);
            continue;
        }
        const Order* due = NextDue(market);
        if (due == nullptr) break;
        Trigger(market, due->id);
    }
    if (NextDue(market) == nullptr) market.round.reset();
    QueueTriggers(market);
}

void ReferenceExchange::Trigger(Market& market, OrderId id) {
    Order order = Find(market, id);
    if (order.conditions.trailing_delta != 0 && !order.extreme) return StartTrailing(market, id);
    Remove(market, id);
    std::erase(market.trailed_due, id);
    const Order waiting = order;
    const bool is_market =
        order.type == OrderType::kStopLoss || order.type == OrderType::kTakeProfit;
    order.waits = order.is_due = false;
    order.type = is_market ? OrderType::kMarket : OrderType::kLimit;
    auto& event = Say<OrderTriggered>();
    event.order = order.id;
    event.account = order.account;
    event.symbol = market.id;
    event.side = order.side;
    event.type = order.type;
    event.price = order.price;
    event.quantity = Quantity{order.open};
    event.last_price = market.last_price;
    if (order.list != 0 && lists_.at(order.list).stage == OrderList::Stage::kPair) {
        EndPair(market, lists_.at(order.list), waiting);
    }
    const bool is_filled = is_market
                               ? RunAsMarket(market, order, HoldOf(market, waiting, order.open))
                               : Match(market, order, std::nullopt);
    if (order.list != 0 && !IsInBook(market, id)) EndLeg(market, order.list, id, is_filled);
}

bool ReferenceExchange::RunAsMarket(Market& market, Order& order, Natural hold) {
    Release(Spends(market, order), hold);
    if (Queue(market, order).empty()) {
        Expire(market, order, ExpiryReason::kInsufficientLiquidity);
        return false;
    }
    const Natural spent = DryRun(market, order).spent;
    const Natural needed = order.side == Side::kBuy ? spent : BaseAmount(market, order.open);
    if (balances_[Spends(market, order)].available < needed) {
        Expire(market, order, ExpiryReason::kRejectedAtTrigger, RejectReason::kInsufficientBalance);
        return false;
    }
    Hold(Spends(market, order), spent);
    return Match(market, order, std::nullopt);
}

}  // namespace bourse::reference
