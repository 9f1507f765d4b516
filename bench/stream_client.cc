#include "bench/stream_client.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "core/base/check.h"
#include "platform/websocket/test_frames.h"

namespace bourse::bench {

using gateway::ClientBook;

StreamClient::StreamClient(std::uint16_t port, std::string_view target, Care care)
    : socket_(::socket(AF_INET, SOCK_STREAM, 0)), care_(care) {
    CHECK(socket_ >= 0);
    if (care == Care::kNothing) {
        const int receive_buffer = 4'096;
        setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    const std::string greeting = std::string("GET ").append(target).append(
        " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    CHECK(send(socket_, greeting.data(), greeting.size(), MSG_NOSIGNAL) >= 0);
}

StreamClient::~StreamClient() { close(socket_); }

void StreamClient::Receive(simdjson::dom::parser& parser) {
    char bytes[65'536];
    const ssize_t count = recv(socket_, bytes, sizeof bytes, MSG_DONTWAIT);
    if (count <= 0) {
        if (count == 0 || (errno != EAGAIN && errno != EINTR)) Fail("closed without a reason");
        return;
    }
    received_.append(bytes, static_cast<std::size_t>(count));
    if (!is_upgraded_) {
        const std::size_t end = received_.find("\r\n\r\n");
        if (end == std::string::npos) return;
        if (!received_.starts_with("HTTP/1.1 101 ")) return Fail(received_);
        received_.erase(0, end + 4);
        is_upgraded_ = true;
    }
    while (TakeFrame(parser)) {
    }
}

bool StreamClient::TakeFrame(simdjson::dom::parser& parser) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(received_[i]); };
    if (received_.size() < 2) return false;
    const std::size_t extended = byte(1) < 126 ? 0 : byte(1) == 126 ? 2 : 8;
    const std::size_t head = 2 + extended;
    if (received_.size() < head) return false;
    std::size_t size = extended == 0 ? byte(1) : 0;
    for (std::size_t i = 2; i < head; ++i) size = size << 8 | byte(i);
    if (received_.size() < head + size) return false;
    const auto opcode = static_cast<websocket::Opcode>(byte(0) & 0x0f);
    const std::string payload = received_.substr(head, size);
    received_.erase(0, head + size);
    switch (opcode) {
        case websocket::Opcode::kText:
            OnText(payload, parser);
            break;
        case websocket::Opcode::kPing: {
            const std::string pong = websocket::Encode(websocket::Opcode::kPong, payload);
            CHECK(send(socket_, pong.data(), pong.size(), MSG_NOSIGNAL) >= 0);
            break;
        }
        case websocket::Opcode::kClose: {
            const auto code = payload.size() < 2 ? 0
                                                 : static_cast<std::uint8_t>(payload[0]) << 8 |
                                                       static_cast<std::uint8_t>(payload[1]);
            Fail(std::to_string(code) + " " + payload.substr(std::min(payload.size(), size_t{2})));
            return false;
        }
        default:
            Fail("a frame that is no text");
            return false;
    }
    return true;
}

void StreamClient::OnText(std::string_view text, simdjson::dom::parser& parser) {
    if (state_ == State::kDone || state_ == State::kFailed || care_ == Care::kNothing) return;
    simdjson::dom::element data;
    if (parser.parse(text)["data"].get(data) != simdjson::SUCCESS) return Fail("no JSON event");
    const std::string_view kind = data["e"].get_string();
    if (kind == "trade") return OnTrade(data["t"].get_uint64());
    if (kind != "depthUpdate") return Fail(std::string("unexpected: ").append(text));
    ++diffs_;
    tail_.push_back(std::make_shared<const std::string>(simdjson::minify(data)));
    if (tail_.size() > kTail) tail_.pop_front();
    if (state_ == State::kFollowing) return OnDiff(data);
    if (buffered_.size() == kBufferedMost) return Fail("no snapshot came");
    buffered_.push_back(*tail_.back());
}

void StreamClient::OnTrade(std::uint64_t id) {
    if (last_trade_ != 0 && id != last_trade_ + 1) return Fail("a trade is missing");
    last_trade_ = id;
    ++trades_;
}

void StreamClient::OnDiff(simdjson::dom::element diff) {
    if (!book_.Apply(diff)) return Fail("a diff is missing");
    if (stop_at_ && book_.last_update_id() >= *stop_at_) state_ = State::kDone;
}

void StreamClient::TakeSnapshot(const std::string& snapshot, simdjson::dom::parser& parser) {
    if (state_ != State::kBuffering) return;
    book_ = ClientBook(parser.parse(snapshot).value());
    state_ = State::kFollowing;
    for (const std::string& diff : std::exchange(buffered_, {})) {
        if (state_ == State::kFollowing) OnDiff(parser.parse(diff).value());
    }
}

void StreamClient::StopAt(std::uint64_t update_id) {
    stop_at_ = update_id;
    if (state_ == State::kFollowing && book_.last_update_id() >= update_id) state_ = State::kDone;
}

void StreamClient::Fail(std::string reason) {
    state_ = State::kFailed;
    if (reason_.empty()) reason_ = std::move(reason);
}

}  // namespace bourse::bench
