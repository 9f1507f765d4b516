#include "platform/http/connection.h"

#include <utility>

#include "core/base/check.h"
#include "platform/http/worker.h"

namespace bourse::http {
namespace {

using boost::system::error_code;

TimePoint Now() { return std::chrono::steady_clock::now(); }

}  // namespace

Connection::Connection(Worker& worker, Socket socket, ConnectionId id)
    : worker_(worker),
      limits_(worker.options().limits),
      socket_(std::move(socket)),
      channel_(socket_.native_handle(), worker.options().tls.get()),
      id_(id),
      decoder_(limits_),
      progress_since_(Now()) {}

void Connection::Start(Admission admission) {
    error_code error;
    const auto remote = socket_.remote_endpoint(error);
    if (error) return Abort();
    remote_address_ = remote.address().to_string();
    socket_.set_option(boost::asio::ip::tcp::no_delay(true), error);
    admission_ = admission;
    Pump();
}

void Connection::Shake() {
    using Outcome = Channel::Outcome;
    switch (channel_.Handshake()) {
        case Outcome::kDone:
            return BeginHttp();
        case Outcome::kPlainText:
            BeginHttp();
            return Refuse(400, "This port speaks HTTPS, and the request came without TLS");
        case Outcome::kWantsRead:
            return WaitReadable();
        case Outcome::kWantsWrite:
            return WaitWritable();
        case Outcome::kClosed:
            return Abort();
        case Outcome::kBroken:  // the reason, an alert, is on its way
            return Linger();
    }
}

void Connection::BeginHttp() {
    state_ = State::kHttp;
    progress_since_ = Now();
    if (admission_ == Admission::kRefuse) Refuse(503);
}

void Connection::WaitReadable() {
    const bool wanted = state_ == State::kHandshake || state_ == State::kUpgraded ||
                        state_ == State::kLingering || MayRead();
    if (waiting_readable_ || !wanted) return;
    waiting_readable_ = true;
    socket_.async_wait(Socket::wait_read, [self = shared_from_this()](error_code error) {
        self->waiting_readable_ = false;
        if (error) return self->Abort();
        self->OnReadable();
    });
}

void Connection::WaitWritable() {
    waiting_writable_ = true;
    socket_.async_wait(Socket::wait_write, [self = shared_from_this()](error_code error) {
        self->waiting_writable_ = false;
        if (error) return self->Abort();
        self->Pump();
    });
}

void Connection::OnReadable() {
    if (state_ == State::kClosed) return;
    if (state_ == State::kHandshake) return Pump();
    const auto buffer = worker_.read_buffer();
    const auto [outcome, count] = channel_.Read(buffer);
    if (count > 0) OnBytes({buffer.data(), count});
    if (outcome == Channel::Outcome::kClosed) return OnPeerClosed();
    if (outcome == Channel::Outcome::kBroken) return Abort();
    if (outcome == Channel::Outcome::kWantsRead) WaitReadable();
}

void Connection::OnBytes(std::string_view bytes) {
    if (state_ == State::kHttp) decoder_.Feed(bytes);
    if (state_ == State::kUpgraded) CallProtocol([&] { protocol_->OnBytes(bytes); });
    Pump();
}

// A peer may close its sending half and still wait for answers.
void Connection::OnPeerClosed() {
    if (state_ != State::kHttp) return Abort();
    if (pending_.empty() && out_.queued_bytes() == 0) return Abort();
    last_request_ = true;
    if (pending_.empty()) {
        state_ = State::kDraining;
    } else {
        pending_.back().framing.keep_alive = false;
    }
    Pump();
}

bool Connection::Backlogged() const {
    return pending_.size() >= limits_.pipelined_requests ||
           out_.queued_bytes() > limits_.queued_bytes;
}

bool Connection::MayRead() const {
    return state_ == State::kHttp && !last_request_ && !upgrade_pending_ && !Backlogged();
}

void Connection::Pump() {
    dirty_ = false;
    if (state_ == State::kHandshake) Shake();
    if (state_ == State::kHandshake || state_ == State::kClosed) return;
    pumping_ = true;
    do {
        Dispatch();
        Flush();
    } while (MayRead() && !starved_);
    pumping_ = false;
    if (state_ == State::kClosed) return;
    if (state_ == State::kHttp) decoder_.Keep();
    NoteProgress();
    WaitReadable();
}

void Connection::Dispatch() {
    starved_ = false;
    while (MayRead() && !starved_) {
        switch (decoder_.Next()) {
            case RequestDecoder::Outcome::kNeedMore:
                starved_ = true;
                break;
            case RequestDecoder::Outcome::kRequest:
                HandleRequest();
                break;
            case RequestDecoder::Outcome::kRefused:
                Refuse(decoder_.refusal());
                break;
            case RequestDecoder::Outcome::kContinueExpected:
                pending_.push_back({{}, Response{.status = 100}});
                WriteReady();
                break;
        }
    }
}

void Connection::HandleRequest() {
    Request request = decoder_.request();
    request.thread = worker_.index();
    request.remote_address = remote_address_;
    const Framing framing = decoder_.framing();
    last_request_ = !framing.keep_alive;
    upgrade_pending_ = request.wants_upgrade;
    const RequestNumber number(first_pending_ + pending_.size());
    pending_.push_back({framing, std::nullopt});
    worker_.Guard([&] {
        worker_.handler()(request, Responder(worker_.weak_from_this(), id_, number));
    });
}

void Connection::Refuse(int status, std::string_view reason) {
    Response response{.status = status};
    response.body = worker_.options().error_body(status, reason);
    last_request_ = true;
    pending_.push_back({{.keep_alive = false}, std::move(response)});
    WriteReady();
}

void Connection::Answer(
    RequestNumber number, Response response, std::unique_ptr<Protocol> protocol
) {
    if (state_ != State::kHttp) return;
    const std::uint64_t place = number.raw() - first_pending_;
    CHECK(place < pending_.size());
    const bool is_newest = place + 1 == pending_.size();
    CHECK(!protocol || (upgrade_pending_ && is_newest));
    protocol_ = std::move(protocol);
    pending_[place].response = std::move(response);
    if (is_newest) upgrade_pending_ = false;
    WriteReady();
    RequestPump();
}

void Connection::WriteReady() {
    while (!pending_.empty() && pending_.front().response) {
        const Pending answered = std::move(pending_.front());
        pending_.pop_front();
        ++first_pending_;
        EncodeResponse(*answered.response, answered.framing, worker_.date_line(), out_.Tail());
        if (answered.response->status == 101) return StartProtocol();
        if (answered.response->status >= 200 && !answered.framing.keep_alive) {
            state_ = State::kDraining;
            return;
        }
    }
}

void Connection::StartProtocol() {
    CHECK(protocol_ != nullptr);
    state_ = State::kUpgraded;
    error_code error;
    socket_.set_option(
        boost::asio::socket_base::send_buffer_size(limits_.upgraded_send_bytes), error
    );
    CallProtocol([this] {
        protocol_->OnOpen(*this);
        const std::string rest(decoder_.TakeRest());
        decoder_.Keep();
        if (!rest.empty() && state_ == State::kUpgraded) protocol_->OnBytes(rest);
    });
}

template <class Call>
void Connection::CallProtocol(Call call) {
    const bool outer = std::exchange(pumping_, true);
    if (!worker_.Guard(call)) Abort();
    pumping_ = outer;
    RequestPump();
}

void Connection::RequestPump() {
    if (!pumping_ && state_ != State::kClosed) worker_.PumpSoon(*this);
}

bool Connection::MarkDirty() { return !std::exchange(dirty_, true); }

void Connection::Send(SharedText text) {
    if (state_ != State::kUpgraded) return;
    out_.Push(std::move(text));
    RequestPump();
}

void Connection::Send(std::string_view text) {
    if (state_ != State::kUpgraded) return;
    out_.Tail().append(text);
    RequestPump();
}

void Connection::CloseAfterFlush() {
    if (state_ != State::kUpgraded) return;
    state_ = State::kDraining;
    RequestPump();
}

void Connection::Flush() {
    if (state_ == State::kClosed || state_ == State::kLingering || waiting_writable_) return;
    switch (out_.Flush(channel_, worker_.write_buffer())) {
        case OutQueue::Flushed::kBroken:
            return Abort();
        case OutQueue::Flushed::kBlocked:
            if (!blocked_since_) blocked_since_ = Now();
            return WaitWritable();
        case OutQueue::Flushed::kDrained:
            blocked_since_.reset();
            if (state_ == State::kDraining) Linger();
    }
}

void Connection::Linger() {
    state_ = State::kLingering;
    linger_since_ = Now();
    channel_.Finish();
    error_code error;
    socket_.shutdown(Socket::shutdown_send, error);
    if (error) Abort();
}

void Connection::Abort() {
    if (std::exchange(state_, State::kClosed) == State::kClosed) return;
    error_code error;
    socket_.close(error);
    worker_.Retire(id_);
}

void Connection::OnRetired() {
    if (protocol_) worker_.Guard([this] { protocol_->OnClosed(); });
    protocol_.reset();
}

void Connection::NoteProgress() {
    const Progress progress{decoder_.stage(), first_pending_, pending_.size()};
    if (progress == progress_) return;
    progress_ = progress;
    progress_since_ = Now();
}

void Connection::OnTick(TimePoint now) {
    if (blocked_since_ && now - *blocked_since_ > limits_.write_timeout) return Abort();
    switch (state_) {
        case State::kHandshake:
            if (now - progress_since_ > limits_.handshake_timeout) Abort();
            return;
        case State::kHttp:
            return CheckReadDeadline(now);
        case State::kUpgraded:
            return CallProtocol([&] { protocol_->OnTick(now); });
        case State::kLingering:
            if (now - linger_since_ > limits_.linger_timeout) Abort();
            return;
        case State::kDraining:
        case State::kClosed:
            return;
    }
}

void Connection::CheckReadDeadline(TimePoint now) {
    if (!MayRead()) progress_since_ = now;  // it is us who do not read
    const auto waited = now - progress_since_;
    switch (decoder_.stage()) {
        case RequestDecoder::Stage::kIdle:
            if (waited > limits_.idle_timeout && pending_.empty() && out_.queued_bytes() == 0)
                Linger();
            return WaitReadable();
        case RequestDecoder::Stage::kHeader:
            if (waited <= limits_.header_timeout) return;
            break;
        case RequestDecoder::Stage::kBody:
            if (waited <= limits_.body_timeout) return;
            break;
    }
    Refuse(408);
    RequestPump();
}

void Connection::OnShutdown() {
    if (state_ == State::kUpgraded) return CallProtocol([this] { protocol_->OnShutdown(); });
    if (state_ == State::kHandshake) return Abort();
    if (state_ != State::kHttp) return;
    last_request_ = true;
    if (pending_.empty()) {
        state_ = State::kDraining;
    } else {
        pending_.back().framing.keep_alive = false;
    }
    RequestPump();
}

}  // namespace bourse::http
