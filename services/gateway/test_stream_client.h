// A blocking WebSocket client, for tests only.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "platform/http/test_client.h"
#include "platform/websocket/test_frames.h"

namespace bourse::gateway {

class TestStreamClient {
public:
    TestStreamClient(std::uint16_t port, std::string_view target, int receive_buffer = 0)
        : client_(port, receive_buffer) {
        client_.Send(std::string("GET ").append(target).append(
            " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        ));
        handshake_ = client_.ReadUntil("\r\n\r\n");
    }

    const std::string& handshake() const { return handshake_; }
    void Send(std::string_view text) {
        client_.Send(websocket::Encode(websocket::Opcode::kText, text));
    }
    // The next text; of a close frame "<code> <reason>"; empty when the server is gone. Pings on
    // the way are answered.
    std::string Next() {
        Frame frame = NextFrame();
        for (; frame.opcode == websocket::Opcode::kPing; frame = NextFrame()) {
            client_.Send(websocket::Encode(websocket::Opcode::kPong, frame.payload));
        }
        const std::string& payload = frame.payload;
        if (frame.opcode != websocket::Opcode::kClose || payload.size() < 2) return payload;
        return std::to_string(Byte(payload, 0) << 8 | Byte(payload, 1)) + " " + payload.substr(2);
    }
    // The answer to a message, leaving out what streams bring before it.
    std::string Ask(std::string_view text, std::string_view mark = "\"id\":") {
        Send(text);
        std::string answer;
        do {
            answer = Next();
        } while (!answer.empty() && answer.find(mark) == std::string::npos);
        return answer;
    }

private:
    struct Frame {
        websocket::Opcode opcode = websocket::Opcode::kText;
        std::string payload;
    };

    // An empty text when the server is gone.
    Frame NextFrame() {
        const std::string head = client_.Read(2);
        if (head.size() < 2) return {};
        std::size_t size = Byte(head, 1);
        const std::size_t extended = size < 126 ? 0 : size == 126 ? 2 : 8;
        if (extended > 0) {
            const std::string length = client_.Read(extended);
            size = 0;
            for (std::size_t i = 0; i < extended; ++i) size = size << 8 | Byte(length, i);
        }
        std::string payload = client_.Read(size);
        if (payload.size() < size) return {};
        return {static_cast<websocket::Opcode>(Byte(head, 0) & 0x0f), std::move(payload)};
    }
    static std::size_t Byte(const std::string& text, std::size_t i) {
        return static_cast<std::uint8_t>(text[i]);
    }

    http::TestClient client_;
    std::string handshake_;
};

}  // namespace bourse::gateway
