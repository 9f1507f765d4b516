#include "services/gateway/rest_orders.h"

#include <set>

#include "core/matching/order_check.h"
#include "services/gateway/commission_rates.h"
#include "services/gateway/engine_call.h"
#include "services/gateway/order_list_report.h"
#include "services/gateway/order_parameters.h"
#include "services/gateway/order_report.h"
#include "services/gateway/symbol_parameters.h"

namespace bourse::gateway {

namespace {

// What the engine checks before it looks at books and balances, by the same functions.
RejectReason Check(const ApiContext& context, AccountId account, const OrderInstruction& order) {
    const market::Catalog& catalog = context.views.catalog();
    const market::SymbolView& view = catalog.symbol(order.symbol);
    const market::AccountView* owner = catalog.FindAccount(account);
    if (owner == nullptr) return RejectReason::kUnknownAccount;
    if (owner->status == AccountStatus::kFrozen) return RejectReason::kAccountFrozen;
    if (view.mode == SymbolMode::kHalted) return RejectReason::kMarketHalted;
    if (view.mode == SymbolMode::kCancelOnly) return RejectReason::kMarketCancelOnly;
    const RejectReason fields = matching::CheckFields(view.symbol, order);
    if (fields != RejectReason::kNone) return fields;
    matching::OrderStore orders;
    matching::Market market(order.symbol, view.symbol, orders);
    const auto& trades = context.views.market(order.symbol).trades.trades();
    if (!trades.empty()) market.last_price = trades.back().price;
    matching::OpenCounts open;
    const AssetId base = view.symbol.definition.base;
    const market::Balance owned = context.views.balances().Of(account, base);
    Int128 position = owned.available.raw() + Int128{owned.held.raw()};
    for (const market::OrderView* other : context.views.orders().Open(account, order.symbol)) {
        ++open.orders;
        if (IsStop(other->type) && other->working_time == Timestamp()) ++open.untriggered;
        if (other->conditions.iceberg_quantity != Quantity()) ++open.icebergs;
        if (other->side == Side::kBuy) {
            const Quantity rest = other->quantity - other->executed - other->prevented;
            position += Int128{view.symbol.definition.lot_size} * rest.raw();
        }
    }
    const RejectReason filters = matching::CheckFilters(market, order, open);
    if (filters != RejectReason::kNone || !matching::HasPositionLimit(view.symbol, order)) {
        return filters;
    }
    return matching::CheckPosition(view.symbol, position + matching::PositionOf(market, order));
}

// The orders that a cancel-all cancelled, those of a list together; each was closed, so the views
// have its last state.
Reply WriteCanceledOrders(
    const ApiContext& context, const Call& call, std::span<const std::byte> events
) {
    const market::Catalog& catalog = context.views.catalog();
    const auto canceled = FindCanceledOrders(context.views.orders(), events);
    if (FindEvent<OrderCanceled>(events) == nullptr) {
        return Unexpected{ErrorOf(RejectReason::kUnknownOrder, Action::kCancel)};
    }
    std::string body;
    JsonWriter json(body);
    std::set<OrderListId> written;
    json.BeginArray();
    for (const auto& [order, cancel_id] : canceled) {
        const market::OrderListView* list = context.views.order_lists().Find(order->order_list);
        if (list == nullptr) {
            OrderWriter(json, call, catalog).WriteCanceled(*order, cancel_id);
        } else if (written.insert(list->id).second) {
            OrderListWriter(json, call, catalog).WriteCanceled(*list, order->update_time, canceled);
        }
    }
    json.EndArray();
    return body;
}

// The order as its amendment left it, though it may have traded since.
Reply WriteAmendment(
    const ApiContext& context,
    const Call& call,
    const ClientOrderId& original,
    std::span<const std::byte> events
) {
    const auto* applied = FindEvent<CommandApplied>(events);
    const auto* amended = FindEvent<OrderAmended>(events);
    const market::OrderView* found = context.views.orders().Find(amended->order);
    CHECK(found != nullptr);
    market::OrderView order = *found;
    order.quantity = amended->quantity;
    order.client_order_id = amended->client_order_id;
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("transactTime").Number(call.Time(applied->timestamp));
    json.Key("executionId").Number(applied->sequence.raw()).Key("amendedOrder");
    OrderWriter(json, call, context.views.catalog()).WriteAmended(order, original);
    if (const auto* list = context.views.order_lists().Find(order.order_list)) {
        OrderListWriter(json, call, context.views.catalog()).WriteStatus(*list);
    }
    json.EndObject();
    return body;
}

ClientOrderId OriginalOf(
    const ApiContext& context, AccountId account, const OrderReference& reference
) {
    if (reference.order == OrderId()) return reference.client_order_id;
    const market::OrderView* order = context.views.orders().Find(reference.order);
    const bool is_own = order != nullptr && order->account == account;
    return is_own ? order->client_order_id : ClientOrderId{};
}

}  // namespace

void PlaceOrderAction(const ApiContext& context, Call call, ReplyHandler reply) {
    const NewOrder order = ReadNewOrder(call.parameters, context.views.catalog());
    if (const auto read = call.parameters.Finish(); !read) return reply(Unexpected{read.error()});
    const auto counted = context.throttle.AddOrders(call.account(), 1, call.now);
    if (!counted) return reply(Unexpected{counted.error()});

    auto command = CommandOf<PlaceOrder>(call);
    command.instruction = order.instruction;
    const auto on_applied = [&context, type = order.response_type](
                                const Call& applied, std::span<const std::byte> events
                            ) -> Reply {
        CreditFirstFills(context, events);
        const auto placed = FindPlacedOrder(events);
        CHECK(placed);
        std::string body;
        JsonWriter json(body);
        OrderWriter(json, applied, context.views.catalog()).WritePlaced(*placed, type);
        return body;
    };
    SendCommand(
        context,
        {std::move(call), wire::Command(command), Action::kPlace, on_applied},
        std::move(reply)
    );
}

Reply TestOrder(const ApiContext& context, Call& call) {
    const NewOrder order = ReadNewOrder(call.parameters, context.views.catalog());
    const bool wants_rates = call.parameters.FindFlag("computeCommissionRates").value_or(false);
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    const RejectReason reason = Check(context, call.account(), order.instruction);
    if (reason != RejectReason::kNone) return Unexpected{ErrorOf(reason, Action::kPlace)};
    std::string body;
    JsonWriter json(body);
    json.BeginObject();
    if (wants_rates) WriteOrderCommission(json, RatesOf(context, call.account()));
    json.EndObject();
    return body;
}

std::int64_t TestOrderWeight(const Parameters& parameters) {
    const auto wants_rates = parameters.Peek("computeCommissionRates");
    return wants_rates == "true" || wants_rates == "TRUE" ? 20 : 1;
}

void CancelOrderAction(const ApiContext& context, Call call, ReplyHandler reply) {
    const auto symbol = RequireSymbol(call.parameters, context.views.catalog());
    auto command = CommandOf<CancelOrder>(call);
    command.reference = ReadReference(call.parameters, symbol.value_or(SymbolId()));
    command.restriction = ReadRestriction(call.parameters);
    command.cancel_id = ReadClientOrderId(call.parameters, "newClientOrderId");
    if (const auto read = call.parameters.Finish(); !read) return reply(Unexpected{read.error()});

    const auto on_applied =
        [&context](const Call& applied, std::span<const std::byte> events) -> Reply {
        const OrderCanceled* canceled = FindCanceled(events);
        CHECK(canceled != nullptr);
        const market::OrderView* order = context.views.orders().Find(canceled->order);
        CHECK(order != nullptr);
        std::string body;
        JsonWriter json(body);
        OrderWriter(json, applied, context.views.catalog())
            .WriteCanceled(*order, canceled->cancel_id);
        return body;
    };
    SendCommand(
        context,
        {std::move(call), wire::Command(command), Action::kCancel, on_applied},
        std::move(reply)
    );
}

void CancelAllOrdersAction(const ApiContext& context, Call call, ReplyHandler reply) {
    const auto symbol = RequireSymbol(call.parameters, context.views.catalog());
    if (const auto read = call.parameters.Finish(); !read) return reply(Unexpected{read.error()});
    auto command = CommandOf<CancelAllOrders>(call);
    command.symbol = *symbol;
    command.cancel_id = RandomClientOrderId();
    const auto on_applied = [&context](const Call& applied, std::span<const std::byte> events) {
        return WriteCanceledOrders(context, applied, events);
    };
    SendCommand(
        context,
        {std::move(call), wire::Command(command), Action::kCancel, on_applied},
        std::move(reply)
    );
}

void AmendOrderAction(const ApiContext& context, Call call, ReplyHandler reply) {
    const market::Catalog& catalog = context.views.catalog();
    const auto symbol = RequireSymbol(call.parameters, catalog);
    auto command = CommandOf<AmendOrder>(call);
    command.reference = ReadReference(call.parameters, symbol.value_or(SymbolId()));
    command.client_order_id = ReadClientOrderId(call.parameters, "newClientOrderId");
    call.parameters.Require("newQty");
    if (call.parameters.has_failed()) return reply(Unexpected{call.parameters.Finish().error()});
    const DecimalRule rule = QuantityRule(catalog.symbol(*symbol));
    command.quantity = Quantity(call.parameters.FindDecimal("newQty", rule).value_or(0));
    if (const auto read = call.parameters.Finish(); !read) return reply(Unexpected{read.error()});

    const ClientOrderId original = OriginalOf(context, call.account(), command.reference);
    const auto on_applied = [&context, original](
                                const Call& applied, std::span<const std::byte> events
                            ) { return WriteAmendment(context, applied, original, events); };
    SendCommand(
        context,
        {std::move(call), wire::Command(command), Action::kAmend, on_applied},
        std::move(reply)
    );
}

}  // namespace bourse::gateway
