// What CommandGenerator learns from events: what is there to aim at.
#include <algorithm>

#include "sim/reference/command_generator.h"

namespace bourse::reference {

void CommandGenerator::Forget(OrderId order) {
    const auto found = std::find_if(live_.begin(), live_.end(), [order](const LiveOrder& live) {
        return live.id == order;
    });
    if (found == live_.end()) return;
    *found = live_.back();
    live_.pop_back();
}

// A triggered order is known already.
void CommandGenerator::Rest(OrderId order) {
    const auto accepted = accepted_.find(order.raw());
    Forget(order);
    if (accepted != accepted_.end()) live_.push_back(accepted->second);
}

void CommandGenerator::Observe(std::span<const std::byte> events) {
    accepted_.clear();
    wire::ForEachEvent(events, [this](const wire::EventView& view) {
        ObserveOrder(view);
        ObserveOperation(view);
    });
}

void CommandGenerator::ObserveOrder(const wire::EventView& view) {
    switch (view.type()) {
        case EventType::kOrderAccepted: {
            const auto& event = view.As<OrderAccepted>();
            accepted_[event.order.raw()] = {
                event.order,
                event.account,
                event.symbol,
                event.side,
                event.price,
                event.quantity,
                event.client_order_id};
            if (event.phase != OrderPhase::kEntering) {
                live_.push_back(accepted_[event.order.raw()]);
            }
            break;
        }
        case EventType::kOrderRested:
            Rest(view.As<OrderRested>().order);
            break;
        case EventType::kOrderListAccepted:
            lists_.push_back(view.As<OrderListAccepted>());
            if (lists_.size() > 64) lists_.erase(lists_.begin());
            break;
        case EventType::kTradeExecuted: {
            const auto& event = view.As<TradeExecuted>();
            if (event.maker_open == Quantity{0}) Forget(event.maker_order);
            if (event.taker_open == Quantity{0}) Forget(event.taker_order);
            break;
        }
        case EventType::kOrderAmended: {
            const auto& event = view.As<OrderAmended>();
            for (LiveOrder& live : live_) {
                if (live.id == event.order) live.quantity = event.quantity;
            }
            break;
        }
        case EventType::kOrderCanceled:
            Forget(view.As<OrderCanceled>().order);
            break;
        case EventType::kOrderExpired:
            Forget(view.As<OrderExpired>().order);
            break;
        default:
            break;
    }
}

void CommandGenerator::ObserveOperation(const wire::EventView& view) {
    switch (view.type()) {
        case EventType::kCommandApplied: {
            const auto& event = view.As<CommandApplied>();
            const bool is_refused =
                event.reason != RejectReason::kNone && event.reason < RejectReason::kNotAuthorized;
            if (!is_refused) last_numbers_[event.session.raw()] = event.number.raw();
            break;
        }
        case EventType::kWithdrawalReserved:
            withdrawals_.push_back(view.As<WithdrawalReserved>().withdrawal);
            break;
        case EventType::kAssetDefined:
            ++assets_;
            break;
        case EventType::kSymbolDefined: {
            const auto& event = view.As<SymbolDefined>();
            if (event.symbol.raw() >= symbols_) {
                ++symbols_;
            } else {
                disturbed_symbols_[event.symbol.raw()] = true;
            }
            break;
        }
        case EventType::kSymbolModeChanged:
            disturbed_symbols_[view.As<SymbolModeChanged>().symbol.raw()] = true;
            break;
        case EventType::kFeeTierDefined:
            tiers_ = std::max(tiers_, view.As<FeeTierDefined>().tier.raw());
            break;
        case EventType::kAccountChanged: {
            const auto& event = view.As<AccountChanged>();
            accounts_ = std::max(accounts_, event.account.raw() - 1);
            if (event.status == AccountStatus::kFrozen) {
                frozen_accounts_[event.account.raw()] = true;
            } else {
                frozen_accounts_.erase(event.account.raw());
            }
            break;
        }
        default:
            break;
    }
}

}  // namespace bourse::reference
