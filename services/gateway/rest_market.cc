#include "services/gateway/rest_market.h"

#include "core/market/ticker.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/statistics.h"
#include "services/gateway/symbol_parameters.h"

namespace bourse::gateway {

namespace {

constexpr LimitRange kDepthLimit{100, 5'000};
constexpr LimitRange kRowLimit{500, 1'000};

void WriteLevels(
    JsonWriter& json, const market::SymbolView& view, const std::vector<market::Level>& levels
) {
    json.BeginArray();
    for (const auto& [price, quantity] : levels) {
        json.BeginArray().Decimal(view.price, price.raw());
        json.Decimal(view.quantity, quantity.raw()).EndArray();
    }
    json.EndArray();
}

std::string WriteTrades(
    const Call& call, const market::SymbolView& view, const std::vector<market::Trade>& trades
) {
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    for (const auto& trade : trades) {
        json.BeginObject().Key("id").Number(trade.id.raw());
        json.Key("price").Decimal(view.price, trade.price.raw());
        json.Key("qty").Decimal(view.quantity, trade.quantity.raw());
        json.Key("quoteQty").Decimal(view.quote_amount, trade.notional.raw());
        json.Key("time").Number(call.Time(trade.time));
        json.Key("isBuyerMaker").Bool(trade.taker_side == Side::kSell);
        json.Key("isBestMatch").True().EndObject();
    }
    json.EndArray();
    return body;
}

Reply AnswerTrades(
    const ApiContext& context,
    Call& call,
    std::optional<SymbolId> symbol,
    const market::TradeQuery& query
) {
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    const auto& trades = context.views.market(*symbol).trades;
    return WriteTrades(call, context.views.catalog().symbol(*symbol), trades.Query(query));
}

market::TradeQuery ReadTradeQuery(Parameters& parameters) {
    market::TradeQuery query;
    query.from_id = parameters.FindInteger("fromId");
    query.limit = parameters.FindLimit("limit", kRowLimit);
    return query;
}

// The last unit of time before the next kline opens.
std::int64_t CloseTime(const Call& call, const market::Buckets& buckets, Timestamp open) {
    return call.Time(buckets.Next(open)) - 1;
}

std::string WriteKlines(
    const Call& call,
    const market::SymbolView& view,
    const market::Buckets& buckets,
    const std::vector<market::Kline>& klines
) {
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    for (const auto& kline : klines) {
        json.BeginArray().Number(call.Time(kline.open_time));
        json.Decimal(view.price, kline.open.raw()).Decimal(view.price, kline.high.raw());
        json.Decimal(view.price, kline.low.raw()).Decimal(view.price, kline.close.raw());
        json.Decimal(view.quantity, kline.volume);
        json.Number(CloseTime(call, buckets, kline.open_time));
        json.Decimal(view.quote_amount, kline.quote_volume).Number(kline.trades);
        json.Decimal(view.quantity, kline.taker_buy_volume);
        json.Decimal(view.quote_amount, kline.taker_buy_quote_volume).String("0").EndArray();
    }
    json.EndArray();
    return body;
}

market::Buckets ReadBuckets(Parameters& parameters) {
    market::Buckets buckets;
    const std::string_view interval = parameters.Require("interval");
    if (const auto parsed = market::ParseKlineInterval(interval)) {
        buckets.interval = *parsed;
    } else if (!interval.empty()) {
        parameters.Fail(Refuse(ErrorCode::kInvalidInterval, "Invalid interval."));
    }
    if (const auto zone = parameters.Find("timeZone")) {
        const auto parsed = market::ParseTimeZone(*zone);
        if (parsed) buckets.zone = *parsed;
        if (!parsed) parameters.Fail(InvalidParameter("timeZone"));
    }
    return buckets;
}

}  // namespace

Reply Depth(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    const auto symbol = RequireSymbol(call.parameters, catalog);
    const std::size_t limit = call.parameters.FindLimit("limit", kDepthLimit);
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};

    const market::SymbolView& view = catalog.symbol(*symbol);
    const market::DepthView& depth = context.views.market(*symbol).depth;
    const market::DepthLevels levels = depth.Top(limit);
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("lastUpdateId").Number(depth.update_id().raw()).Key("bids");
    WriteLevels(json, view, levels.bids);
    json.Key("asks");
    WriteLevels(json, view, levels.asks);
    json.EndObject();
    return body;
}

std::int64_t DepthWeight(const Parameters& parameters) {
    const auto limit = ParseInteger(parameters.Peek("limit").value_or("")).value_or(100);
    if (limit <= 100) return 5;
    if (limit <= 500) return 25;
    return limit <= 1'000 ? 50 : 250;
}

Reply RecentTrades(const ApiContext& context, Call& call) {
    const auto symbol = RequireSymbol(call.parameters, context.views.catalog());
    market::TradeQuery query;
    query.limit = call.parameters.FindLimit("limit", kRowLimit);
    return AnswerTrades(context, call, symbol, query);
}

Reply HistoricalTrades(const ApiContext& context, Call& call) {
    const auto symbol = RequireSymbol(call.parameters, context.views.catalog());
    return AnswerTrades(context, call, symbol, ReadTradeQuery(call.parameters));
}

Reply AggregateTrades(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    const auto symbol = RequireSymbol(call.parameters, catalog);
    market::TradeQuery query = ReadTradeQuery(call.parameters);
    query.start = call.parameters.FindTime("startTime");
    query.end = call.parameters.FindTime("endTime");
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};

    const market::SymbolView& view = catalog.symbol(*symbol);
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    for (const auto& trade : context.views.market(*symbol).trades.QueryAggregates(query)) {
        json.BeginObject().Key("a").Number(trade.id.raw());
        json.Key("p").Decimal(view.price, trade.price.raw());
        json.Key("q").Decimal(view.quantity, trade.quantity.raw());
        json.Key("f").Number(trade.first.raw()).Key("l").Number(trade.last.raw());
        json.Key("T").Number(call.Time(trade.time));
        json.Key("m").Bool(trade.taker_side == Side::kSell).Key("M").True().EndObject();
    }
    json.EndArray();
    return body;
}

Reply Klines(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    const auto symbol = RequireSymbol(call.parameters, catalog);
    market::KlineQuery query;
    query.buckets = ReadBuckets(call.parameters);
    query.start = call.parameters.FindTime("startTime");
    query.end = call.parameters.FindTime("endTime");
    query.limit = call.parameters.FindLimit("limit", kRowLimit);
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};

    const auto klines = context.views.market(*symbol).klines.Query(query, call.now);
    return WriteKlines(call, catalog.symbol(*symbol), query.buckets, klines);
}

Reply AveragePrice(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    const auto symbol = RequireSymbol(call.parameters, catalog);
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};

    const market::SymbolView& view = catalog.symbol(*symbol);
    const market::MarketView& market = context.views.market(*symbol);
    const market::Ticker ticker = market::AveragePrice(market.klines, call.now);
    const auto& trades = market.trades.trades();
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("mins").Number(market::kAveragePriceMinutes).Key("price");
    if (ticker.sum.trades == 0) {
        json.Decimal(view.price, ticker.sum.close.raw());
    } else {
        WriteAverage(json, view, ticker.sum);
    }
    json.Key("closeTime").Number(trades.empty() ? 0 : call.Time(trades.back().time)).EndObject();
    return body;
}

}  // namespace bourse::gateway
