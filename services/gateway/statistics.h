// What follows from a kline and is no sum of it. Exact up to the digits shown; the rest is cut off.
// Thread: any; pure.
#pragma once

#include "core/market/catalog.h"
#include "core/market/klines.h"
#include "services/gateway/json_writer.h"

namespace bourse::gateway {

// The volume-weighted average price, to 8 places; 0 without trades.
void WriteAverage(JsonWriter& json, const market::SymbolView& view, const market::Kline& sum);
// (close - open) / open in percent, to 3 places; 0 without an open price.
void WriteChangePercent(JsonWriter& json, const market::Kline& sum);

}  // namespace bourse::gateway
