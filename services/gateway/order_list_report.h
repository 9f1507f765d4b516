// Order lists as JSON. Members and their order are Binance's.
// Thread: any; pure.
#pragma once

#include <span>

#include "core/market/catalog.h"
#include "core/market/order_view.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/operation.h"

namespace bourse::gateway {

// A cancelled order with the name of its cancel.
struct CanceledOrder {
    const market::OrderView* order = nullptr;
    ClientOrderId cancel_id;
};
// Those of a command, or of the steps of one, that the views still know.
std::vector<CanceledOrder> FindCanceledOrders(
    const market::Orders& orders, std::span<const std::byte> events
);

class OrderListWriter {
public:
    OrderListWriter(JsonWriter& json, const Call& call, const market::Catalog& catalog)
        : json_(json), call_(call), catalog_(catalog) {}

    // The answer to a query.
    void WriteQueried(const market::OrderListView& list);
    // The object up to its last member, which is the caller's: orderReports.
    void BeginPlaced(const market::OrderListView& list);
    // The answer to a cancel: of `canceled` those that are the list's.
    void WriteCanceled(
        const market::OrderListView& list, Timestamp time, std::span<const CanceledOrder> canceled
    );
    // The member of an amendment's answer.
    void WriteStatus(const market::OrderListView& list);

private:
    void BeginList(const market::OrderListView& list, Timestamp time);
    void WriteLegs(const market::OrderListView& list);

    JsonWriter& json_;
    const Call& call_;
    const market::Catalog& catalog_;
};

}  // namespace bourse::gateway
