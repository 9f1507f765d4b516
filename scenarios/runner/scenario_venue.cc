#include "scenarios/runner/scenario_venue.h"

#include <fmt/format.h>

#include <array>

namespace bourse::scenarios {

namespace {

constexpr std::array kModes{
    "default", "none", "expire-taker", "expire-maker", "expire-both", "decrement", "transfer"};

std::string_view ToString(ExpiryReason reason) {
    switch (reason) {
        case ExpiryReason::kUnfilledImmediateOrCancel:
            return "UnfilledImmediateOrCancel";
        case ExpiryReason::kUnfilledFillOrKill:
            return "UnfilledFillOrKill";
        case ExpiryReason::kInsufficientLiquidity:
            return "InsufficientLiquidity";
        case ExpiryReason::kSelfTradePrevention:
            return "SelfTradePrevention";
        case ExpiryReason::kWorkBound:
            return "WorkBound";
        case ExpiryReason::kOcoTriggered:
            return "OcoTriggered";
        case ExpiryReason::kWorkingLegEnded:
            return "WorkingLegEnded";
        case ExpiryReason::kRejectedAtTrigger:
            return "RejectedAtTrigger";
    }
    return "?";
}

std::string_view ToString(CancelCause cause) {
    switch (cause) {
        case CancelCause::kRequested:
            return "requested";
        case CancelCause::kCancelAll:
            return "cancel-all";
        case CancelCause::kReplaced:
            return "replaced";
        case CancelCause::kOrderList:
            return "order-list";
    }
    return "?";
}

template <class Names>
auto Named(const Names& names, std::string_view name, std::string_view kind) {
    const auto found = names.find(name);
    if (found == names.end()) throw ScenarioError(fmt::format("no {} named '{}'", kind, name));
    return found->second;
}

}  // namespace

SelfTradePrevention ParseSelfTradePrevention(std::string_view word) {
    for (std::size_t i = 0; i < kModes.size(); ++i) {
        if (word == kModes[i]) return static_cast<SelfTradePrevention>(i);
    }
    throw ScenarioError(fmt::format("'{}' is none of {}", word, fmt::join(kModes, ", ")));
}

void ScenarioVenue::Apply(wire::Command command) {
    command.header().session = session_;
    command.header().number = number_;
    wire::ByteBuffer events;
    const Timestamp timestamp(exchange_.timestamp().raw() + 1);
    exchange_.Apply(command, {exchange_.sequence().Next(), timestamp}, events);
    wire::ForEachEvent(events.bytes(), [&](const wire::EventView& event) { Tell(event); });
    exchange_.CheckInvariants();
}

void ScenarioVenue::Reload() {
    wire::ByteBuffer snapshot;
    exchange_.Save(snapshot);
    auto restored = exchange::Exchange::Restore(snapshot.bytes());
    if (!restored) throw ScenarioError("the snapshot cannot be restored");
    exchange_ = std::move(*restored);
}

void ScenarioVenue::Tell(const wire::EventView& event) {
    switch (event.type()) {
        case EventType::kCommandApplied: {
            const auto reason = event.As<CommandApplied>().reason;
            if (reason == RejectReason::kNone) return;
            lines_.push_back(fmt::format("rejected {}", bourse::ToString(reason)));
            return;
        }
        case EventType::kTradeExecuted:
            return Tell(event.As<TradeExecuted>());
        case EventType::kSelfTradePrevented:
            return Tell(event.As<SelfTradePrevented>());
        case EventType::kWithdrawalReserved:
        case EventType::kWithdrawalSettled:
        case EventType::kWithdrawalReleased:
            return TellMoney(event);
        case EventType::kIcebergRefreshed:
        case EventType::kOrderListCompleted:
        case EventType::kOrderReleased:
        case EventType::kOrderTriggered:
        case EventType::kTrailingStarted:
            return TellConditional(event);
        default:
            return TellOrder(event);
    }
}

void ScenarioVenue::TellOrder(const wire::EventView& event) {
    if (event.type() == EventType::kOrderAccepted) {
        const auto& accepted = event.As<OrderAccepted>();
        const OrderId order = accepted.order;
        const std::string name = accepted.client_order_id.empty()
                                     ? fmt::format("order{}", order.raw())
                                     : std::string(accepted.client_order_id.view());
        orders_.insert_or_assign(name, order);
        order_names_[order] = name;
    } else if (event.type() == EventType::kOrderRested) {
        const auto& rested = event.As<OrderRested>();
        resting_[rested.order] = {rested.symbol, rested.side, rested.price};
        Fold(resting_[rested.order], rested.quantity);
        lines_.push_back(fmt::format(
            "rested {} {} @ {}", NameOf(rested.order), rested.quantity.raw(), rested.price.raw()
        ));
    } else if (event.type() == EventType::kOrderCanceled) {
        const auto& canceled = event.As<OrderCanceled>();
        if (canceled.update_id != UpdateId(0)) {
            Fold(resting_.at(canceled.order), canceled.hidden - canceled.quantity);
        }
        lines_.push_back(fmt::format(
            "canceled {} {} cause={}",
            NameOf(canceled.order),
            canceled.quantity.raw(),
            ToString(canceled.cause)
        ));
    } else if (event.type() == EventType::kOrderExpired) {
        const auto& expired = event.As<OrderExpired>();
        if (expired.update_id != UpdateId(0)) {
            Fold(resting_.at(expired.order), expired.hidden - expired.quantity);
        }
        lines_.push_back(fmt::format(
            "expired {} {} {}",
            NameOf(expired.order),
            expired.quantity.raw(),
            ToString(expired.reason)
        ));
    } else if (event.type() == EventType::kOrderAmended) {
        const auto& amended = event.As<OrderAmended>();
        if (amended.update_id != UpdateId(0)) {
            Fold(resting_.at(amended.order), amended.hidden - amended.reduced_by);
        }
        lines_.push_back(fmt::format(
            "amended {} {} reduced_by={}",
            NameOf(amended.order),
            amended.quantity.raw(),
            amended.reduced_by.raw()
        ));
    } else if (event.type() == EventType::kCancelReplaceApplied) {
        const auto& applied = event.As<CancelReplaceApplied>();
        const bool is_attempted = applied.place == CancelReplaceApplied::Place::kAttempted;
        lines_.push_back(fmt::format(
            "cancel-replace cancel={} place={}",
            bourse::ToString(applied.cancel_reason),
            is_attempted ? bourse::ToString(applied.place_reason) : "NotAttempted"
        ));
    } else if (event.type() == EventType::kCancelAllCompleted) {
        const auto& completed = event.As<CancelAllCompleted>();
        lines_.push_back(
            fmt::format("cancel-all-completed {} {}", NameOf(completed.account), completed.canceled)
        );
    }
}

// What waited begins, and what depended ends.
void ScenarioVenue::TellConditional(const wire::EventView& event) {
    if (event.type() == EventType::kIcebergRefreshed) {
        const auto& refreshed = event.As<IcebergRefreshed>();
        Fold(resting_.at(refreshed.order), refreshed.quantity);
        lines_.push_back(fmt::format(
            "refreshed {} {} hidden={}",
            NameOf(refreshed.order),
            refreshed.quantity.raw(),
            refreshed.hidden.raw()
        ));
    } else if (event.type() == EventType::kOrderListCompleted) {
        const bool is_done = event.As<OrderListCompleted>().end == OrderListEnd::kDone;
        lines_.push_back(is_done ? "list-completed done" : "list-completed canceled");
    } else if (event.type() == EventType::kOrderReleased) {
        const auto& released = event.As<OrderReleased>();
        lines_.push_back(
            fmt::format("released {} {}", NameOf(released.order), released.quantity.raw())
        );
    } else if (event.type() == EventType::kTrailingStarted) {
        const auto& started = event.As<TrailingStarted>();
        lines_.push_back(
            fmt::format("follows {} from {}", NameOf(started.order), started.last_price.raw())
        );
    } else if (event.type() == EventType::kOrderTriggered) {
        const auto& triggered = event.As<OrderTriggered>();
        lines_.push_back(fmt::format(
            "triggered {} {} last={}",
            NameOf(triggered.order),
            triggered.quantity.raw(),
            triggered.last_price.raw()
        ));
    }
}

void ScenarioVenue::TellMoney(const wire::EventView& event) {
    const auto tell = [&](const auto& withdrawal, std::string_view what) {
        lines_.push_back(fmt::format(
            "withdrawal {} {} {} {} {}",
            withdrawal.withdrawal.raw(),
            what,
            NameOf(withdrawal.account),
            withdrawal.amount.raw(),
            exchange_.asset(withdrawal.asset)->name.view()
        ));
    };
    if (event.type() == EventType::kWithdrawalReserved) {
        tell(event.As<WithdrawalReserved>(), "reserved");
    } else if (event.type() == EventType::kWithdrawalSettled) {
        tell(event.As<WithdrawalSettled>(), "settled");
    } else {
        tell(event.As<WithdrawalReleased>(), "released");
    }
}

void ScenarioVenue::Tell(const TradeExecuted& event) {
    Fold(resting_.at(event.maker_order), Quantity(0) - event.quantity);
    lines_.push_back(fmt::format(
        "trade {} @ {} maker={} taker={} notional={} maker_commission={} taker_commission={} "
        "maker_open={} taker_open={} number={}",
        event.quantity.raw(),
        event.price.raw(),
        NameOf(event.maker_order),
        NameOf(event.taker_order),
        event.notional.raw(),
        event.maker_commission.raw(),
        event.taker_commission.raw(),
        event.maker_open.raw(),
        event.taker_open.raw(),
        event.trade.raw()
    ));
}

void ScenarioVenue::Tell(const SelfTradePrevented& event) {
    Fold(resting_.at(event.maker_order), Quantity(0) - event.quantity);
    lines_.push_back(fmt::format(
        "prevented {} {} @ {} maker={} taker={} maker_open={} taker_open={} number={}",
        kModes.at(static_cast<std::size_t>(event.mode)),
        event.quantity.raw(),
        event.price.raw(),
        NameOf(event.maker_order),
        NameOf(event.taker_order),
        event.maker_open.raw(),
        event.taker_open.raw(),
        event.prevented_match.raw()
    ));
}

void ScenarioVenue::Fold(const RestingOrder& order, Quantity change) {
    Levels& levels = books_[{order.symbol, order.side}];
    Quantity& quantity = levels[order.price];
    quantity += change;
    if (quantity < Quantity(0)) throw ScenarioError("the events take more than rests at a price");
    if (quantity == Quantity(0)) levels.erase(order.price);
}

std::string ScenarioVenue::BookText(SymbolId symbol, Side side) const {
    const auto found = books_.find({symbol, side});
    std::vector<std::string> texts;
    for (const auto& [price, quantity] : found == books_.end() ? Levels{} : found->second) {
        const auto text = fmt::format("{}x{}", price.raw(), quantity.raw());
        texts.insert(side == Side::kBuy ? texts.begin() : texts.end(), text);
    }
    return texts.empty() ? "-" : fmt::format("{}", fmt::join(texts, ","));
}

AccountId ScenarioVenue::AccountNamed(std::string_view name) const {
    if (name == "venue") return kVenueAccount;
    if (name == "commission") return kCommissionAccount;
    return Named(accounts_, name, "account");
}

AssetId ScenarioVenue::AssetNamed(std::string_view name) const {
    for (std::uint32_t i = 0; i < exchange_.asset_count(); ++i) {
        if (exchange_.asset(AssetId(i))->name.view() == name) return AssetId(i);
    }
    throw ScenarioError(fmt::format("no asset named '{}'", name));
}

SymbolId ScenarioVenue::SymbolNamed(std::string_view name) const {
    for (std::uint32_t i = 0; i < exchange_.symbol_count(); ++i) {
        if (exchange_.symbol(SymbolId(i))->definition.name.view() == name) return SymbolId(i);
    }
    throw ScenarioError(fmt::format("no symbol named '{}'", name));
}

OrderId ScenarioVenue::OrderNamed(std::string_view name) const {
    return Named(orders_, name, "order");
}

void ScenarioVenue::NameAccount(std::string_view name) {
    accounts_.insert_or_assign(std::string(name), AccountId(exchange_.account_count() - 1));
}

std::string ScenarioVenue::NameOf(OrderId order) const { return order_names_.at(order); }

std::string ScenarioVenue::NameOf(AccountId account) const {
    for (const auto& [name, id] : accounts_) {
        if (id == account) return name;
    }
    return fmt::format("account{}", account.raw());
}

}  // namespace bourse::scenarios
