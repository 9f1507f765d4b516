#include "services/gateway/order_list_report.h"

#include "services/gateway/order_report.h"
#include "services/gateway/vocabulary.h"

namespace bourse::gateway {

std::vector<CanceledOrder> FindCanceledOrders(
    const market::Orders& orders, std::span<const std::byte> events
) {
    std::vector<CanceledOrder> canceled;
    wire::ForEachEvent(events, [&](const wire::EventView& event) {
        if (event.type() != EventType::kOrderCanceled) return;
        const auto& cancel = event.As<OrderCanceled>();
        const market::OrderView* order = orders.Find(cancel.order);
        if (order != nullptr) canceled.push_back({order, cancel.cancel_id});
    });
    return canceled;
}

void OrderListWriter::BeginList(const market::OrderListView& list, Timestamp time) {
    json_.BeginObject().Key("orderListId").Number(list.id.raw());
    json_.Key("contingencyType").String(ContingencyOf(list.kind));
    json_.Key("listStatusType").String(list.is_open() ? "EXEC_STARTED" : "ALL_DONE");
    json_.Key("listOrderStatus").String(list.is_open() ? "EXECUTING" : "ALL_DONE");
    json_.Key("listClientOrderId").String(list.list_client_id.view());
    json_.Key("transactionTime").Number(call_.Time(time));
    json_.Key("symbol").String(catalog_.symbol(list.symbol).symbol.definition.name.view());
    WriteLegs(list);
}

void OrderListWriter::WriteLegs(const market::OrderListView& list) {
    const std::string_view symbol = catalog_.symbol(list.symbol).symbol.definition.name.view();
    json_.Key("orders").BeginArray();
    for (const auto& leg : std::span(list.legs).first(list.leg_count)) {
        json_.BeginObject().Key("symbol").String(symbol);
        json_.Key("orderId").Number(leg.order.raw());
        json_.Key("clientOrderId").String(leg.client_order_id.view()).EndObject();
    }
    json_.EndArray();
}

void OrderListWriter::WriteQueried(const market::OrderListView& list) {
    BeginList(list, list.time);
    json_.EndObject();
}

void OrderListWriter::BeginPlaced(const market::OrderListView& list) {
    market::OrderListView placed = list;
    placed.end = {};  // even when it ended at once
    BeginList(placed, placed.time);
}

void OrderListWriter::WriteCanceled(
    const market::OrderListView& list, Timestamp time, std::span<const CanceledOrder> canceled
) {
    BeginList(list, time);
    json_.Key("orderReports").BeginArray();
    OrderWriter writer(json_, call_, catalog_);
    for (const auto& [order, cancel_id] : canceled) {
        if (order->order_list == list.id) writer.WriteCanceled(*order, cancel_id);
    }
    json_.EndArray().EndObject();
}

void OrderListWriter::WriteStatus(const market::OrderListView& list) {
    json_.Key("listStatus").BeginObject().Key("orderListId").Number(list.id.raw());
    json_.Key("contingencyType").String(ContingencyOf(list.kind));
    json_.Key("listOrderStatus").String(list.is_open() ? "EXECUTING" : "ALL_DONE");
    json_.Key("listClientOrderId").String(list.list_client_id.view());
    json_.Key("symbol").String(catalog_.symbol(list.symbol).symbol.definition.name.view());
    WriteLegs(list);
    json_.EndObject();
}

}  // namespace bourse::gateway
