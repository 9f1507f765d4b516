// Section 4 of the rules: matching.
#include <algorithm>

#include "sim/reference/reference_exchange.h"

namespace bourse::reference {

namespace {

constexpr std::size_t kMaxVisits = 4096;

bool IsAcceptable(Side side, Price limit, Price resting) {
    return side == Side::kBuy ? resting <= limit : resting >= limit;
}

}  // namespace

Natural ReferenceExchange::Notional(const Market& market, Price price, std::int64_t quantity)
    const {
    return Natural{price.raw()} * Natural{quantity} * market.notional_unit;
}

Natural ReferenceExchange::BaseAmount(const Market& market, std::int64_t quantity) const {
    return Natural{quantity} * Natural{market.definition.lot_size};
}

ReferenceExchange::AccountAsset ReferenceExchange::Spends(const Market& market, const Order& order)
    const {
    const SymbolDefinition& definition = market.definition;
    return {order.account, order.side == Side::kBuy ? definition.quote : definition.base};
}

// What is held for `quantity` lots of the order. A MARKET order holds exactly what it will spend,
// so nothing of it is ever left to release.
Natural ReferenceExchange::HoldOf(const Market& market, const Order& order, std::int64_t quantity)
    const {
    if (order.type == OrderType::kMarket) return Natural{};
    const bool will_be_market =
        order.type == OrderType::kStopLoss || order.type == OrderType::kTakeProfit;
    const Price price = will_be_market ? order.conditions.stop_price : order.price;
    return order.side == Side::kBuy ? Notional(market, price, quantity)
                                    : BaseAmount(market, quantity);
}

// The resting orders that the taker may meet, in the order of price and then of arrival.
std::vector<OrderId> ReferenceExchange::Queue(const Market& market, const Order& taker) const {
    std::vector<const Order*> makers;
    for (const Order& order : market.orders) {
        if (!order.waits && !order.is_pending && order.side != taker.side &&
            (taker.type == OrderType::kMarket || IsAcceptable(taker.side, taker.price, order.price)
            )) {
            makers.push_back(&order);
        }
    }
    if (defect_ == Defect::kLastInFirstOut) std::reverse(makers.begin(), makers.end());
    std::stable_sort(makers.begin(), makers.end(), [&taker](const Order* a, const Order* b) {
        return taker.side == Side::kBuy ? a->price < b->price : a->price > b->price;
    });
    std::vector<OrderId> queue;
    for (const Order* maker : makers) queue.push_back(maker->id);
    return queue;
}

ReferenceExchange::Order& ReferenceExchange::Find(Market& market, OrderId id) const {
    const auto found = std::find_if(
        market.orders.begin(), market.orders.end(), [id](const Order& o) { return o.id == id; }
    );
    CHECK(found != market.orders.end());
    return *found;
}

void ReferenceExchange::Remove(Market& market, OrderId id) const {
    std::erase_if(market.orders, [id](const Order& order) { return order.id == id; });
}

std::deque<ReferenceExchange::Tried> ReferenceExchange::TriedQueue(
    const Market& market, const Order& taker
) const {
    std::deque<Tried> queue;
    for (const OrderId id : Queue(market, taker)) {
        const auto found = std::ranges::find_if(market.orders, [id](const Order& order) {
            return order.id == id;
        });
        queue.push_back({&*found, found->shown, HiddenOf(*found)});
    }
    return queue;
}

// Takes lots of the first; an iceberg goes behind all of its price.
void ReferenceExchange::TakeTried(std::deque<Tried>& queue, std::int64_t lots) {
    Tried& first = queue.front();
    first.shown -= lots;
    if (first.shown > 0) return;
    Tried next = first;
    queue.pop_front();
    if (next.hidden == 0) return;
    next.shown = std::min(next.hidden, next.maker->conditions.iceberg_quantity.raw());
    next.hidden -= next.shown;
    const auto place = std::ranges::find_if(queue, [&next](const Tried& other) {
        return other.maker->price != next.maker->price;
    });
    queue.insert(place, next);
}

std::int64_t ReferenceExchange::ShownOf(const Order& order, std::int64_t open) const {
    const std::int64_t most = order.conditions.iceberg_quantity.raw();
    return most == 0 ? open : std::min(most, open);
}

void ReferenceExchange::RefreshIceberg(Market& market, OrderId id) {
    Order order = Find(market, id);
    order.shown = ShownOf(order, order.open);
    if (defect_ == Defect::kIcebergKeepsPlace) {
        Find(market, id) = order;
    } else {
        Remove(market, id);
        market.orders.push_back(order);
    }
    auto& event = Say<IcebergRefreshed>();
    event.order = id;
    event.symbol = market.id;
    event.side = order.side;
    event.price = order.price;
    event.quantity = Quantity{order.shown};
    event.hidden = Quantity{HiddenOf(order)};
    event.update_id = UpdateId{++market.updates};
}

ReferenceExchange::DryWalk ReferenceExchange::DryRun(Market& market, const Order& taker) const {
    DryWalk walk;
    std::int64_t open = taker.open;
    std::size_t visits = 0;
    std::deque<Tried> queue = TriedQueue(market, taker);
    while (!queue.empty()) {
        if (open == 0 || visits++ == kMaxVisits) break;
        const Order& maker = *queue.front().maker;
        const Meeting meeting = Meet(taker, maker);
        if (meeting == Meeting::kExpireMaker) {
            queue.pop_front();
            continue;
        }
        if (meeting == Meeting::kExpireTaker || meeting == Meeting::kExpireBoth) break;
        const std::int64_t lots = std::min(open, queue.front().shown);
        TakeTried(queue, lots);
        open -= lots;
        if (meeting == Meeting::kDecrement) continue;
        if (meeting == Meeting::kTrade) walk.traded += lots;
        walk.spent = walk.spent + (taker.side == Side::kBuy ? Notional(market, maker.price, lots)
                                                            : BaseAmount(market, lots));
    }
    return walk;
}

ReferenceExchange::BudgetWalk ReferenceExchange::WalkWithBudget(
    Market& market, const Order& taker, Natural budget
) const {
    BudgetWalk walk;
    std::size_t visits = 0;
    Natural lot_price;
    bool is_spent = false;
    std::deque<Tried> queue = TriedQueue(market, taker);
    while (!queue.empty()) {
        if (visits++ == kMaxVisits) break;
        const Order& maker = *queue.front().maker;
        const Meeting meeting = Meet(taker, maker);
        if (meeting == Meeting::kExpireMaker) {
            queue.pop_front();
            continue;
        }
        if (meeting == Meeting::kExpireTaker || meeting == Meeting::kExpireBoth) break;
        lot_price = Notional(market, maker.price, 1);
        const std::int64_t shown = queue.front().shown;
        const Natural lots = std::min(Natural{shown}, budget / lot_price);
        walk.lots += lots.ToInt64();
        budget = budget - lots * lot_price;
        is_spent = lots < Natural{shown} || budget < lot_price;
        if (lots < Natural{shown}) break;
        TakeTried(queue, shown);
    }

    const SymbolFilters& filters = market.definition.filters;
    const std::int64_t uncut = walk.lots;
    walk.lots = std::min(walk.lots, filters.quantity_max.raw());
    if (filters.market_quantity_max != Quantity{0}) {
        walk.lots = std::min(walk.lots, filters.market_quantity_max.raw());
    }
    if (walk.lots < std::max(filters.quantity_min, filters.market_quantity_min).raw()) {
        walk.lots = 0;
    }
    if (!is_spent || walk.lots < uncut) walk.expiry = ExpiryReason::kInsufficientLiquidity;
    return walk;
}

bool ReferenceExchange::Match(Market& market, Order& taker, std::optional<ExpiryReason> expiry) {
    const bool is_filled = Walk(market, taker, expiry);
    SettleLegs(market);
    return is_filled;
}

bool ReferenceExchange::Walk(Market& market, Order& taker, std::optional<ExpiryReason> expiry) {
    const bool is_killed = taker.time_in_force == TimeInForce::kFillOrKill &&
                           DryRun(market, taker).traded < taker.quantity &&
                           defect_ != Defect::kFillOrKillFillsPartly;
    if (is_killed) {
        Expire(market, taker, ExpiryReason::kUnfilledFillOrKill);
        return false;
    }

    std::size_t visits = 0;
    std::vector<OrderId> queue = Queue(market, taker);
    for (std::size_t at = 0; at < queue.size(); ++at) {
        const OrderId id = queue[at];
        if (taker.open == 0) break;
        if (visits++ == kMaxVisits) {
            expiry = ExpiryReason::kWorkBound;
            break;
        }
        Order& maker = Find(market, id);
        const Meeting meeting = Meet(taker, maker);
        if (meeting == Meeting::kTrade) {
            Trade(market, taker, maker);
        } else {
            PreventSelfTrade(market, taker, maker, meeting);
        }
        const bool ends_taker =
            meeting == Meeting::kExpireTaker || meeting == Meeting::kExpireBoth ||
            (taker.open == 0 && (meeting == Meeting::kDecrement || meeting == Meeting::kTransfer));
        const bool ends_maker =
            maker.open == 0 || meeting == Meeting::kExpireMaker || meeting == Meeting::kExpireBoth;
        if (maker.list != 0 && meeting != Meeting::kExpireTaker) {
            taken_legs_.push_back({maker, ends_maker, meeting == Meeting::kTrade && maker.open == 0}
            );
        }
        if (ends_maker) {
            Remove(market, id);
        } else if (maker.shown == 0) {
            RefreshIceberg(market, id);
            queue = Queue(market, taker);
            at = static_cast<std::size_t>(-1);
        }
        if (ends_taker) {
            Expire(market, taker, ExpiryReason::kSelfTradePrevention);
            return false;
        }
    }
    Finish(market, taker, expiry);
    return taker.open == 0;
}

// What becomes of the rest, when self-trade prevention did not end the taker. `expiry`: why a
// MARKET by quote quantity, or the walk, ended early.
void ReferenceExchange::Finish(
    Market& market, const Order& taker, std::optional<ExpiryReason> expiry
) {
    if (taker.open > 0 && !expiry) {
        if (taker.type == OrderType::kMarket) {
            expiry = ExpiryReason::kInsufficientLiquidity;
        } else if (taker.time_in_force != TimeInForce::kGoodTillCanceled && defect_ != Defect::kImmediateOrCancelRests) {
            expiry = ExpiryReason::kUnfilledImmediateOrCancel;
        }
    }
    if (expiry) return Expire(market, taker, *expiry);
    if (taker.open == 0) return;

    const bool keeps_place =
        defect_ == Defect::kReplaceKeepsPriority && replaced_place_.has_value();
    const auto place =
        keeps_place ? market.orders.begin() + std::min(*replaced_place_, std::ssize(market.orders))
                    : market.orders.end();
    Order resting = taker;
    resting.shown = ShownOf(taker, taker.open);
    market.orders.insert(place, resting);
    auto& event = Say<OrderRested>();
    event.order = taker.id;
    event.symbol = market.id;
    event.side = taker.side;
    event.price = taker.price;
    event.quantity = Quantity{resting.shown};
    event.hidden = Quantity{taker.open - resting.shown};
    event.update_id = UpdateId{++market.updates};
}

void ReferenceExchange::Trade(Market& market, Order& taker, Order& maker) {
    const std::int64_t lots = std::min(taker.open, maker.shown);
    const bool is_at_taker_price =
        defect_ == Defect::kTakerPrice && taker.type != OrderType::kMarket;
    const Price price = is_at_taker_price ? taker.price : maker.price;
    const FeeTier& taker_tier = fee_tiers_[CustomerOf(taker.account).tier.raw()];
    const FeeTier& maker_tier = fee_tiers_[CustomerOf(maker.account).tier.raw()];
    const Rate maker_rate =
        defect_ == Defect::kMakerPaysTakerRate ? maker_tier.taker : maker_tier.maker;
    const bool is_buy = taker.side == Side::kBuy;
    const Natural buyer_commission =
        Commission(BaseAmount(market, lots), is_buy ? taker_tier.taker : maker_rate);
    const Natural seller_commission =
        Commission(Notional(market, price, lots), is_buy ? maker_rate : taker_tier.taker);

    taker.open -= lots;
    taker.executed += lots;
    maker.open -= lots;
    maker.shown -= lots;
    maker.executed += lots;
    market.last_price = price;
    NoteTrade(market, price);
    auto& event = Say<TradeExecuted>();
    event.trade = TradeId{++market.trades};
    event.symbol = market.id;
    event.taker_side = taker.side;
    event.maker_order = maker.id;
    event.taker_order = taker.id;
    event.maker = maker.account;
    event.taker = taker.account;
    event.price = price;
    event.quantity = Quantity{lots};
    event.notional = Amount{Notional(market, price, lots).ToInt64()};
    event.maker_commission = Amount{(is_buy ? seller_commission : buyer_commission).ToInt64()};
    event.taker_commission = Amount{(is_buy ? buyer_commission : seller_commission).ToInt64()};
    event.maker_open = Quantity{maker.open};
    event.taker_open = Quantity{taker.open};
    event.update_id = UpdateId{++market.updates};
    Settle(
        {market,
         is_buy ? taker : maker,
         is_buy ? maker : taker,
         price,
         lots,
         buyer_commission,
         seller_commission}
    );
}

void ReferenceExchange::Settle(const Settlement& settlement) {
    const auto& [market, buy, sell, price, lots, buyer_commission, seller_commission] = settlement;
    const AssetId base = market.definition.base;
    const AssetId quote = market.definition.quote;
    const Natural notional = Notional(market, price, lots);
    const Natural base_amount = BaseAmount(market, lots);
    Take({buy.account, quote}, notional);
    Take({sell.account, base}, base_amount);
    Give({buy.account, base}, base_amount - buyer_commission);
    Give({kCommissionAccount, base}, buyer_commission);
    Give({sell.account, quote}, notional - seller_commission);
    Give({kCommissionAccount, quote}, seller_commission);
    if (buy.type == OrderType::kMarket || defect_ == Defect::kBetterPriceKept) return;
    Release({buy.account, quote}, Notional(market, buy.price, lots) - notional);
}

// The order must be removed by the caller when it rests.
void ReferenceExchange::Expire(
    Market& market, const Order& order, ExpiryReason reason, RejectReason reject_reason
) {
    const bool rests = std::any_of(market.orders.begin(), market.orders.end(), [&](const Order& o) {
        return o.id == order.id;
    });
    auto& event = Say<OrderExpired>();
    event.order = order.id;
    event.account = order.account;
    event.symbol = market.id;
    event.side = order.side;
    event.reason = reason;
    event.reject_reason = reject_reason;
    event.price = order.price;
    event.quantity = Quantity{order.open};
    if (rests) event.hidden = Quantity{HiddenOf(order)};
    if (rests && order.open > 0) event.update_id = UpdateId{++market.updates};
    Release(Spends(market, order), HoldOf(market, order, order.open));
}

}  // namespace bourse::reference
