#include "services/gateway/rest_ticker.h"

#include <algorithm>

#include "core/market/ticker.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/statistics.h"
#include "services/gateway/symbol_parameters.h"

namespace bourse::gateway {

namespace {

// kMini has prices and sums only.
enum class Detail : std::uint8_t { kMini, kFull };

Detail ReadDetail(Parameters& parameters) {
    static constexpr Named<Detail> kDetails[] = {{"FULL", Detail::kFull}, {"MINI", Detail::kMini}};
    return parameters
        .FindOneOf("type", kDetails, Refuse(ErrorCode::kInvalidTickerType, "Invalid ticker type."))
        .value_or(Detail::kFull);
}

// One symbol of a ticker.
struct Row {
    const market::SymbolView& view;
    const market::MarketView& market;
};

// One object for `symbol`, else an array.
template <class Write>
Reply AnswerRows(
    const ApiContext& context, Call& call, const SymbolSelection& selection, Write&& write
) {
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    const bool is_one = selection.form == SymbolSelection::Form::kOne;
    std::string body;
    JsonWriter json(body);
    if (!is_one) json.BeginArray();
    for (const SymbolId id : selection.symbols) {
        const market::SymbolView& view = context.views.catalog().symbol(id);
        json.BeginObject().Key("symbol").String(view.symbol.definition.name.view());
        write(json, Row{view, context.views.market(id)});
        json.EndObject();
    }
    if (!is_one) json.EndArray();
    return body;
}

void WritePrice(JsonWriter& json, const Row& row, std::string_view key, Price price) {
    json.Key(key).Decimal(row.view.price, price.raw());
}

void WriteLevel(JsonWriter& json, const Row& row, Side side) {
    const bool is_bid = side == Side::kBuy;
    const market::Level level = row.market.depth.Best(side).value_or(market::Level{});
    WritePrice(json, row, is_bid ? "bidPrice" : "askPrice", level.price);
    json.Key(is_bid ? "bidQty" : "askQty").Decimal(row.view.quantity, level.quantity.raw());
}

void WriteBook(JsonWriter& json, const Row& row) {
    WriteLevel(json, row, Side::kBuy);
    WriteLevel(json, row, Side::kSell);
}

void WriteChange(JsonWriter& json, const Row& row, const market::Kline& sum) {
    json.Key("priceChange").Decimal(row.view.price, sum.close.raw() - sum.open.raw());
    json.Key("priceChangePercent");
    WriteChangePercent(json, sum);
    json.Key("weightedAvgPrice");
    WriteAverage(json, row.view, sum);
}

void WriteSums(JsonWriter& json, const Call& call, const Row& row, const market::Ticker& ticker) {
    const market::Kline& sum = ticker.sum;
    WritePrice(json, row, "openPrice", sum.open);
    WritePrice(json, row, "highPrice", sum.high);
    WritePrice(json, row, "lowPrice", sum.low);
    json.Key("volume").Decimal(row.view.quantity, sum.volume);
    json.Key("quoteVolume").Decimal(row.view.quote_amount, sum.quote_volume);
    json.Key("openTime").Number(call.Time(ticker.open_time));
    json.Key("closeTime").Number(call.Time(ticker.close_time));
    const bool has_trades = sum.trades != 0;
    const auto id = [&](TradeId trade) {
        return has_trades ? static_cast<std::int64_t>(trade.raw()) : -1;
    };
    json.Key("firstId").Number(id(sum.first_trade));
    json.Key("lastId").Number(has_trades ? id(sum.last_trade()) : -1);
    json.Key("count").Number(sum.trades);
}

void WriteWindow(
    JsonWriter& json, const Call& call, const Row& row, const market::Ticker& ticker, Detail detail
) {
    if (detail == Detail::kFull) WriteChange(json, row, ticker.sum);
    WritePrice(json, row, "lastPrice", ticker.sum.close);
    WriteSums(json, call, row, ticker);
}

void Write24Hours(JsonWriter& json, const Row& row, const market::Ticker& ticker) {
    const auto& trades = row.market.trades.trades();
    WriteChange(json, row, ticker.sum);
    WritePrice(json, row, "prevClosePrice", ticker.previous_close.value_or(Price()));
    WritePrice(json, row, "lastPrice", ticker.sum.close);
    const Quantity last = trades.empty() ? Quantity() : trades.back().quantity;
    json.Key("lastQty").Decimal(row.view.quantity, last.raw());
    WriteBook(json, row);
}

}  // namespace

Reply Ticker24Hours(const ApiContext& context, Call& call) {
    const SymbolSelection selection = SelectSymbols(call.parameters, context.views.catalog());
    const Detail detail = ReadDetail(call.parameters);
    return AnswerRows(context, call, selection, [&](JsonWriter& json, const Row& row) {
        const auto ticker = market::RollingTicker(row.market.klines, {}, call.now);
        if (detail == Detail::kMini) return WriteWindow(json, call, row, ticker, detail);
        Write24Hours(json, row, ticker);
        WriteSums(json, call, row, ticker);
    });
}

Reply TickerTradingDay(const ApiContext& context, Call& call) {
    const SymbolSelection selection = RequireSymbols(call.parameters, context.views.catalog());
    const Detail detail = ReadDetail(call.parameters);
    market::TimeZone zone;
    if (const auto text = call.parameters.Find("timeZone")) {
        const auto parsed = market::ParseTimeZone(*text);
        if (parsed) zone = *parsed;
        if (!parsed) call.parameters.Fail(InvalidParameter("timeZone"));
    }
    return AnswerRows(context, call, selection, [&](JsonWriter& json, const Row& row) {
        const auto ticker = market::TradingDayTicker(row.market.klines, zone, call.now);
        WriteWindow(json, call, row, ticker, detail);
    });
}

Reply TickerWindow(const ApiContext& context, Call& call) {
    const SymbolSelection selection = RequireSymbols(call.parameters, context.views.catalog());
    const Detail detail = ReadDetail(call.parameters);
    market::WindowWidth width;
    if (const auto text = call.parameters.Find("windowSize")) {
        const auto parsed = market::ParseWindowWidth(*text);
        if (parsed) width = *parsed;
        if (!parsed) call.parameters.Fail(InvalidParameter("windowSize"));
    }
    return AnswerRows(context, call, selection, [&](JsonWriter& json, const Row& row) {
        const auto ticker = market::RollingTicker(row.market.klines, width, call.now);
        WriteWindow(json, call, row, ticker, detail);
    });
}

Reply TickerPrice(const ApiContext& context, Call& call) {
    const SymbolSelection selection = SelectSymbols(call.parameters, context.views.catalog());
    return AnswerRows(context, call, selection, [](JsonWriter& json, const Row& row) {
        const auto& trades = row.market.trades.trades();
        WritePrice(json, row, "price", trades.empty() ? Price() : trades.back().price);
    });
}

Reply TickerBook(const ApiContext& context, Call& call) {
    const SymbolSelection selection = SelectSymbols(call.parameters, context.views.catalog());
    return AnswerRows(context, call, selection, WriteBook);
}

std::int64_t Ticker24HoursWeight(const Parameters& parameters) {
    const std::int64_t symbols = CountSymbols(parameters);
    if (symbols == 0 || symbols > 100) return 80;
    return symbols <= 20 ? 2 : 40;
}

std::int64_t TickerWindowWeight(const Parameters& parameters) {
    return std::clamp<std::int64_t>(4 * CountSymbols(parameters), 4, 200);
}

std::int64_t TickerPriceWeight(const Parameters& parameters) {
    return parameters.Peek("symbol") ? 2 : 4;
}

}  // namespace bourse::gateway
