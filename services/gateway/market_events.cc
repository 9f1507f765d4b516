#include "services/gateway/market_events.h"

#include <utility>

#include "services/gateway/json_writer.h"
#include "services/gateway/statistics.h"

namespace bourse::gateway {

namespace {

// One payload under way: what its members share.
class Payload {
public:
    explicit Payload(const EventContext& context) : context_(context), json_(text_) {
        json_.BeginObject();
    }
    Payload(const EventContext& context, std::string_view type) : Payload(context) {
        json_.Key("e").String(type);
        Time("E", context.time);
        Symbol("s");
    }

    JsonWriter& json() { return json_; }
    void Symbol(std::string_view key) {
        json_.Key(key).String(context_.symbol.symbol.definition.name.view());
    }
    void Time(std::string_view key, Timestamp time) {
        json_.Key(key).Number(InUnit(time, context_.unit));
    }
    void Price(std::string_view key, bourse::Price price) {
        json_.Key(key).Decimal(context_.symbol.price, price.raw());
    }
    void Quantity(std::string_view key, Int128 lots) {
        json_.Key(key).Decimal(context_.symbol.quantity, lots);
    }
    void Quote(std::string_view key, Int128 amount) {
        json_.Key(key).Decimal(context_.symbol.quote_amount, amount);
    }
    void Levels(std::string_view key, const std::vector<market::Level>& levels) {
        json_.Key(key).BeginArray();
        for (const market::Level& level : levels) {
            json_.BeginArray().Decimal(context_.symbol.price, level.price.raw());
            json_.Decimal(context_.symbol.quantity, level.quantity.raw()).EndArray();
        }
        json_.EndArray();
    }
    // Who took: `m` says whether the buyer was the maker.
    void Maker(Side taker_side) {
        Flag("m", taker_side == Side::kSell);
        json_.Key("M").True();
    }
    void Flag(std::string_view key, bool value) { json_.Key(key).Raw(value ? "true" : "false"); }
    std::string Finish() {
        json_.EndObject();
        return std::move(text_);
    }

private:
    const EventContext& context_;
    std::string text_;
    JsonWriter json_;
};

std::int64_t TradeIdOrNone(const market::Kline& kline, TradeId id) {
    return kline.trades == 0 ? -1 : static_cast<std::int64_t>(id.raw());
}

void Change(Payload& payload, const EventContext& context, const market::Kline& sum) {
    payload.json().Key("p").Decimal(context.symbol.price, sum.close.raw() - sum.open.raw());
    payload.json().Key("P");
    WriteChangePercent(payload.json(), sum);
}

void WeightedAverage(Payload& payload, const EventContext& context, const market::Kline& sum) {
    payload.json().Key("w");
    WriteAverage(payload.json(), context.symbol, sum);
}

void WindowEnd(Payload& payload, const market::Ticker& ticker) {
    payload.Time("O", ticker.open_time);
    payload.Time("C", ticker.close_time);
    payload.json().Key("F").Number(TradeIdOrNone(ticker.sum, ticker.sum.first_trade));
    payload.json().Key("L").Number(TradeIdOrNone(ticker.sum, ticker.sum.last_trade()));
    payload.json().Key("n").Number(ticker.sum.trades);
}

void BestLevels(Payload& payload, const market::DepthView& depth) {
    const auto bid = depth.Best(Side::kBuy).value_or(market::Level{});
    const auto ask = depth.Best(Side::kSell).value_or(market::Level{});
    payload.Price("b", bid.price);
    payload.Quantity("B", bid.quantity.raw());
    payload.Price("a", ask.price);
    payload.Quantity("A", ask.quantity.raw());
}

}  // namespace

std::int64_t InUnit(Timestamp time, TimeUnit unit) {
    return time.raw() / (unit == TimeUnit::kMillisecond ? 1'000'000 : 1'000);
}

std::string TradeEvent(const EventContext& context, const market::Trade& trade) {
    Payload payload(context, "trade");
    payload.json().Key("t").Number(trade.id.raw());
    payload.Price("p", trade.price);
    payload.Quantity("q", trade.quantity.raw());
    payload.Time("T", trade.time);
    payload.Maker(trade.taker_side);
    return payload.Finish();
}

std::string AggregateTradeEvent(const EventContext& context, const market::AggregateTrade& trade) {
    Payload payload(context, "aggTrade");
    payload.json().Key("a").Number(trade.id.raw());
    payload.Price("p", trade.price);
    payload.Quantity("q", trade.quantity.raw());
    payload.json().Key("f").Number(trade.first.raw());
    payload.json().Key("l").Number(trade.last.raw());
    payload.Time("T", trade.time);
    payload.Maker(trade.taker_side);
    return payload.Finish();
}

std::string BookTickerEvent(const EventContext& context, const market::DepthView& depth) {
    Payload payload(context);
    payload.json().Key("u").Number(depth.update_id().raw());
    payload.Symbol("s");
    BestLevels(payload, depth);
    return payload.Finish();
}

std::string DepthDiffEvent(const EventContext& context, const market::DepthDiff::Update& update) {
    Payload payload(context, "depthUpdate");
    payload.json().Key("U").Number(update.first.raw());
    payload.json().Key("u").Number(update.last.raw());
    payload.Levels("b", update.levels.bids);
    payload.Levels("a", update.levels.asks);
    return payload.Finish();
}

std::string PartialDepthEvent(
    const EventContext& context, const market::DepthView& depth, std::size_t levels
) {
    Payload payload(context);
    const market::DepthLevels top = depth.Top(levels);
    payload.json().Key("lastUpdateId").Number(depth.update_id().raw());
    payload.Levels("bids", top.bids);
    payload.Levels("asks", top.asks);
    return payload.Finish();
}

std::string KlineEvent(const EventContext& context, const KlineState& state) {
    const market::Kline& kline = state.kline;
    const std::int64_t unit = context.unit == TimeUnit::kMillisecond ? 1'000'000 : 1'000;
    const Timestamp end = state.buckets.Next(kline.open_time);
    Payload payload(context, "kline");
    payload.json().Key("k").BeginObject();
    payload.Time("t", kline.open_time);
    payload.Time("T", Timestamp(end.raw() - unit));
    payload.Symbol("s");
    payload.json().Key("i").String(ToString(state.buckets.interval));
    payload.json().Key("f").Number(TradeIdOrNone(kline, kline.first_trade));
    payload.json().Key("L").Number(TradeIdOrNone(kline, kline.last_trade()));
    payload.Price("o", kline.open);
    payload.Price("c", kline.close);
    payload.Price("h", kline.high);
    payload.Price("l", kline.low);
    payload.Quantity("v", kline.volume);
    payload.json().Key("n").Number(kline.trades);
    payload.Flag("x", state.is_closed);
    payload.Quote("q", kline.quote_volume);
    payload.Quantity("V", kline.taker_buy_volume);
    payload.Quote("Q", kline.taker_buy_quote_volume);
    payload.json().Key("B").String("0").EndObject();
    return payload.Finish();
}

std::string MiniTickerEvent(const EventContext& context, const market::Ticker& ticker) {
    Payload payload(context, "24hrMiniTicker");
    payload.Price("c", ticker.sum.close);
    payload.Price("o", ticker.sum.open);
    payload.Price("h", ticker.sum.high);
    payload.Price("l", ticker.sum.low);
    payload.Quantity("v", ticker.sum.volume);
    payload.Quote("q", ticker.sum.quote_volume);
    return payload.Finish();
}

std::string TickerEvent(
    const EventContext& context, const market::Ticker& ticker, const market::MarketView& market
) {
    Payload payload(context, "24hrTicker");
    Change(payload, context, ticker.sum);
    WeightedAverage(payload, context, ticker.sum);
    payload.Price("x", ticker.previous_close.value_or(ticker.sum.open));
    payload.Price("c", ticker.sum.close);
    const auto& trades = market.trades.trades();
    payload.Quantity("Q", trades.empty() ? 0 : trades.back().quantity.raw());
    BestLevels(payload, market.depth);
    payload.Price("o", ticker.sum.open);
    payload.Price("h", ticker.sum.high);
    payload.Price("l", ticker.sum.low);
    payload.Quantity("v", ticker.sum.volume);
    payload.Quote("q", ticker.sum.quote_volume);
    WindowEnd(payload, ticker);
    return payload.Finish();
}

std::string RollingTickerEvent(
    const EventContext& context, const market::Ticker& ticker, std::string_view window
) {
    Payload payload(context, std::string(window) + "Ticker");
    Change(payload, context, ticker.sum);
    payload.Price("o", ticker.sum.open);
    payload.Price("h", ticker.sum.high);
    payload.Price("l", ticker.sum.low);
    payload.Price("c", ticker.sum.close);
    WeightedAverage(payload, context, ticker.sum);
    payload.Quantity("v", ticker.sum.volume);
    payload.Quote("q", ticker.sum.quote_volume);
    WindowEnd(payload, ticker);
    return payload.Finish();
}

std::string AveragePriceEvent(const EventContext& context, const market::MarketView& market) {
    const market::Ticker average = market::AveragePrice(market.klines, context.time);
    Payload payload(context, "avgPrice");
    payload.json().Key("i").String("5m");
    WeightedAverage(payload, context, average.sum);
    const auto& trades = market.trades.trades();
    payload.Time("T", trades.empty() ? Timestamp() : trades.back().time);
    return payload.Finish();
}

}  // namespace bourse::gateway
