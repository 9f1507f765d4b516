#include "services/gateway/stream_channel.h"

#include <algorithm>
#include <utility>

#include "services/gateway/json_writer.h"

namespace bourse::gateway {

namespace {

// Beyond this a subscriber gets no payloads that the next one stands for.
constexpr std::size_t kSlowBytes = 256 * 1024;
// A trade of the last moment of an interval may be committed this much later.
constexpr std::int64_t kKlineGrace = 500'000'000;

// One payload in the forms asked for so far: by time unit, raw or wrapped.
class Frames {
public:
    template <class MakeText>
    const websocket::SharedFrame& Get(
        const StreamSubscriber& subscriber, std::string_view stream, MakeText&& make_text
    ) {
        const auto unit = static_cast<std::size_t>(subscriber.unit);
        auto& frame = frames_[unit][subscriber.combined ? 1 : 0];
        if (frame != nullptr) return frame;
        std::string& text = texts_[unit];
        if (text.empty()) text = make_text(subscriber.unit);
        if (!subscriber.combined) return frame = websocket::EncodeTextFrame(text);
        return frame = websocket::EncodeTextFrame(CombinedPayload(stream, text));
    }

private:
    std::array<std::string, 2> texts_;
    std::array<std::array<websocket::SharedFrame, 2>, 2> frames_;
};

}  // namespace

std::string CombinedPayload(std::string_view stream, std::string_view payload) {
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key("stream").String(stream).Key("data").Raw(payload).EndObject();
    return text;
}

void StreamChannel::Add(StreamSubscriber& subscriber) {
    subscribers_.push_back(&subscriber);
    has_newcomer_ = true;
}

void StreamChannel::Remove(const StreamSubscriber& subscriber) {
    std::erase(subscribers_, &subscriber);
}

template <class MakeText>
void StreamChannel::Send(Conflation conflation, MakeText&& make_text) {
    Frames frames;
    const bool repeats = std::exchange(repeats_next_, false);
    for (StreamSubscriber* subscriber : subscribers_) {
        websocket::Session& session = *subscriber->session;
        if (conflation == Conflation::kLatest && session.queued_bytes() > kSlowBytes) continue;
        session.Send(frames.Get(*subscriber, text_, make_text));
        ++delivered_;
        if (repeats) session.Send(frames.Get(*subscriber, text_, make_text));
    }
}

template <class Encode>
void StreamChannel::Publish(
    const market::SymbolView& view, Timestamp time, Conflation conflation, Encode&& encode
) {
    Send(conflation, [&](TimeUnit unit) { return encode(EventContext{view, unit, time}); });
}

void StreamChannel::OnTrade(const market::Views& views, const market::Trade& trade) {
    Publish(
        views.catalog().symbol(*symbol_),
        views.applied_time(),
        Conflation::kNone,
        [&](const EventContext& context) { return TradeEvent(context, trade); }
    );
}

void StreamChannel::OnAggregateTrade(
    const market::Views& views, const market::AggregateTrade& trade
) {
    Publish(
        views.catalog().symbol(*symbol_),
        views.applied_time(),
        Conflation::kNone,
        [&](const EventContext& context) { return AggregateTradeEvent(context, trade); }
    );
}

void StreamChannel::OnBookChange(const market::Views& views) {
    const market::DepthView& depth = views.market(*symbol_).depth;
    const Best best{depth.Best(Side::kBuy), depth.Best(Side::kSell)};
    if (best == sent_best_) return;
    sent_best_ = best;
    Publish(
        views.catalog().symbol(*symbol_),
        views.applied_time(),
        Conflation::kLatest,
        [&](const EventContext& context) { return BookTickerEvent(context, depth); }
    );
}

void StreamChannel::OnTick(const market::Views& views, std::int64_t tick, Timestamp now) {
    const bool is_due = name_.period_ticks > 0 && tick % name_.period_ticks == 0;
    if (name_.kind == StreamKind::kKline) return SendKline(views, now, is_due);
    if (!is_due) return;
    switch (name_.kind) {
        case StreamKind::kDepthDiff:
            return SendDepthDiff(views);
        case StreamKind::kPartialDepth:
            return SendPartialDepth(views);
        case StreamKind::kAveragePrice:
            return Publish(
                views.catalog().symbol(*symbol_),
                now,
                Conflation::kLatest,
                [&](const EventContext& context) {
                    return AveragePriceEvent(context, views.market(*symbol_));
                }
            );
        default:
            return SendTickers(views, now);
    }
}

void StreamChannel::SendDepthDiff(const market::Views& views) {
    if (diff_.empty()) return;
    const auto update = diff_.Drain(views.market(*symbol_).depth);
    if (std::exchange(skips_next_, false)) return;
    Publish(
        views.catalog().symbol(*symbol_),
        views.applied_time(),
        Conflation::kNone,
        [&](const EventContext& context) { return DepthDiffEvent(context, update); }
    );
}

void StreamChannel::SendPartialDepth(const market::Views& views) {
    if (!TakeTickerChange(views, *symbol_)) return;
    has_newcomer_ = false;
    Publish(
        views.catalog().symbol(*symbol_),
        views.applied_time(),
        Conflation::kLatest,
        [&](const EventContext& context) {
            return PartialDepthEvent(context, views.market(*symbol_).depth, name_.levels);
        }
    );
}

// An interval ends once, when the views have seen a later time or none will come any more.
void StreamChannel::SendKline(const market::Views& views, Timestamp now, bool is_due) {
    const auto send = [&](Timestamp open, bool is_closed) {
        const auto found = views.market(*symbol_).klines.Query({name_.buckets, open, open, 1}, now);
        if (found.empty()) return;
        Publish(
            views.catalog().symbol(*symbol_),
            now,
            is_closed ? Conflation::kNone : Conflation::kLatest,
            [&](const EventContext& context) {
                return KlineEvent(context, {found.front(), name_.buckets, is_closed});
            }
        );
    };
    if (!kline_open_) kline_open_ = name_.buckets.OpenOf(now);
    for (Timestamp end = name_.buckets.Next(*kline_open_);
         views.applied_time() >= end || now.raw() >= end.raw() + kKlineGrace;
         end = name_.buckets.Next(end)) {
        send(*kline_open_, true);
        kline_open_ = end;
    }
    if (is_due) send(*kline_open_, false);
}

// A ticker changes with a trade; the full one shows the best prices, too.
bool StreamChannel::TakeTickerChange(const market::Views& views, SymbolId symbol) {
    const market::MarketView& market = views.market(symbol);
    const auto& trades = market.trades.trades();
    std::uint64_t mark = trades.empty() ? 0 : trades.back().id.raw();
    if (name_.kind == StreamKind::kTicker || name_.kind == StreamKind::kPartialDepth) {
        mark = market.depth.update_id().raw();
    }
    if (sent_marks_.size() <= symbol.raw()) sent_marks_.resize(symbol.raw() + 1);
    const bool has_changed = sent_marks_[symbol.raw()] != mark;
    sent_marks_[symbol.raw()] = mark;
    return has_changed || has_newcomer_;
}

std::string StreamChannel::TickerText(
    const market::Views& views, SymbolId symbol, TimeUnit unit, Timestamp now
) const {
    const EventContext context{views.catalog().symbol(symbol), unit, now};
    const market::MarketView& market = views.market(symbol);
    const market::Ticker ticker = RollingTicker(market.klines, name_.width, now);
    if (name_.kind == StreamKind::kMiniTicker) return MiniTickerEvent(context, ticker);
    if (name_.kind == StreamKind::kTicker) return TickerEvent(context, ticker, market);
    return RollingTickerEvent(context, ticker, name_.window);
}

void StreamChannel::SendTickers(const market::Views& views, Timestamp now) {
    if (symbol_) {
        if (!TakeTickerChange(views, *symbol_)) return;
        has_newcomer_ = false;
        return Send(Conflation::kLatest, [&](TimeUnit unit) {
            return TickerText(views, *symbol_, unit, now);
        });
    }
    std::vector<SymbolId> changed;
    for (std::uint32_t id = 0; id < views.catalog().symbols().size(); ++id) {
        if (TakeTickerChange(views, SymbolId(id))) changed.push_back(SymbolId(id));
    }
    has_newcomer_ = false;
    if (changed.empty()) return;
    Send(Conflation::kLatest, [&](TimeUnit unit) {
        std::string text;
        JsonWriter json(text);
        json.BeginArray();
        for (const SymbolId symbol : changed) json.Raw(TickerText(views, symbol, unit, now));
        json.EndArray();
        return text;
    });
}

}  // namespace bourse::gateway
