// One connection: bytes to requests, answers in order, then perhaps another protocol.
//
//   kHandshake (only with TLS)
//     │      last answer queued         all bytes out            peer closed, or time-out
//   kHttp ─────────────────────► kDraining ─────────► kLingering ─────────► kClosed
//     └── 101 ──► kUpgraded ──CloseAfterFlush──► kDraining
//
// Any state goes to kClosed when the peer vanishes or does not take its bytes in time. Lingering
// reads and forgets: closing a socket with unread bytes would tear down the answer still under way.
// Internal to platform/http. Thread: its worker's.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "platform/http/channel.h"
#include "platform/http/limits.h"
#include "platform/http/out_queue.h"
#include "platform/http/protocol.h"
#include "platform/http/request_decoder.h"
#include "platform/http/responder.h"

namespace bourse::http {

class Connection final : public Transport, public std::enable_shared_from_this<Connection> {
public:
    using Socket = boost::asio::ip::tcp::socket;
    enum class Admission { kServe, kRefuse };

    Connection(Worker& worker, Socket socket, ConnectionId id);

    ConnectionId id() const { return id_; }

    void Start(Admission admission);

    // With a protocol the response is a 101 and the protocol takes over.
    void Answer(
        RequestNumber number, Response response, std::unique_ptr<Protocol> protocol = nullptr
    );

    // Moves whatever can be moved: buffered requests in, queued bytes out.
    void Pump();
    // True once per series of sends, until Pump: the worker must call it.
    bool MarkDirty();
    bool is_upgraded() const { return state_ == State::kUpgraded; }

    void OnTick(TimePoint now);
    void OnShutdown();
    // After the socket was closed; the last call.
    void OnRetired();

    void Send(SharedText text) override;
    void Send(std::string_view text) override;
    std::size_t queued_bytes() const override { return out_.queued_bytes(); }
    std::optional<TimePoint> behind_since() const override { return blocked_since_; }
    void DropUnsent() override { out_.DropUnsent(); }
    void CloseAfterFlush() override;
    void Abort() override;

private:
    enum class State { kHandshake, kHttp, kUpgraded, kDraining, kLingering, kClosed };

    struct Pending {
        Framing framing;
        std::optional<Response> response;  // unset: not answered yet
    };

    void Shake();
    void BeginHttp();
    void WaitReadable();
    void WaitWritable();
    void OnReadable();
    void OnBytes(std::string_view bytes);
    void OnPeerClosed();

    bool MayRead() const;
    bool Backlogged() const;
    void Dispatch();
    void HandleRequest();
    void Refuse(int status, std::string_view reason);
    void Refuse(int status) { Refuse(status, ReasonPhrase(status)); }
    void WriteReady();
    void StartProtocol();
    template <class Call>
    void CallProtocol(Call call);

    void Flush();
    void Linger();
    void CheckReadDeadline(TimePoint now);
    void NoteProgress();
    void RequestPump();

    Worker& worker_;
    const Limits& limits_;
    Socket socket_;
    Channel channel_;
    const ConnectionId id_;
    std::string remote_address_;

    State state_ = State::kHandshake;
    Admission admission_ = Admission::kServe;
    RequestDecoder decoder_;
    OutQueue out_;
    std::deque<Pending> pending_;      // requests without answer on the wire, oldest first
    std::uint64_t first_pending_ = 0;  // number of pending_.front()
    std::unique_ptr<Protocol> protocol_;

    bool waiting_readable_ = false;
    bool waiting_writable_ = false;
    bool pumping_ = false;  // Pump flushes when it is done: no need to ask for another
    bool dirty_ = false;
    bool starved_ = false;          // the decoder has used all bytes
    bool last_request_ = false;     // no request after the newest pending one is read
    bool upgrade_pending_ = false;  // what follows may be another protocol: not parsed yet

    using Progress = std::tuple<RequestDecoder::Stage, std::uint64_t, std::size_t>;
    Progress progress_;
    TimePoint progress_since_;
    std::optional<TimePoint> blocked_since_;
    TimePoint linger_since_;
};

}  // namespace bourse::http
