// What became of an order, from the events of the command that placed it, and orders as JSON.
// Thread: any; pure.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/market/catalog.h"
#include "core/market/order_view.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/operation.h"
#include "services/gateway/order_parameters.h"

namespace bourse::gateway {

// The order right after its command; later commands may have changed it since.
struct PlacedOrder {
    market::OrderView order;
    std::vector<TradeExecuted> trades;          // in which it was the taker
    std::vector<SelfTradePrevented> prevented;  // likewise
};
// In the order in which they were accepted. A leg that waits for another one of its list is as it
// was when it was placed, even when it was released at once.
std::vector<PlacedOrder> FindPlacedOrders(std::span<const std::byte> events);
// The first of them; nothing when the events place no order.
std::optional<PlacedOrder> FindPlacedOrder(std::span<const std::byte> events);

// The first event of that type; nullptr when there is none.
template <class Event>
const Event* FindEvent(std::span<const std::byte> events) {
    const Event* found = nullptr;
    wire::ForEachEvent(events, [&](const wire::EventView& event) {
        if (found == nullptr && event.type() == Event::kType) found = &event.As<Event>();
    });
    return found;
}

// The cancel that was asked for, not those of the other legs of its list; nullptr: there is none.
const OrderCanceled* FindCanceled(std::span<const std::byte> events);

// As orders tell it: -1 for none.
std::int64_t ListNumber(OrderListId list);

// How a call's orders are written: one object each.
class OrderWriter {
public:
    OrderWriter(JsonWriter& json, const Call& call, const market::Catalog& catalog)
        : json_(json), call_(call), catalog_(catalog) {}

    // The answer to a placement.
    void WritePlaced(const PlacedOrder& placed, ResponseType type);
    // The answer to a query.
    void WriteQueried(const market::OrderView& order);
    // The answer to a cancel, with the cancel's own id.
    void WriteCanceled(const market::OrderView& order, const ClientOrderId& cancel_id);
    // The answer to an amendment, with the client order id before it.
    void WriteAmended(const market::OrderView& order, const ClientOrderId& original);

private:
    void WriteHead(const market::OrderView& order);
    void WriteWorkingTime(const market::OrderView& order);
    void WriteTrigger(const market::OrderView& order);
    void WritePeg(const market::OrderView& order);
    void WriteState(const market::OrderView& order);
    void WriteConditions(const market::OrderView& order);
    void WriteFills(const PlacedOrder& placed);
    void WritePrevented(const PlacedOrder& placed);
    const market::SymbolView& ViewOf(const market::OrderView& order) const {
        return catalog_.symbol(order.symbol);
    }

    JsonWriter& json_;
    const Call& call_;
    const market::Catalog& catalog_;
};

}  // namespace bourse::gateway
