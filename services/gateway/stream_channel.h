// StreamChannel: one market stream with its subscribers. A payload is encoded once for each form in
// which somebody wants it, and the frame is shared by all of them.
// Thread: one owner. Subscribers outlive their subscription.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "platform/websocket/session.h"
#include "services/gateway/market_events.h"
#include "services/gateway/stream_name.h"

namespace bourse::gateway {

// A connection as its channels see it.
struct StreamSubscriber {
    websocket::Session* session = nullptr;
    TimeUnit unit = TimeUnit::kMillisecond;
    bool combined = false;  // wants {"stream":…,"data":…}
};

// {"stream":"<stream>","data":<payload>}
std::string CombinedPayload(std::string_view stream, std::string_view payload);

class StreamChannel {
public:
    StreamChannel(std::string text, StreamName name, std::optional<SymbolId> symbol)
        : text_(std::move(text)), name_(std::move(name)), symbol_(symbol) {}

    const std::string& text() const { return text_; }
    const StreamName& name() const { return name_; }
    bool empty() const { return subscribers_.empty(); }
    std::uint64_t delivered() const { return delivered_; }

    void Add(StreamSubscriber& subscriber);
    void Remove(const StreamSubscriber& subscriber);

    // What the views tell of the channel's symbol.
    void OnTrade(const market::Views& views, const market::Trade& trade);
    void OnAggregateTrade(const market::Views& views, const market::AggregateTrade& trade);
    void OnDepthChange(const market::DepthChange& change) { diff_.Add(change); }
    // Sends a book ticker if the best levels are others than those sent last.
    void OnBookChange(const market::Views& views);
    // Faults: the next payload is sent twice; the next difference of a book is not sent.
    void RepeatNext() { repeats_next_ = true; }
    void SkipNext() { skips_next_ = true; }
    // Sends what is due. `tick` counts 100 ms, `now` is the wall clock's, never before the views'.
    void OnTick(const market::Views& views, std::int64_t tick, Timestamp now);

private:
    struct Best {
        std::optional<market::Level> bid, ask;
        friend bool operator==(const Best&, const Best&) = default;
    };
    enum class Conflation : std::uint8_t {
        kNone,    // every payload matters: who is too slow is closed
        kLatest,  // the next one stands for it: who is slow is passed over
    };

    // `encode(EventContext)` makes the payload.
    template <class Encode>
    void Publish(
        const market::SymbolView& view, Timestamp time, Conflation conflation, Encode&& encode
    );
    template <class MakeText>
    void Send(Conflation conflation, MakeText&& make_text);
    void SendDepthDiff(const market::Views& views);
    void SendPartialDepth(const market::Views& views);
    void SendKline(const market::Views& views, Timestamp now, bool is_due);
    void SendTickers(const market::Views& views, Timestamp now);
    std::string TickerText(
        const market::Views& views, SymbolId symbol, TimeUnit unit, Timestamp now
    ) const;
    bool TakeTickerChange(const market::Views& views, SymbolId symbol);

    std::string text_;
    StreamName name_;
    std::optional<SymbolId> symbol_;  // nullopt: an array of all
    std::vector<StreamSubscriber*> subscribers_;
    std::uint64_t delivered_ = 0;

    bool repeats_next_ = false, skips_next_ = false;
    bool has_newcomer_ = false;  // who waits for a first state
    market::DepthDiff diff_;
    Best sent_best_;
    std::optional<Timestamp> kline_open_;    // of the kline that is not closed yet
    std::vector<std::uint64_t> sent_marks_;  // by symbol: what the last ticker sent had seen
};

}  // namespace bourse::gateway
