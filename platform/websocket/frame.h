// WebSocket frames (RFC 6455 section 5): bytes in, messages out, and back. No extensions.
//
//   byte 0: FIN RSV1-3 opcode(4)   byte 1: MASK length(7)   length 126: 16 bits, 127: 64 bits
//   follow mask (4 bytes, clients only)   payload
//
// FrameDecoder reads what a client sends. Broken rules and limits end the connection with a close
// code. It holds at most one message and one control frame.
// Thread: any; a decoder belongs to its session.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/expected.h"

namespace bourse::websocket {

enum class Opcode : std::uint8_t {
    kContinuation = 0,
    kText = 1,
    kBinary = 2,
    kClose = 8,
    kPing = 9,
    kPong = 10,
};

// RFC 6455 section 7.4.1: those this server sends or reports.
enum class CloseCode : std::uint16_t {
    kNormal = 1000,
    kGoingAway = 1001,
    kProtocolError = 1002,
    kNoStatus = 1005,  // the peer's close frame was empty; never sent
    kAbnormal = 1006,  // the connection ended without a close frame; never sent
    kInvalidText = 1007,
    kPolicyViolation = 1008,
    kMessageTooBig = 1009,
    kInternalError = 1011,
};

using SharedFrame = std::shared_ptr<const std::string>;

// Unmasked, as servers send. A control frame's payload has at most 125 bytes; a CHECK fails beyond.
void AppendFrame(Opcode opcode, std::string_view payload, std::string& out);

// Encoded once, to be sent to any number of sessions.
SharedFrame EncodeFrame(Opcode opcode, std::string_view payload);
inline SharedFrame EncodeTextFrame(std::string_view payload) {
    return EncodeFrame(Opcode::kText, payload);
}
inline SharedFrame EncodeBinaryFrame(std::string_view payload) {
    return EncodeFrame(Opcode::kBinary, payload);
}

// The payload of a close frame; the reason is cut to fit.
std::string ClosePayload(CloseCode code, std::string_view reason);

// A whole message, or a control frame.
struct Incoming {
    Opcode opcode = Opcode::kText;  // never kContinuation
    std::string_view payload;       // unmasked; of text: valid UTF-8
};

struct FrameError {
    CloseCode code = CloseCode::kProtocolError;
    std::string_view reason;  // of static lifetime
};

class FrameDecoder {
public:
    explicit FrameDecoder(std::size_t max_message_bytes) : max_message_bytes_(max_message_bytes) {}

    // Uses bytes from the front of `bytes` until a message or control frame is complete or they are
    // used up, and removes them. The payload is valid until the next call. After an error the
    // decoder is of no more use.
    Expected<std::optional<Incoming>, FrameError> Next(std::string_view& bytes);

    // Frames seen so far, fragments and control frames included.
    std::uint64_t frames() const { return frames_; }

private:
    std::optional<FrameError> ReadHeader(std::string_view& bytes);
    std::optional<FrameError> CheckHeader(std::uint64_t length) const;
    void ReadPayload(std::string_view& bytes);
    Expected<std::optional<Incoming>, FrameError> FinishFrame();

    bool is_control() const { return static_cast<std::uint8_t>(opcode_) >= 8; }

    const std::size_t max_message_bytes_;
    std::uint64_t frames_ = 0;

    std::array<std::uint8_t, 14> header_{};
    std::size_t header_size_ = 0;    // bytes of header_ read
    bool in_payload_ = false;        // the header of the current frame is complete
    Opcode opcode_ = Opcode::kText;  // of the current frame
    std::uint64_t remaining_ = 0;    // payload bytes of the current frame not yet read
    std::size_t mask_offset_ = 0;

    Opcode message_opcode_ = Opcode::kContinuation;  // kContinuation: no message is open
    bool message_delivered_ = false;
    std::string message_;
    std::string control_;
};

}  // namespace bourse::websocket
