// Operations that place, test, cancel and amend orders.
#pragma once

#include "services/gateway/operation.h"

namespace bourse::gateway {

void PlaceOrderAction(const ApiContext& context, Call call, ReplyHandler reply);
Reply TestOrder(const ApiContext& context, Call& call);
void CancelOrderAction(const ApiContext& context, Call call, ReplyHandler reply);
void CancelAllOrdersAction(const ApiContext& context, Call call, ReplyHandler reply);
void AmendOrderAction(const ApiContext& context, Call call, ReplyHandler reply);
void CancelReplaceAction(const ApiContext& context, Call call, ReplyHandler reply);

std::int64_t TestOrderWeight(const Parameters& parameters);

}  // namespace bourse::gateway
