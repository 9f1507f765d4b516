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
    const auto owner = Spends(market, order);
    if (balances_[owner].available < HoldOf(market, order, order.quantity)) {
        return RejectReason::kInsufficientBalance;
    }
    if (market.last_price == Price{0}) return RejectReason::kNone;
    const bool is_reached = IsReached(order, market.last_price) ||
                            (market.round && (IsReached(order, market.round->highest) ||
                                              IsReached(order, market.round->lowest)));
    return is_reached ? RejectReason::kWouldTriggerImmediately : RejectReason::kNone;
}

void ReferenceExchange::NoteTrade(Market& market, Price price) {
    for (Order& order : market.orders) {
        if (!order.waits || order.is_due || !IsReached(order, price)) continue;
        order.is_due =
            defect_ != Defect::kStopNeedsPriceBeyond || price != order.conditions.stop_price;
        if (order.is_due && !market.round) market.round = {price, price};
    }
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

// Those above before those below, the nearest to where the price came from first.
ReferenceExchange::Order* ReferenceExchange::NextDue(Market& market) {
    Order* next = nullptr;
    for (Order& order : market.orders) {
        if (!order.waits || !order.is_due) continue;
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
    return next;
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
    Remove(market, id);
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
