// Market stream payloads as JSON. Members and their order are Binance's; times are of the unit that
// the connection asked for.
// Thread: any; pure. Requires symbols that the catalog holds.
#pragma once

#include <string>
#include <string_view>

#include "core/market/ticker.h"
#include "core/market/views.h"
#include "services/gateway/operation.h"

namespace bourse::gateway {

// What every payload needs to know.
struct EventContext {
    const market::SymbolView& symbol;
    TimeUnit unit;
    Timestamp time;  // of the event, "E"
};

std::int64_t InUnit(Timestamp time, TimeUnit unit);

std::string TradeEvent(const EventContext& context, const market::Trade& trade);
std::string AggregateTradeEvent(const EventContext& context, const market::AggregateTrade& trade);
std::string BookTickerEvent(const EventContext& context, const market::DepthView& depth);
std::string DepthDiffEvent(const EventContext& context, const market::DepthDiff::Update& update);
std::string PartialDepthEvent(
    const EventContext& context, const market::DepthView& depth, std::size_t levels
);
struct KlineState {
    const market::Kline& kline;
    market::Buckets buckets;
    bool is_closed = false;
};
std::string KlineEvent(const EventContext& context, const KlineState& state);
std::string MiniTickerEvent(const EventContext& context, const market::Ticker& ticker);
std::string TickerEvent(
    const EventContext& context, const market::Ticker& ticker, const market::MarketView& market
);
// `window` as in "1h".
std::string RollingTickerEvent(
    const EventContext& context, const market::Ticker& ticker, std::string_view window
);
std::string AveragePriceEvent(const EventContext& context, const market::MarketView& market);

}  // namespace bourse::gateway
