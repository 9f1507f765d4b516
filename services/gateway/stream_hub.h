// StreamHub: the market streams of one gateway thread, and what its views observe.
//
//   /ws  /ws/<stream>  /ws/<a>/<b>    payloads as they are
//   /stream?streams=<a>/<b>           payloads as {"stream":"<a>","data":…}
//
// A live listen key is a name, too (listen_key_stream.h). A name that is no stream, such as "0", is
// accepted and stays silent, as Binance does. With `?timeUnit=MICROSECOND` times are microseconds.
// A connection is told `serverShutdown` before its day is over, and when the server stops. It may
// send kMaxMessagesPerSecond frames and hold kMaxStreams names; beyond, it is closed with 1008.
//
// Thread: the gateway thread's. Memory: bounded for each connection.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/market/views.h"
#include "platform/http/responder.h"
#include "services/gateway/authenticator.h"
#include "services/gateway/fault_sessions.h"
#include "services/gateway/faults.h"
#include "services/gateway/listen_key_stream.h"
#include "services/gateway/stream_channel.h"
#include "services/gateway/stream_request.h"
#include "services/gateway/user_data.h"

namespace bourse::gateway {

class StreamConnection;

class StreamHub final : public market::ViewObserver {
public:
    static constexpr std::size_t kMaxStreams = 1'024;
    static constexpr std::size_t kMaxNameLength = 64;
    static constexpr int kMaxMessagesPerSecond = 5;

    // The views are made after their observer, so they are not read before the first event.
    StreamHub(
        const market::Views& views,
        const ListenKeys& listen_keys,
        WallClock now,
        websocket::SessionOptions session = {}
    );
    ~StreamHub() override;

    // Answers an upgrade request: a session, or 404 for a path that is no stream endpoint.
    void Accept(const http::Request& request, http::Responder responder);
    // After the views have folded a batch.
    void OnBatchEnd();
    // Every 100 ms.
    void OnTick();

    // Connections are seen by `sessions` from now on; a fault strikes streams and user data.
    void WatchSessions(FaultSessions& sessions) { sessions_ = &sessions; }
    void OnStrike(const Faults::StreamStrike& strike);

    UserData& user_data() { return user_data_; }
    // Frames given to connections by the channels that have subscribers now.
    std::uint64_t delivered() const;

    void OnDepthChange(const market::DepthChange& change) override;
    void OnTrade(SymbolId symbol, const market::Trade& trade) override;
    void OnAggregateTrade(SymbolId symbol, const market::AggregateTrade& trade) override;
    void OnExecutionReport(const market::ExecutionReport& report) override;
    void OnOrderList(const market::OrderListReport& report) override;
    void OnBalance(AccountId account, const market::Balance& balance) override;
    void OnFunds(AccountId account, AssetId asset, Amount amount) override;
    void OnCommandEnd(const CommandApplied& command) override;

private:
    friend class StreamConnection;

    // The channels of one symbol that hear of events; timed ones are found by name.
    struct SymbolChannels {
        std::vector<StreamChannel*> trades, aggregate_trades, depth_diffs, book_tickers;
        bool book_changed = false;
    };

    // nullptr for a name that is no stream, or of a symbol that does not exist.
    StreamChannel* Subscribe(const std::string& name, StreamSubscriber& subscriber);
    void Unsubscribe(StreamChannel& channel, const StreamSubscriber& subscriber);
    // nullptr for what is no live listen key.
    std::unique_ptr<ListenKeyStream> Listen(
        const std::string& key, const StreamSubscriber& subscriber
    );
    void Unlisten(std::unique_ptr<ListenKeyStream> stream);
    std::vector<StreamChannel*>* ListOf(const StreamName& name, SymbolId symbol);
    SymbolChannels* ChannelsOf(SymbolId symbol) {
        return symbol.raw() < by_symbol_.size() ? &by_symbol_[symbol.raw()] : nullptr;
    }

    const market::Views& views_;
    const ListenKeys& listen_keys_;
    WallClock now_;
    const websocket::SessionOptions session_;
    UserData user_data_;
    FaultSessions* sessions_ = nullptr;
    std::vector<ListenKeyStream*> listen_key_streams_;
    std::map<std::string, std::unique_ptr<StreamChannel>, std::less<>> channels_;
    std::vector<SymbolChannels> by_symbol_;  // empty as long as nobody subscribed
    std::vector<SymbolId> changed_books_;
    std::int64_t tick_ = 0;
};

}  // namespace bourse::gateway
