// The part of InvariantChecker that follows orders, trades and books.
#include <algorithm>

#include "sim/reference/invariant_checker.h"

namespace bourse::reference {

namespace {

bool IsBetter(Side side, Price a, Price b) { return side == Side::kBuy ? a > b : a < b; }

bool IsWithinLimit(const OrderAccepted& order, Price price) {
    return order.type == OrderType::kMarket || price == order.price ||
           IsBetter(order.side, order.price, price);
}

}  // namespace

InvariantChecker::Order* InvariantChecker::Find(OrderId id) {
    const auto found = orders_.find(id.raw());
    return found == orders_.end() ? nullptr : &found->second;
}

// Adds to what is held what `quantity` of the order reserves, or takes it away. Nothing stays held
// for a MARKET order.
void InvariantChecker::Reserve(const Order& order, Int128 quantity, int sign) {
    if (order.is_pending || order.is_paired) return;
    const OrderAccepted& accepted = order.accepted;
    const Book& book = books_[accepted.symbol.raw()];
    const bool is_buy = accepted.side == Side::kBuy;
    const AssetId asset = is_buy ? book.definition.quote : book.definition.base;
    Funds& funds = FundsOf(accepted.account, asset);
    if (accepted.type == OrderType::kMarket) return;
    funds.held += sign * quantity *
                  (is_buy ? order.hold_price.raw() * book.notional_unit : book.definition.lot_size);
}

// One that will be MARKET holds by its stop price; one that trails without, by the last price.
void InvariantChecker::SetHoldPrice(Order& order) const {
    const OrderAccepted& accepted = order.accepted;
    const Price stop = accepted.conditions.stop_price;
    const Book& book = books_.at(accepted.symbol.raw());
    order.hold_price = accepted.price != Price{0} ? accepted.price
                       : stop != Price{0}         ? stop
                                                  : book.last;
}

void InvariantChecker::NextUpdate(Book& book, UpdateId id) {
    Require(id.raw() == book.updates + 1, "I11");
    book.updates = id.raw();
}

// An iceberg shows no more than it may, and hides only what is behind that.
void InvariantChecker::CheckShown(const Order& order, Quantity shown, Quantity hidden) {
    const Quantity most = order.accepted.conditions.iceberg_quantity;
    Require(shown > Quantity{0} && hidden >= Quantity{0}, "I24");
    Require(hidden == Quantity{0} || shown == most, "I24");
    Require(most == Quantity{0} ? hidden == Quantity{0} : shown <= most, "I24");
}

void InvariantChecker::On(const IcebergRefreshed& event) {
    Order* order = Find(event.order);
    if (order == nullptr) return Require(false, "I5");
    Require(order->rests && order->shown == 0, "I24");
    Require(order->open == event.quantity.raw() + event.hidden.raw(), "I24");
    CheckShown(*order, event.quantity, event.hidden);
    Book& book = books_[event.symbol.raw()];
    touched_books_.insert(event.symbol.raw());
    NextUpdate(book, event.update_id);
    order->shown = event.quantity.raw();
    std::erase(book.resting, event.order.raw());
    book.resting.push_back(event.order.raw());
    book.levels[{event.side, event.price}] += event.quantity.raw();
}

void InvariantChecker::Leave(Book& book, Order& order) {
    order.rests = order.waits = order.is_pending = false;
    std::erase(book.resting, order.accepted.order.raw());
    book.waiting.erase(order.accepted.order.raw());
}

void InvariantChecker::On(const OrderAccepted& event) {
    Require(event.order.raw() == ++order_count_, "I11");
    Require(books_[event.symbol.raw()].mode == SymbolMode::kContinuous, "I21");
    const List* list =
        event.order_list == OrderListId{0} ? nullptr : &lists_[event.order_list.raw()];
    Order& order = orders_[event.order.raw()];
    order = {};
    order.accepted = event;
    order.open = event.quantity.raw();
    order.is_pending = event.phase == OrderPhase::kPending;
    order.is_paired = list != nullptr && list->kind == OrderListKind::kOco;
    order.waits = event.phase == OrderPhase::kUntriggered;
    if (!order.is_pending) {
        entering_ = event.order;
        Require(order.waits == (event.type >= OrderType::kStopLoss), "I22");
    }
    if (order.waits) books_[event.symbol.raw()].waiting.insert(event.order.raw());
    SetHoldPrice(order);
    Reserve(order, order.open, 1);
    if (order.is_paired && list->legs.back() == event.order.raw()) {
        StartPair(event.order_list.raw());
    }
}

void InvariantChecker::On(const OrderTriggered& event) {
    Order* order = Find(event.order);
    if (order == nullptr) return Require(false, "I5");
    Book& book = books_[event.symbol.raw()];
    Require(book.mode == SymbolMode::kContinuous, "I21");
    const bool starts_first = order->accepted.conditions.trailing_delta != 0;
    Require(order->follows == starts_first, "I22");
    Require(order->waits && order->is_reached && book.waiting.contains(event.order.raw()), "I22");
    Require(order->open == event.quantity.raw() && event.price == order->accepted.price, "I5");
    if (order->is_paired) EndPair(order->accepted.order_list.raw());
    const bool is_market = order->accepted.type == OrderType::kStopLoss ||
                           order->accepted.type == OrderType::kTakeProfit;
    Require(event.type == (is_market ? OrderType::kMarket : OrderType::kLimit), "I22");
    if (is_market) Reserve(*order, order->open, -1);
    order->accepted.type = event.type;
    order->waits = false;
    book.waiting.erase(event.order.raw());
    entering_ = event.order;
}

// At once, or when its stop price was reached.
void InvariantChecker::On(const TrailingStarted& event) {
    Order* order = Find(event.order);
    if (order == nullptr) return Require(false, "I5");
    const OrderConditions& conditions = order->accepted.conditions;
    Require(order->waits && !order->follows && conditions.trailing_delta != 0, "I22");
    Require(order->is_reached == (conditions.stop_price != Price{0}), "I22");
    Require(event.last_price == books_[event.symbol.raw()].last, "I22");
    order->follows = true;
    order->is_reached = false;
    order->extreme = event.last_price;
}

void InvariantChecker::Follow(Order& order, Price price) {
    const Int128 delta = order.accepted.conditions.trailing_delta;
    const Int128 extreme = order.extreme.raw();
    const bool sells = order.accepted.side == Side::kSell;
    const Int128 at = static_cast<Int128>(price.raw()) * 10'000;
    const bool is_away =
        sells ? at <= extreme * (10'000 - delta) : at >= extreme * (10'000 + delta);
    order.is_reached = order.is_reached || is_away;
    order.extreme = sells ? std::max(order.extreme, price) : std::min(order.extreme, price);
}

void InvariantChecker::Reach(const Book& book, Price price) {
    for (const std::uint64_t id : book.waiting) {
        Order& order = orders_[id];
        if (order.follows) {
            Follow(order, price);
            continue;
        }
        const OrderType type = order.accepted.type;
        const bool is_stop_loss = type == OrderType::kStopLoss || type == OrderType::kStopLossLimit;
        const bool waits_above = is_stop_loss == (order.accepted.side == Side::kBuy);
        const Price stop = order.accepted.conditions.stop_price;
        if (stop == Price{0}) continue;
        if (waits_above ? price >= stop : price <= stop) order.is_reached = true;
    }
}

void InvariantChecker::On(const OrderRested& event) {
    Order* order = Find(event.order);
    if (order == nullptr) return Require(false, "I5");
    const bool is_starting = event.order == entering_ || order->is_paired;
    Require(is_starting && order->open == event.quantity.raw() + event.hidden.raw(), "I5");
    CheckShown(*order, event.quantity, event.hidden);
    order->shown = event.quantity.raw();
    Require(event.price == order->accepted.price && order->open > 0, "I5");
    Book& book = books_[event.symbol.raw()];
    touched_books_.insert(event.symbol.raw());
    NextUpdate(book, event.update_id);
    order->rests = true;
    book.resting.push_back(event.order.raw());
    book.levels[{event.side, event.price}] += event.quantity.raw();
}

template <class Event>
InvariantChecker::Pair InvariantChecker::FindPair(const Event& event) {
    Pair pair{Find(event.maker_order), Find(event.taker_order)};
    if (pair.maker != nullptr && pair.maker->is_canceled) Require(false, "I20");
    if (pair.maker == nullptr || pair.taker == nullptr || pair.maker == pair.taker) {
        Require(false, "I6");
        return {};
    }
    const OrderAccepted& maker = pair.maker->accepted;
    const OrderAccepted& taker = pair.taker->accepted;
    Require(pair.maker->rests && event.taker_order == entering_, "I6");
    Require(maker.symbol == event.symbol && taker.symbol == event.symbol, "I6");
    Require(taker.side == event.taker_side && maker.side == Opposite(event.taker_side), "I6");
    Require(maker.account == event.maker && taker.account == event.taker, "I6");
    Require(event.price == maker.price, "I7");
    Require(IsWithinLimit(taker, event.price) && IsWithinLimit(maker, event.price), "I7");
    touched_books_.insert(event.symbol.raw());
    CheckPriority(books_[event.symbol.raw()], *pair.maker);
    return pair;
}

// None of its side is better by price, and none of its price rested before it.
void InvariantChecker::CheckPriority(const Book& book, const Order& maker) {
    bool is_before = true;
    for (const std::uint64_t id : book.resting) {
        if (id == maker.accepted.order.raw()) {
            is_before = false;
            continue;
        }
        const OrderAccepted& other = orders_[id].accepted;
        if (other.side != maker.accepted.side) continue;
        const bool is_older = is_before && other.price == maker.accepted.price;
        Require(!is_older && !IsBetter(other.side, other.price, maker.accepted.price), "I9");
    }
}

Int128 InvariantChecker::CommissionOf(Int128 received, Rate rate) const {
    return (received * rate.raw() + kRateScale - 1) / kRateScale;
}

void InvariantChecker::On(const TradeExecuted& event) {
    Book& book = books_[event.symbol.raw()];
    Require(event.trade.raw() > book.trades, "I6");
    Require(event.trade.raw() == book.trades + 1, "I11");
    Require(book.mode == SymbolMode::kContinuous, "I21");
    book.trades = event.trade.raw();
    book.last = event.price;
    Reach(book, event.price);
    NextUpdate(book, event.update_id);
    const auto [maker, taker] = FindPair(event);
    if (maker == nullptr) return;

    const Int128 lots = event.quantity.raw();
    Require(lots > 0, "I6");
    Require(event.notional.raw() == lots * event.price.raw() * book.notional_unit, "I6");
    const bool is_same_group =
        event.maker == event.taker || (taker->accepted.trade_group != 0 &&
                                       taker->accepted.trade_group == maker->accepted.trade_group);
    const bool is_allowed = taker->accepted.self_trade_prevention == SelfTradePrevention::kNone;
    Require(!is_same_group || is_allowed, "I10");
    if (maker->is_paired) EndPair(maker->accepted.order_list.raw());

    Reserve(*maker, lots, -1);
    Reserve(*taker, lots, -1);
    Exchange(book, event);
    maker->open -= lots;
    taker->open -= lots;
    Require(maker->open >= 0 && event.maker_open.raw() == maker->open, "I5");
    Require(taker->open >= 0 && event.taker_open.raw() == taker->open, "I5");
    book.levels[{maker->accepted.side, event.price}] -= lots;
    maker->shown -= lots;
    Require(maker->shown >= 0, "I24");
    if (event.maker_open == Quantity{0}) Leave(book, *maker);
}

// The postings of a trade: base against quote, each less commission.
void InvariantChecker::Exchange(const Book& book, const TradeExecuted& event) {
    const AssetId base = book.definition.base, quote = book.definition.quote;
    const bool taker_buys = event.taker_side == Side::kBuy;
    const Int128 base_amount = static_cast<Int128>(event.quantity.raw()) * book.definition.lot_size;
    const Int128 notional = event.notional.raw();
    const AssetId maker_receives = taker_buys ? quote : base;
    const AssetId taker_receives = taker_buys ? base : quote;
    const Int128 maker_received = taker_buys ? notional : base_amount;
    const Int128 taker_received = taker_buys ? base_amount : notional;
    const Rate maker_rate = fee_tiers_[accounts_[event.maker.raw()].tier.raw()].maker;
    const Rate taker_rate = fee_tiers_[accounts_[event.taker.raw()].tier.raw()].taker;
    Require(event.maker_commission.raw() == CommissionOf(maker_received, maker_rate), "I17");
    Require(event.taker_commission.raw() == CommissionOf(taker_received, taker_rate), "I17");

    FundsOf(event.maker, maker_receives).total += maker_received - event.maker_commission.raw();
    FundsOf(event.taker, taker_receives).total += taker_received - event.taker_commission.raw();
    FundsOf(event.maker, taker_receives).total -= taker_received;
    FundsOf(event.taker, maker_receives).total -= maker_received;
    FundsOf(kCommissionAccount, maker_receives).total += event.maker_commission.raw();
    FundsOf(kCommissionAccount, taker_receives).total += event.taker_commission.raw();
}

void InvariantChecker::On(const SelfTradePrevented& event) {
    Book& book = books_[event.symbol.raw()];
    Require(event.prevented_match.raw() == ++book.prevented_matches, "I11");
    const auto [maker, taker] = FindPair(event);
    if (maker == nullptr) return;

    const Int128 lots = event.quantity.raw();
    if (lots > 0) NextUpdate(book, event.update_id);
    const bool takes_of_maker = event.mode != SelfTradePrevention::kExpireTaker;
    if (maker->is_paired && takes_of_maker) EndPair(maker->accepted.order_list.raw());
    Reserve(*maker, lots, -1);
    Reserve(*taker, lots, -1);
    if (event.mode == SelfTradePrevention::kTransfer) {
        const bool taker_buys = event.taker_side == Side::kBuy;
        const AccountId buyer = taker_buys ? event.taker : event.maker;
        const AccountId seller = taker_buys ? event.maker : event.taker;
        const Int128 notional = lots * event.price.raw() * book.notional_unit;
        const Int128 base_amount = lots * book.definition.lot_size;
        FundsOf(buyer, book.definition.quote).total -= notional;
        FundsOf(seller, book.definition.quote).total += notional;
        FundsOf(seller, book.definition.base).total -= base_amount;
        FundsOf(buyer, book.definition.base).total += base_amount;
    }
    maker->open -= lots;
    taker->open -= lots;
    Require(maker->open >= 0 && event.maker_open.raw() == maker->open, "I5");
    Require(taker->open >= 0 && event.taker_open.raw() == taker->open, "I5");
    book.levels[{maker->accepted.side, event.price}] -= lots;
    maker->shown -= lots;
    Require(maker->shown >= 0, "I24");
    if (event.maker_open == Quantity{0}) Leave(book, *maker);
}

void InvariantChecker::On(const OrderCanceled& event) {
    Order* order = Find(event.order);
    if (order == nullptr) return Require(false, "I5");
    Require(order->rests || order->waits || order->is_pending, "I5");
    Require(order->open == event.quantity.raw(), "I5");
    if (order->is_paired) EndPair(order->accepted.order_list.raw());
    Book& book = books_[event.symbol.raw()];
    touched_books_.insert(event.symbol.raw());
    if (order->rests) {
        NextUpdate(book, event.update_id);
        book.levels[{event.side, event.price}] -= event.quantity.raw() - event.hidden.raw();
        Require(order->shown == event.quantity.raw() - event.hidden.raw(), "I24");
    } else {
        Require(event.update_id == UpdateId{0}, "I22");
    }
    Reserve(*order, order->open, -1);
    order->open = 0;
    order->is_canceled = true;
    Leave(book, *order);
}

void InvariantChecker::On(const OrderExpired& event) {
    Order* order = Find(event.order);
    if (order == nullptr) return Require(false, "I5");
    Require(order->open == event.quantity.raw(), "I5");
    if (order->is_paired) EndPair(order->accepted.order_list.raw());
    Book& book = books_[event.symbol.raw()];
    touched_books_.insert(event.symbol.raw());
    if (order->rests) {
        NextUpdate(book, event.update_id);
        book.levels[{event.side, event.price}] -= event.quantity.raw() - event.hidden.raw();
        Require(order->shown == event.quantity.raw() - event.hidden.raw(), "I24");
    }
    Reserve(*order, order->open, -1);
    order->open = 0;
    Leave(book, *order);
}

void InvariantChecker::On(const OrderAmended& event) {
    Order* order = Find(event.order);
    if (order == nullptr) return Require(false, "I5");
    const Int128 reduced_by = event.reduced_by.raw();
    Require((order->rests || order->waits) && reduced_by > 0 && reduced_by < order->open, "I5");
    Require(order->accepted.quantity.raw() - reduced_by == event.quantity.raw(), "I5");
    Book& book = books_[event.symbol.raw()];
    touched_books_.insert(event.symbol.raw());
    const Int128 shown_by = reduced_by - event.hidden.raw();
    if (order->rests && shown_by > 0) {
        NextUpdate(book, event.update_id);
        book.levels[{event.side, event.price}] -= shown_by;
        order->shown -= shown_by;
        Require(order->shown == order->open - reduced_by, "I24");
    } else {
        Require(event.update_id == UpdateId{0}, "I22");
    }
    Reserve(*order, reduced_by, -1);
    order->open -= reduced_by;
    order->accepted.quantity = event.quantity;
}

void InvariantChecker::CheckBook(const Book& book) {
    std::map<std::pair<Side, Price>, Int128> levels;
    for (const std::uint64_t id : book.resting) {
        const Order& order = orders_[id];
        levels[{order.accepted.side, order.accepted.price}] += order.shown;
    }
    for (const auto& [level, quantity] : book.levels) {
        const auto found = levels.find(level);
        Require(quantity == (found == levels.end() ? 0 : found->second), "I8");
    }
    const auto is_sell = [](const auto& level) { return level.first.first == Side::kSell; };
    const auto first_sell = std::find_if(levels.begin(), levels.end(), is_sell);
    if (first_sell == levels.begin() || first_sell == levels.end()) return;
    const Price best_bid = std::prev(first_sell)->first.second;
    Require(best_bid < first_sell->first.second, "I8");
}

}  // namespace bourse::reference
