// Events as lines that people read: "TradeExecuted 0.5 at 60000 of BTCUSDT, orders 7 and 9".
// Thread: any; pure.
#pragma once

#include <string>

#include "core/market/catalog.h"
#include "core/wire/event_codec.h"

namespace bourse::gateway {

// Requires: what the event names is defined in the catalog.
std::string DescribeEvent(wire::EventView event, const market::Catalog& catalog);

}  // namespace bourse::gateway
