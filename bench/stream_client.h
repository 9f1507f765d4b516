// StreamClient: one subscriber of a running venue, over loopback: it keeps its book by the
// documented procedure and sees whether a trade is missing.
//
// It buffers diffs until it is given a snapshot, and stops (kDone) at the first diff that reaches
// the update it is told to stop at.
// Thread: one owner.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/gateway/client_book.h"

namespace bourse::bench {

class StreamClient {
public:
    enum class State : std::uint8_t { kBuffering, kFollowing, kDone, kFailed };
    using Text = std::shared_ptr<const std::string>;

    enum class Care : std::uint8_t {
        kMarket,   // for one market's diffs and trades
        kNothing,  // but for how it ends; the kernel holds little for it
    };
    // Connects and asks for `target`.
    StreamClient(std::uint16_t port, std::string_view target, Care care = Care::kMarket);
    ~StreamClient();
    StreamClient(const StreamClient&) = delete;
    StreamClient& operator=(const StreamClient&) = delete;

    int socket() const { return socket_; }
    State state() const { return state_; }
    // Why it failed, or how the server closed: "1008 slow consumer".
    const std::string& reason() const { return reason_; }
    const gateway::ClientBook& book() const { return book_; }
    std::uint64_t diffs() const { return diffs_; }
    std::uint64_t trades() const { return trades_; }
    // The last kTail diffs, for a book that starts from another snapshot.
    const std::deque<Text>& tail() const { return tail_; }

    // Takes what is there, without waiting.
    void Receive(simdjson::dom::parser& parser);
    void TakeSnapshot(const std::string& snapshot, simdjson::dom::parser& parser);
    void StopAt(std::uint64_t update_id);

private:
    static constexpr std::size_t kTail = 64;
    static constexpr std::size_t kBufferedMost = 10'000;

    // Takes one frame off the received bytes; false when there is no whole one.
    bool TakeFrame(simdjson::dom::parser& parser);
    void OnText(std::string_view text, simdjson::dom::parser& parser);
    void OnDiff(simdjson::dom::element diff);
    void OnTrade(std::uint64_t id);
    void Fail(std::string reason);

    int socket_;
    const Care care_;
    State state_ = State::kBuffering;
    std::string reason_, received_;
    bool is_upgraded_ = false;
    gateway::ClientBook book_;
    std::vector<std::string> buffered_;
    std::deque<Text> tail_;
    std::optional<std::uint64_t> stop_at_;
    std::uint64_t diffs_ = 0, trades_ = 0, last_trade_ = 0;
};

}  // namespace bourse::bench
