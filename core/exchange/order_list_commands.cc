// Order lists (docs/rules.md section 9).
#include "core/exchange/state.h"
#include "core/matching/list_check.h"
#include "core/matching/order_check.h"

namespace bourse::exchange {

using matching::Market;
using matching::OrderList;

RejectReason Exchange::State::Do(const PlaceOrderList& command) {
    const AccountId account = command.header.account;
    const auto trading = CheckTrading(account, command.legs[0].symbol);
    if (trading != RejectReason::kNone) return trading;
    Market& market = *MarketOf(command.legs[0].symbol);
    const matching::Entrant entrant = EntrantOf(account, market.id);
    const auto check = CheckListInstructions(entrant, command);
    if (check != RejectReason::kNone) return check;
    const OrderListId id = last_order_list.Next();
    const auto reason = matcher_.PlaceList(market, {id, last_order.Next()}, entrant, command);
    if (reason != RejectReason::kNone) return reason;
    last_order_list = id;
    last_order = OrderId(last_order.raw() + matching::LegCount(command.kind));
    if (market.has_pending_steps()) QueueTriggers(market);
    return reason;
}

RejectReason Exchange::State::CheckListInstructions(
    const matching::Entrant& entrant, const PlaceOrderList& command
) const {
    const Market& market = *MarketOf(command.legs[0].symbol);
    const auto shape = matching::CheckListShape(command);
    if (shape != RejectReason::kNone) return shape;
    const auto prices = matching::CheckListPrices(command, market.reference_price());
    if (prices != RejectReason::kNone) return prices;
    if (!matching::IsValid(command.list_client_id)) return RejectReason::kInvalidClientOrderId;
    matching::OpenCounts open = OpenCountsOf(entrant);
    Int128 bought = 0;
    for (std::size_t i = 0; i < matching::LegCount(command.kind); ++i) {
        const OrderInstruction& leg = command.legs[i];
        const auto fields = matching::CheckFields(market.symbol, leg);
        if (fields != RejectReason::kNone) return fields;
        const auto filters = matching::CheckFilters(market, leg, open);
        if (filters != RejectReason::kNone) return filters;
        if (matching::HasPositionLimit(market.symbol, leg)) [[unlikely]] {
            bought += matching::PositionOf(market, leg);
            const auto position =
                matching::CheckPosition(market.symbol, PositionOf(entrant, market) + bought);
            if (position != RejectReason::kNone) return position;
        }
        ++open.orders;
        if (IsStop(leg.type)) ++open.untriggered;
        if (leg.conditions.iceberg_quantity.raw() != 0) ++open.icebergs;
    }
    const bool is_by_proceeds =
        command.kind == OrderListKind::kOpo || command.kind == OrderListKind::kOpoco;
    return is_by_proceeds ? RejectReason::kUnsupportedOrder : RejectReason::kNone;
}

RejectReason Exchange::State::Do(const CancelOrderList& command) {
    Market* market = MarketOf(command.symbol);
    if (market == nullptr) return RejectReason::kUnknownSymbol;
    const AccountId account = command.header.account;
    if (!matching::IsValid(command.list_client_id)) return RejectReason::kUnknownOrderList;
    const auto& lists = orders.lists();
    const OrderList* list = command.list.raw() != 0
                                ? lists.Find(command.list)
                                : lists.Find(account, market->id, command.list_client_id);
    if (list == nullptr || list->account != account || list->symbol != market->id) {
        return RejectReason::kUnknownOrderList;
    }
    const bool is_named =
        command.list_client_id.empty() || command.list_client_id.view() == list->client_id.view();
    if (!is_named) return RejectReason::kUnknownOrderList;
    matcher_.CancelList(
        *market, list->id, OrderId(0), {CancelCause::kOrderList, command.cancel_id}
    );
    return RejectReason::kNone;
}

}  // namespace bourse::exchange
