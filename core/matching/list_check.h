// The shape of an order list: its kind, and legs that make one (docs/rules.md section 9).
// Thread: any; pure.
#pragma once

#include "core/domain/commands.h"
#include "core/domain/reject_reason.h"

namespace bourse::matching {

// 0 for a kind out of the enum.
std::size_t LegCount(OrderListKind kind);

// kInvalidOrderList or kNone. Of any values.
RejectReason CheckListShape(const PlaceOrderList& command);

// kInvalidListPrices or kNone, of a list of valid shape; `last` is 0 when there is no price yet.
RejectReason CheckListPrices(const PlaceOrderList& command, Price last);

}  // namespace bourse::matching
