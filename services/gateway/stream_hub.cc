#include "services/gateway/stream_hub.h"

#include <algorithm>
#include <utility>

#include "services/gateway/stream_connection.h"

namespace bourse::gateway {

StreamHub::StreamHub(
    const market::Views& views,
    const ListenKeys& listen_keys,
    WallClock now,
    websocket::SessionOptions session
)
    : views_(views),
      listen_keys_(listen_keys),
      now_(std::move(now)),
      session_(std::move(session)),
      user_data_(views) {}

StreamHub::~StreamHub() = default;

void StreamHub::Accept(const http::Request& request, http::Responder responder) {
    auto connection = StreamConnection::Make(request, *this);
    if (connection == nullptr) {
        return responder.Answer({.status = 404, .body = R"({"code":-1000,"msg":"Not Found."})"});
    }
    std::unique_ptr<websocket::Listener> listener = std::move(connection);
    if (sessions_ != nullptr) listener = sessions_->Watch(std::move(listener));
    websocket::Accept(request, std::move(responder), session_, std::move(listener));
}

void StreamHub::OnStrike(const Faults::StreamStrike& strike) {
    if (strike.kind == FaultKind::kTerminated) return user_data_.TerminateAll();
    if (strike.kind == FaultKind::kDuplicate) user_data_.RepeatNext();
    for (const auto& [text, channel] : channels_) {
        const StreamName& name = channel->name();
        if (!strike.symbol.empty() && name.symbol != strike.symbol) continue;
        if (strike.kind == FaultKind::kDuplicate) channel->RepeatNext();
        const bool is_gap = strike.kind == FaultKind::kDepthGap;
        if (is_gap && name.kind == StreamKind::kDepthDiff) channel->SkipNext();
    }
}

std::vector<StreamChannel*>* StreamHub::ListOf(const StreamName& name, SymbolId symbol) {
    SymbolChannels& channels = by_symbol_[symbol.raw()];
    switch (name.kind) {
        case StreamKind::kTrade:
            return &channels.trades;
        case StreamKind::kAggregateTrade:
            return &channels.aggregate_trades;
        case StreamKind::kDepthDiff:
            return &channels.depth_diffs;
        case StreamKind::kBookTicker:
            return &channels.book_tickers;
        default:
            return nullptr;
    }
}

StreamChannel* StreamHub::Subscribe(const std::string& text, StreamSubscriber& subscriber) {
    const auto known = channels_.find(text);
    if (known != channels_.end()) {
        known->second->Add(subscriber);
        return known->second.get();
    }
    auto name = ParseStreamName(text);
    if (!name) return nullptr;
    std::optional<SymbolId> symbol;
    if (!name->symbol.empty()) {
        symbol = views_.catalog().FindSymbol(name->symbol);
        if (!symbol) return nullptr;
    }
    auto made = std::make_unique<StreamChannel>(text, std::move(*name), symbol);
    StreamChannel& channel = *made;
    channels_.emplace(text, std::move(made));
    if (symbol) {
        if (symbol->raw() >= by_symbol_.size()) by_symbol_.resize(symbol->raw() + 1);
        if (auto* list = ListOf(channel.name(), *symbol)) list->push_back(&channel);
    }
    channel.Add(subscriber);
    return &channel;
}

void StreamHub::Unsubscribe(StreamChannel& channel, const StreamSubscriber& subscriber) {
    channel.Remove(subscriber);
    if (!channel.empty()) return;
    if (const auto symbol = views_.catalog().FindSymbol(channel.name().symbol)) {
        if (auto* list = ListOf(channel.name(), *symbol)) std::erase(*list, &channel);
    }
    channels_.erase(channels_.find(channel.text()));
}

std::unique_ptr<ListenKeyStream> StreamHub::Listen(
    const std::string& key, const StreamSubscriber& subscriber
) {
    const auto grant = listen_keys_.Find(key, now_());
    if (!grant) return nullptr;
    auto stream = std::make_unique<ListenKeyStream>(
        user_data_, subscriber, ListenKeyStream::Key{key, *grant}
    );
    listen_key_streams_.push_back(stream.get());
    return stream;
}

void StreamHub::Unlisten(std::unique_ptr<ListenKeyStream> stream) {
    std::erase(listen_key_streams_, stream.get());
}

void StreamHub::OnDepthChange(const market::DepthChange& change) {
    SymbolChannels* channels = ChannelsOf(change.symbol);
    if (channels == nullptr) return;
    for (StreamChannel* channel : channels->depth_diffs) channel->OnDepthChange(change);
    if (channels->book_tickers.empty() || channels->book_changed) return;
    channels->book_changed = true;
    changed_books_.push_back(change.symbol);
}

void StreamHub::OnTrade(SymbolId symbol, const market::Trade& trade) {
    SymbolChannels* channels = ChannelsOf(symbol);
    if (channels == nullptr) return;
    for (StreamChannel* channel : channels->trades) channel->OnTrade(views_, trade);
}

void StreamHub::OnAggregateTrade(SymbolId symbol, const market::AggregateTrade& trade) {
    SymbolChannels* channels = ChannelsOf(symbol);
    if (channels == nullptr) return;
    for (StreamChannel* channel : channels->aggregate_trades) {
        channel->OnAggregateTrade(views_, trade);
    }
}

void StreamHub::OnExecutionReport(const market::ExecutionReport& report) {
    user_data_.OnExecutionReport(report);
}

void StreamHub::OnOrderList(const market::OrderListReport& report) {
    user_data_.OnOrderList(report);
}

void StreamHub::OnBalance(AccountId account, const market::Balance& balance) {
    user_data_.OnBalance(account, balance);
}

void StreamHub::OnFunds(AccountId account, AssetId asset, Amount amount) {
    user_data_.OnFunds(account, asset, amount);
}

void StreamHub::OnCommandEnd(const CommandApplied&) { user_data_.OnCommandEnd(); }

void StreamHub::OnBatchEnd() {
    for (const SymbolId symbol : std::exchange(changed_books_, {})) {
        SymbolChannels& channels = by_symbol_[symbol.raw()];
        channels.book_changed = false;
        for (StreamChannel* channel : channels.book_tickers) channel->OnBookChange(views_);
    }
}

void StreamHub::OnTick() {
    ++tick_;
    if (channels_.empty() && listen_key_streams_.empty()) return;
    const Timestamp now = std::max(now_(), views_.applied_time());
    for (ListenKeyStream* stream : listen_key_streams_) stream->OnTick(listen_keys_, now);
    for (const auto& [text, channel] : channels_) channel->OnTick(views_, tick_, now);
}

std::uint64_t StreamHub::delivered() const {
    std::uint64_t sum = 0;
    for (const auto& [text, channel] : channels_) sum += channel->delivered();
    return sum;
}

}  // namespace bourse::gateway
