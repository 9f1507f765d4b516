// Operations on order lists.
#pragma once

#include "services/gateway/operation.h"
#include "services/gateway/order_list_parameters.h"

namespace bourse::gateway {

void PlaceOrderListAction(
    const ApiContext& context, Call call, ReplyHandler reply, ReadOrderList read
);
template <ReadOrderList kRead>
void PlaceListAction(const ApiContext& context, Call call, ReplyHandler reply) {
    PlaceOrderListAction(context, std::move(call), std::move(reply), kRead);
}
void CancelListAction(const ApiContext& context, Call call, ReplyHandler reply);
Reply QueryOrderList(const ApiContext& context, Call& call);
Reply AllOrderLists(const ApiContext& context, Call& call);
Reply OpenOrderLists(const ApiContext& context, Call& call);

}  // namespace bourse::gateway
