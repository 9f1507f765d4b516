#include "core/market/views.h"

#include <utility>

#include "core/base/check.h"

namespace bourse::market {

namespace {

// Whether the first of these events expires the order.
bool BeginsWithExpiryOf(OrderId order, std::span<const std::byte> events) {
    EventHeader header;
    if (events.size() < sizeof header) return false;
    std::memcpy(&header, events.data(), sizeof header);
    if (header.type != EventType::kOrderExpired || header.size > events.size()) return false;
    return wire::EventView(events.first(header.size)).As<OrderExpired>().order == order;
}

}  // namespace

Views::Views(ViewObserver& observer, const Retention& retention)
    : observer_(&observer),
      retention_(retention),
      orders_(retention.closed_orders_per_account),
      order_lists_(retention.order_lists_per_account),
      account_trades_(retention.trades_per_account),
      amendments_(retention.amendments_per_account),
      self_trades_(retention.self_trades_per_account),
      funds_(retention.funds_per_account) {}

void Views::Apply(std::span<const std::byte> events) {
    const std::byte* const end = events.data() + events.size();
    wire::ForEachEvent(events, [&](wire::EventView event) {
        if (event.type() == EventType::kCommandApplied) {
            EndCommand();
            BeginCommand(event.As<CommandApplied>());
            return;
        }
        CHECK(phase_ != Phase::kIdle);
        if (phase_ == Phase::kFolding)
            Fold(event, {event.bytes().data() + event.bytes().size(), end});
    });
    EndCommand();
}

const MarketView& Views::market(SymbolId symbol) const {
    CHECK(symbol.raw() < markets_.size());
    return markets_[symbol.raw()]->view;
}

void Views::BeginCommand(const CommandApplied& event) {
    if (event.sequence <= command_.sequence) {
        phase_ = Phase::kSkipping;
        return;
    }
    CHECK(event.sequence == command_.sequence.Next());
    CHECK(event.timestamp >= command_.timestamp);
    command_ = event;
    phase_ = Phase::kFolding;
}

void Views::EndCommand() {
    if (std::exchange(phase_, Phase::kIdle) != Phase::kFolding) return;
    if (traded_symbol_.raw() < markets_.size()) {
        const auto aggregate = MarketOf(traded_symbol_).view.trades.CompleteAggregate();
        if (aggregate) observer_->OnAggregateTrade(traded_symbol_, *aggregate);
    }
    observer_->OnCommandEnd(command_);
}

void Views::Fold(wire::EventView event, std::span<const std::byte> rest) {
    switch (event.type()) {
        case EventType::kOrderAccepted:
            return OnAccepted(event.As<OrderAccepted>());
        case EventType::kOrderRested:
            return OnRested(event.As<OrderRested>());
        case EventType::kTradeExecuted: {
            const auto& trade = event.As<TradeExecuted>();
            const bool expires = BeginsWithExpiryOf(trade.taker_order, rest);
            return OnTrade(trade, expires ? Following::kExpiry : Following::kOther);
        }
        case EventType::kSelfTradePrevented:
            return OnPrevented(event.As<SelfTradePrevented>());
        case EventType::kOrderCanceled:
            return OnCanceled(event.As<OrderCanceled>());
        case EventType::kOrderExpired:
            return OnExpired(event.As<OrderExpired>());
        case EventType::kOrderAmended:
            return OnAmended(event.As<OrderAmended>());
        case EventType::kBalanceChanged: {
            const auto& changed = event.As<BalanceChanged>();
            balances_.Apply(changed);
            const Balance balance{changed.asset, changed.available, changed.held};
            return observer_->OnBalance(changed.account, balance);
        }
        case EventType::kFundsDeposited:
        case EventType::kWithdrawalReserved:
        case EventType::kWithdrawalSettled:
        case EventType::kWithdrawalReleased:
            return FoldFunds(event);
        default:
            return FoldOrderSteps(event);
    }
}

void Views::FoldOrderSteps(wire::EventView event) {
    switch (event.type()) {
        case EventType::kOrderTriggered:
            return OnTriggered(event.As<OrderTriggered>());
        case EventType::kOrderReleased:
            return OnReleased(event.As<OrderReleased>());
        case EventType::kTrailingStarted:
            orders_.StartTrailing(event.As<TrailingStarted>(), command_.timestamp);
            return;
        case EventType::kIcebergRefreshed:
            return OnRefreshed(event.As<IcebergRefreshed>());
        case EventType::kOrderListAccepted:
        case EventType::kOrderListUpdated:
        case EventType::kOrderListCompleted:
            return FoldOrderLists(event);
        default:
            return FoldCatalog(event);
    }
}

void Views::FoldOrderLists(wire::EventView event) {
    switch (event.type()) {
        case EventType::kOrderListAccepted:
            // Reported with the last leg, when all client order ids are known.
            order_lists_.Accept(event.As<OrderListAccepted>(), command_.timestamp);
            return;
        case EventType::kOrderListUpdated:
            return ReportList(
                OrderListStep::kUpdated, order_lists_.Get(event.As<OrderListUpdated>().order_list)
            );
        default:
            return ReportList(
                OrderListStep::kCompleted, order_lists_.Complete(event.As<OrderListCompleted>())
            );
    }
}

void Views::ReportList(OrderListStep step, const OrderListView& list) {
    observer_->OnOrderList({step, command_.timestamp, list});
}

void Views::FoldFunds(wire::EventView event) {
    if (event.type() == EventType::kFundsDeposited) {
        const auto& deposit = event.As<FundsDeposited>();
        funds_.Apply(deposit, command_);
        observer_->OnFunds(deposit.account, deposit.asset, deposit.amount);
    } else if (event.type() == EventType::kWithdrawalSettled) {
        const auto& withdrawal = event.As<WithdrawalSettled>();
        funds_.Apply(withdrawal, command_);
        observer_->OnFunds(withdrawal.account, withdrawal.asset, Amount() - withdrawal.amount);
    } else if (event.type() == EventType::kWithdrawalReserved) {
        funds_.Apply(event.As<WithdrawalReserved>(), command_);
    } else {
        funds_.Apply(event.As<WithdrawalReleased>(), command_);
    }
}

void Views::FoldCatalog(wire::EventView event) {
    switch (event.type()) {
        case EventType::kAssetDefined:
            return catalog_.Apply(event.As<AssetDefined>());
        case EventType::kSymbolDefined: {
            catalog_.Apply(event.As<SymbolDefined>());
            const std::size_t symbols = catalog_.symbols().size();
            if (symbols > markets_.size()) markets_.push_back(std::make_unique<Market>(retention_));
            return;
        }
        case EventType::kSymbolModeChanged:
            return catalog_.Apply(event.As<SymbolModeChanged>());
        case EventType::kFeeTierDefined:
            return catalog_.Apply(event.As<FeeTierDefined>());
        case EventType::kAccountChanged:
            return catalog_.Apply(event.As<AccountChanged>());
        default:
            return;  // answers to who asked; they change nothing
    }
}

void Views::OnAccepted(const OrderAccepted& event) {
    observer_->OnExecutionReport(
        NextReport(ExecutionType::kNew, orders_.Accept(event, command_.timestamp))
    );
    if (event.order_list == OrderListId()) return;
    const OrderListView& list =
        order_lists_.AddLeg(event.order_list, {event.order, event.client_order_id});
    if (list.legs[list.leg_count - 1].order == event.order) {
        ReportList(OrderListStep::kStarted, list);
    }
}

void Views::OnTriggered(const OrderTriggered& event) {
    observer_->OnExecutionReport(
        NextReport(ExecutionType::kNew, orders_.Trigger(event, command_.timestamp))
    );
}

void Views::OnReleased(const OrderReleased& event) {
    observer_->OnExecutionReport(
        NextReport(ExecutionType::kNew, orders_.Release(event, command_.timestamp))
    );
}

void Views::OnRested(const OrderRested& event) {
    AddDepth(event.symbol, {event.side, event.price, event.quantity, event.update_id});
}

void Views::OnRefreshed(const IcebergRefreshed& event) {
    AddDepth(event.symbol, {event.side, event.price, event.quantity, event.update_id});
}

void Views::AddDepth(SymbolId symbol, const DepthView::Change& change) {
    const Quantity after = MarketOf(symbol).view.depth.Add(change);
    observer_->OnDepthChange({symbol, change.side, {change.price, after}, change.update_id});
}

void Views::TakeDepth(SymbolId symbol, const DepthView::Change& change) {
    if (change.update_id == UpdateId()) return;
    const Quantity after = MarketOf(symbol).view.depth.Take(change);
    observer_->OnDepthChange({symbol, change.side, {change.price, after}, change.update_id});
}

void Views::OnTrade(const TradeExecuted& event, Following following) {
    TakeDepth(
        event.symbol, {Opposite(event.taker_side), event.price, event.quantity, event.update_id}
    );
    MarketView& view = MarketOf(event.symbol).view;
    const auto aggregate = view.trades.Add(event, command_.timestamp);
    if (aggregate) observer_->OnAggregateTrade(event.symbol, *aggregate);
    traded_symbol_ = event.symbol;
    view.klines.Add(event, command_.timestamp);
    observer_->OnTrade(event.symbol, view.trades.trades().back());

    const auto status = [](Quantity open) {
        return open == Quantity() ? OrderStatus::kFilled : OrderStatus::kPartiallyFilled;
    };
    // An order by quote quantity expires, rather than fills, when the book ends before its budget.
    const bool taker_expires = following == Following::kExpiry;
    OnFill(
        event,
        Liquidity::kTaker,
        taker_expires ? OrderStatus::kPartiallyFilled : status(event.taker_open)
    );
    OnFill(event, Liquidity::kMaker, status(event.maker_open));
}

void Views::OnFill(const TradeExecuted& event, Liquidity liquidity, OrderStatus status) {
    const bool is_taker = liquidity == Liquidity::kTaker;
    const Side side = is_taker ? event.taker_side : Opposite(event.taker_side);
    const OrderId id = is_taker ? event.taker_order : event.maker_order;
    const SymbolDefinition& definition = catalog_.symbol(event.symbol).symbol.definition;
    const OrderView& order =
        orders_.ApplyFill({id, event.quantity, event.notional, status}, command_.timestamp);

    ExecutionReport report = NextReport(ExecutionType::kTrade, order);
    report.fill = {
        event.symbol,
        event.trade,
        id,
        order.order_list,
        event.price,
        event.quantity,
        event.notional,
        is_taker ? event.taker_commission : event.maker_commission,
        side == Side::kBuy ? definition.base : definition.quote,
        command_.timestamp,
        side,
        liquidity,
    };
    account_trades_.Add(order.account, report.fill);
    observer_->OnExecutionReport(report);
}

void Views::RecordSelfTrade(const SelfTradePrevented& event) {
    const OrderView* taker = orders_.Find(event.taker_order);
    CHECK(taker != nullptr);
    SelfTradeRecord record{
        .id = event.prevented_match,
        .symbol = event.symbol,
        .maker_order = event.maker_order,
        .taker_order = event.taker_order,
        .trade_group = taker->trade_group,
        .mode = event.mode,
        .price = event.price,
        .maker_prevented = event.quantity,
        .taker_prevented = event.quantity,
        .time = command_.timestamp,
    };
    using enum SelfTradePrevention;
    if (event.mode == kExpireMaker || event.mode == kExpireBoth) {
        record.maker_prevented = event.maker_open;
    }
    if (event.mode == kExpireTaker || event.mode == kExpireBoth) {
        record.taker_prevented = event.taker_open;
    }
    self_trades_.Add(event.taker, record);
    if (event.maker != event.taker) self_trades_.Add(event.maker, record);
}

void Views::OnPrevented(const SelfTradePrevented& event) {
    TakeDepth(
        event.symbol, {Opposite(event.taker_side), event.price, event.quantity, event.update_id}
    );
    RecordSelfTrade(event);
    const Symbol& symbol = catalog_.symbol(event.symbol).symbol;
    const auto prevent = [&](OrderId id, OrderId counter_order) {
        const OrderView& order =
            orders_.Prevent({id, event.quantity, event.prevented_match}, command_.timestamp);
        if (event.quantity == Quantity()) return;  // its expiry is reported
        ExecutionReport report = NextReport(ExecutionType::kTradePrevention, order);
        report.prevented = {
            event.prevented_match,
            counter_order,
            event.price,
            event.quantity,
            symbol.Notional(event.price, event.quantity),
        };
        observer_->OnExecutionReport(report);
    };
    prevent(event.taker_order, event.maker_order);
    prevent(event.maker_order, event.taker_order);
}

void Views::OnCanceled(const OrderCanceled& event) {
    const Quantity shown = event.quantity - event.hidden;
    TakeDepth(event.symbol, {event.side, event.price, shown, event.update_id});
    const OrderView& order = orders_.Cancel(event, command_.timestamp);
    ExecutionReport report = NextReport(ExecutionType::kCanceled, order);
    report.client_order_id = event.cancel_id;
    report.original_client_order_id = order.client_order_id;
    observer_->OnExecutionReport(report);
}

void Views::OnExpired(const OrderExpired& event) {
    const Quantity shown = event.quantity - event.hidden;
    TakeDepth(event.symbol, {event.side, event.price, shown, event.update_id});
    observer_->OnExecutionReport(
        NextReport(ExecutionType::kExpired, orders_.Expire(event, command_.timestamp))
    );
}

void Views::OnAmended(const OrderAmended& event) {
    const Quantity shown = event.reduced_by - event.hidden;
    TakeDepth(event.symbol, {event.side, event.price, shown, event.update_id});
    const OrderView* before = orders_.Find(event.order);
    CHECK(before != nullptr);
    const ClientOrderId original = before->client_order_id;
    const Quantity quantity_before = before->quantity;
    const OrderView& order = orders_.Amend(event, command_.timestamp);
    if (order.order_list != OrderListId()) {
        order_lists_.AddLeg(order.order_list, {order.id, order.client_order_id});
    }
    ExecutionReport report = NextReport(ExecutionType::kReplaced, order);
    report.original_client_order_id = original;
    amendments_.Add(
        event.account,
        {event.symbol,
         event.order,
         report.execution_id,
         original,
         order.client_order_id,
         quantity_before,
         order.quantity,
         command_.timestamp}
    );
    observer_->OnExecutionReport(report);
}

ExecutionReport Views::NextReport(ExecutionType type, const OrderView& order) {
    ExecutionReport report;
    report.type = type;
    report.execution_id = ++MarketOf(order.symbol).last_execution_id;
    report.time = command_.timestamp;
    report.order = order;
    report.client_order_id = order.client_order_id;
    return report;
}

Views::Market& Views::MarketOf(SymbolId symbol) {
    CHECK(symbol.raw() < markets_.size());
    return *markets_[symbol.raw()];
}

}  // namespace bourse::market
