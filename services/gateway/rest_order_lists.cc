#include "services/gateway/rest_order_lists.h"

#include "services/gateway/engine_call.h"
#include "services/gateway/order_list_report.h"
#include "services/gateway/order_report.h"
#include "services/gateway/symbol_parameters.h"
#include "services/gateway/time_range.h"

namespace bourse::gateway {

namespace {

// A list's reports have no fills.
ResponseType TypeOf(const PlacedOrder& placed, std::optional<ResponseType> asked) {
    const ResponseType type = asked.value_or(StandardResponseType(placed.order.type));
    return type == ResponseType::kFull ? ResponseType::kResult : type;
}

Reply WritePlacedList(
    const ApiContext& context,
    const Call& call,
    std::optional<ResponseType> type,
    std::span<const std::byte> events
) {
    const market::Catalog& catalog = context.views.catalog();
    const auto* accepted = FindEvent<OrderListAccepted>(events);
    CHECK(accepted != nullptr);
    std::string body;
    JsonWriter json(body);
    OrderListWriter(json, call, catalog)
        .BeginPlaced(context.views.order_lists().Get(accepted->order_list));
    json.Key("orderReports").BeginArray();
    OrderWriter writer(json, call, catalog);
    for (const PlacedOrder& placed : FindPlacedOrders(events)) {
        writer.WritePlaced(placed, TypeOf(placed, type));
    }
    json.EndArray().EndObject();
    return body;
}

Reply WriteCanceledList(
    const ApiContext& context, const Call& call, std::span<const std::byte> events
) {
    const auto canceled = FindCanceledOrders(context.views.orders(), events);
    CHECK(!canceled.empty());
    const market::OrderListView& list =
        context.views.order_lists().Get(canceled.front().order->order_list);
    std::string body;
    JsonWriter json(body);
    OrderListWriter(json, call, context.views.catalog())
        .WriteCanceled(list, FindEvent<CommandApplied>(events)->timestamp, canceled);
    return body;
}

struct ListReference {
    OrderListId list;
    ClientOrderId list_client_id;
};

ListReference ReadListReference(Parameters& parameters, const std::string& client_id_name) {
    const auto list = parameters.FindInteger("orderListId");
    const auto client_id = FindClientOrderId(parameters, client_id_name);
    if (!list && !client_id) {
        parameters.Fail(Refuse(
            ErrorCode::kMandatoryParameter,
            "Param '" + client_id_name +
                "' or 'orderListId' must be sent, but both were empty/null!"
        ));
    }
    return {OrderListId(list.value_or(0)), client_id.value_or(ClientOrderId{})};
}

std::string WriteLists(
    const ApiContext& context,
    const Call& call,
    const std::vector<const market::OrderListView*>& lists
) {
    std::string body;
    JsonWriter json(body);
    OrderListWriter writer(json, call, context.views.catalog());
    json.BeginArray();
    for (const market::OrderListView* list : lists) writer.WriteQueried(*list);
    json.EndArray();
    return body;
}

}  // namespace

void PlaceOrderListAction(
    const ApiContext& context, Call call, ReplyHandler reply, ReadOrderList read_list
) {
    const NewOrderList list = read_list(call.parameters, context.views.catalog());
    if (const auto read = call.parameters.Finish(); !read) return reply(Unexpected{read.error()});
    const auto orders = static_cast<std::int64_t>(list.leg_count);
    const auto counted = context.throttle.AddOrders(call.account(), orders, call.now);
    if (!counted) return reply(Unexpected{counted.error()});

    auto command = CommandOf<PlaceOrderList>(call);
    command.kind = list.kind;
    command.list_client_id = list.list_client_id;
    std::ranges::copy(list.legs, command.legs);
    const auto on_applied = [&context, type = list.response_type](
                                const Call& applied, std::span<const std::byte> events
                            ) {
        CreditFirstFills(context, events);
        return WritePlacedList(context, applied, type, events);
    };
    SendCommand(
        context,
        {std::move(call), wire::Command(command), Action::kPlace, on_applied},
        std::move(reply)
    );
}

void CancelListAction(const ApiContext& context, Call call, ReplyHandler reply) {
    const auto symbol = RequireSymbol(call.parameters, context.views.catalog());
    const ListReference reference = ReadListReference(call.parameters, "listClientOrderId");
    auto command = CommandOf<CancelOrderList>(call);
    command.list = reference.list;
    command.list_client_id = reference.list_client_id;
    command.cancel_id = ReadClientOrderId(call.parameters, "newClientOrderId");
    if (const auto read = call.parameters.Finish(); !read) return reply(Unexpected{read.error()});
    command.symbol = *symbol;
    const auto on_applied = [&context](const Call& applied, std::span<const std::byte> events) {
        return WriteCanceledList(context, applied, events);
    };
    SendCommand(
        context,
        {std::move(call), wire::Command(command), Action::kCancel, on_applied},
        std::move(reply)
    );
}

Reply QueryOrderList(const ApiContext& context, Call& call) {
    const ListReference reference = ReadListReference(call.parameters, "origClientOrderId");
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    const market::OrderLists& lists = context.views.order_lists();
    const bool by_client_id = !reference.list_client_id.empty();
    const market::OrderListView* list =
        by_client_id ? lists.Find(call.account(), reference.list_client_id.view())
                     : lists.Find(reference.list);
    if (list == nullptr || list->account != call.account()) {
        return Refuse(ErrorCode::kUnknownOrder, "Order list does not exist.");
    }
    std::string body;
    JsonWriter json(body);
    OrderListWriter(json, call, context.views.catalog()).WriteQueried(*list);
    return body;
}

Reply AllOrderLists(const ApiContext& context, Call& call) {
    market::OrderListQuery query;
    if (const auto from = call.parameters.FindInteger("fromId")) query.from = OrderListId(*from);
    const TimeRange range = ReadTimeRange(call.parameters);
    query.limit = call.parameters.FindLimit("limit", {});
    if (query.from && range.is_given()) {
        call.parameters.Fail(
            Refuse(ErrorCode::kInvalidCombination, "Combination of optional parameters invalid.")
        );
    }
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    query.account = call.account();
    query.start = range.start;
    query.end = range.end;
    return WriteLists(context, call, context.views.order_lists().Query(query));
}

Reply OpenOrderLists(const ApiContext& context, Call& call) {
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    return WriteLists(context, call, context.views.order_lists().Open(call.account()));
}

}  // namespace bourse::gateway
