#include "sim/reference/describe_events.h"

#include <iomanip>
#include <sstream>

#include "core/domain/events.h"
#include "core/domain/reject_reason.h"
#include "core/wire/event_codec.h"

namespace bourse::reference {

namespace {

std::string_view NameOf(EventType type) {
    switch (type) {
        using enum EventType;
        case kCommandApplied:
            return "CommandApplied";
        case kAnswerRepeated:
            return "AnswerRepeated";
        case kOrderAccepted:
            return "OrderAccepted";
        case kOrderRested:
            return "OrderRested";
        case kTradeExecuted:
            return "TradeExecuted";
        case kSelfTradePrevented:
            return "SelfTradePrevented";
        case kOrderCanceled:
            return "OrderCanceled";
        case kOrderExpired:
            return "OrderExpired";
        case kOrderAmended:
            return "OrderAmended";
        case kCancelReplaceApplied:
            return "CancelReplaceApplied";
        case kCancelAllCompleted:
            return "CancelAllCompleted";
        case kOrderTriggered:
            return "OrderTriggered";
        case kTrailingStarted:
            return "TrailingStarted";
        case kIcebergRefreshed:
            return "IcebergRefreshed";
        case kOrderReleased:
            return "OrderReleased";
        case kOrderListAccepted:
            return "OrderListAccepted";
        case kOrderListUpdated:
            return "OrderListUpdated";
        case kOrderListCompleted:
            return "OrderListCompleted";
        case kBalanceChanged:
            return "BalanceChanged";
        case kFundsDeposited:
            return "FundsDeposited";
        case kWithdrawalReserved:
            return "WithdrawalReserved";
        case kWithdrawalSettled:
            return "WithdrawalSettled";
        case kWithdrawalReleased:
            return "WithdrawalReleased";
        case kAssetDefined:
            return "AssetDefined";
        case kSymbolDefined:
            return "SymbolDefined";
        case kSymbolModeChanged:
            return "SymbolModeChanged";
        case kFeeTierDefined:
            return "FeeTierDefined";
        case kAccountChanged:
            return "AccountChanged";
    }
    return "Unknown";
}

// The fields that a difference usually lies in, by name; of the others, their words.
void WriteBody(std::ostream& out, const wire::EventView& view) {
    switch (view.type()) {
        case EventType::kCommandApplied:
            out << ' ' << ToString(view.As<CommandApplied>().reason);
            return;
        case EventType::kTradeExecuted: {
            const auto& e = view.As<TradeExecuted>();
            out << " trade=" << e.trade.raw() << " maker_order=" << e.maker_order.raw()
                << " taker_order=" << e.taker_order.raw() << " price=" << e.price.raw()
                << " quantity=" << e.quantity.raw() << " notional=" << e.notional.raw()
                << " maker_commission=" << e.maker_commission.raw()
                << " taker_commission=" << e.taker_commission.raw()
                << " maker_open=" << e.maker_open.raw() << " taker_open=" << e.taker_open.raw()
                << " update_id=" << e.update_id.raw();
            return;
        }
        case EventType::kSelfTradePrevented: {
            const auto& e = view.As<SelfTradePrevented>();
            out << " mode=" << static_cast<int>(e.mode) << " maker_order=" << e.maker_order.raw()
                << " taker_order=" << e.taker_order.raw() << " quantity=" << e.quantity.raw()
                << " maker_open=" << e.maker_open.raw() << " taker_open=" << e.taker_open.raw()
                << " update_id=" << e.update_id.raw();
            return;
        }
        case EventType::kOrderExpired: {
            const auto& e = view.As<OrderExpired>();
            out << " order=" << e.order.raw() << " reason=" << static_cast<int>(e.reason)
                << " quantity=" << e.quantity.raw() << " update_id=" << e.update_id.raw();
            return;
        }
        case EventType::kBalanceChanged: {
            const auto& e = view.As<BalanceChanged>();
            out << " account=" << e.account.raw() << " asset=" << e.asset.raw()
                << " available=" << e.available.raw() << " held=" << e.held.raw();
            return;
        }
        case EventType::kCancelReplaceApplied: {
            const auto& e = view.As<CancelReplaceApplied>();
            out << " cancel=" << ToString(e.cancel_reason) << " place=" << ToString(e.place_reason)
                << " attempted=" << static_cast<int>(e.place);
            return;
        }
        default:
            for (std::size_t at = sizeof(EventHeader); at < view.bytes().size(); at += 8) {
                std::uint64_t word = 0;
                std::memcpy(&word, view.bytes().data() + at, sizeof word);
                out << ' ' << std::hex << word << std::dec;
            }
    }
}

}  // namespace

std::string DescribeEvents(std::span<const std::byte> events) {
    std::ostringstream out;
    wire::ForEachEvent(events, [&out](const wire::EventView& view) {
        out << "    " << NameOf(view.type());
        WriteBody(out, view);
        out << '\n';
    });
    return out.str();
}

}  // namespace bourse::reference
