#include "platform/websocket/frame.h"

#include <simdjson.h>

#include <algorithm>

#include "core/base/check.h"

namespace bourse::websocket {
namespace {

constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kReserved = 0x70;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::size_t kControlBytesMax = 125;

bool IsKnown(Opcode opcode) {
    switch (opcode) {
        case Opcode::kContinuation:
        case Opcode::kText:
        case Opcode::kBinary:
        case Opcode::kClose:
        case Opcode::kPing:
        case Opcode::kPong:
            return true;
    }
    return false;
}

bool IsUtf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

// RFC 6455 section 7.4: what a peer may send.
bool IsLegalCloseCode(unsigned code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

std::optional<FrameError> CheckClose(std::string_view payload) {
    if (payload.empty()) return std::nullopt;
    if (payload.size() == 1) return FrameError{CloseCode::kProtocolError, "bad close payload"};
    const unsigned code = static_cast<unsigned>(static_cast<std::uint8_t>(payload[0])) << 8 |
                          static_cast<std::uint8_t>(payload[1]);
    if (!IsLegalCloseCode(code)) return FrameError{CloseCode::kProtocolError, "bad close code"};
    if (!IsUtf8(payload.substr(2))) return FrameError{CloseCode::kInvalidText, "invalid UTF-8"};
    return std::nullopt;
}

// Where the header ends, as far as the bytes read so far tell.
std::size_t HeaderSize(const std::array<std::uint8_t, 14>& header, std::size_t known) {
    if (known < 2) return 2;
    const unsigned length = header[1] & 0x7f;
    const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    return 2 + extended + ((header[1] & kMasked) != 0 ? 4 : 0);
}

std::uint64_t PayloadLength(const std::array<std::uint8_t, 14>& header) {
    const unsigned length = header[1] & 0x7f;
    if (length < 126) return length;
    const std::size_t extended = length == 126 ? 2 : 8;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < extended; ++i) value = value << 8 | header[2 + i];
    return value;
}

}  // namespace

void AppendFrame(Opcode opcode, std::string_view payload, std::string& out) {
    CHECK(static_cast<std::uint8_t>(opcode) < 8 || payload.size() <= kControlBytesMax);
    const std::size_t size = payload.size();
    out.push_back(static_cast<char>(kFinal | static_cast<std::uint8_t>(opcode)));
    if (size < 126) {
        out.push_back(static_cast<char>(size));
    } else {
        const int extended = size <= 0xffff ? 2 : 8;
        out.push_back(static_cast<char>(extended == 2 ? 126 : 127));
        for (int i = extended - 1; i >= 0; --i) out.push_back(static_cast<char>(size >> (8 * i)));
    }
    out.append(payload);
}

SharedFrame EncodeFrame(Opcode opcode, std::string_view payload) {
    std::string frame;
    frame.reserve(payload.size() + 10);
    AppendFrame(opcode, payload, frame);
    return std::make_shared<const std::string>(std::move(frame));
}

std::string ClosePayload(CloseCode code, std::string_view reason) {
    const auto number = static_cast<std::uint16_t>(code);
    std::string payload{static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
    return payload.append(reason.substr(0, kControlBytesMax - 2));
}

Expected<std::optional<Incoming>, FrameError> FrameDecoder::Next(std::string_view& bytes) {
    if (message_delivered_) {
        message_.clear();
        message_delivered_ = false;
    }
    while (!bytes.empty()) {
        if (!in_payload_) {
            if (const auto error = ReadHeader(bytes)) return Unexpected{*error};
            if (!in_payload_) break;
        }
        ReadPayload(bytes);
        if (remaining_ > 0) break;
        auto finished = FinishFrame();
        if (!finished || *finished) return finished;
    }
    return std::optional<Incoming>{};
}

std::optional<FrameError> FrameDecoder::ReadHeader(std::string_view& bytes) {
    std::size_t needed;
    while (header_size_ < (needed = HeaderSize(header_, header_size_))) {
        if (bytes.empty()) return std::nullopt;
        header_[header_size_++] = static_cast<std::uint8_t>(bytes.front());
        bytes.remove_prefix(1);
    }
    opcode_ = static_cast<Opcode>(header_[0] & 0x0f);
    const std::uint64_t length = PayloadLength(header_);
    if (const auto error = CheckHeader(length)) return error;
    ++frames_;
    in_payload_ = true;
    remaining_ = length;
    mask_offset_ = 0;
    if (is_control()) {
        control_.clear();
    } else if (opcode_ != Opcode::kContinuation) {
        message_opcode_ = opcode_;
        message_.clear();
    }
    return std::nullopt;
}

std::optional<FrameError> FrameDecoder::CheckHeader(std::uint64_t length) const {
    const auto broken = [](std::string_view reason) {
        return FrameError{CloseCode::kProtocolError, reason};
    };
    const unsigned length7 = header_[1] & 0x7f;
    if ((header_[0] & kReserved) != 0) return broken("reserved bit set");
    if (!IsKnown(opcode_)) return broken("unknown opcode");
    if ((header_[1] & kMasked) == 0) return broken("frame not masked");
    if ((length7 == 126 && length < 126) || (length7 == 127 && length <= 0xffff)) {
        return broken("length not minimal");
    }
    if (is_control()) {
        if ((header_[0] & kFinal) == 0) return broken("fragmented control frame");
        if (length > kControlBytesMax) return broken("control frame too long");
        return std::nullopt;
    }
    const bool is_open = message_opcode_ != Opcode::kContinuation;
    if (is_open != (opcode_ == Opcode::kContinuation)) {
        return broken(is_open ? "message within a message" : "nothing to continue");
    }
    const std::size_t held = is_open ? message_.size() : 0;
    if (length > max_message_bytes_ - held) {
        return FrameError{CloseCode::kMessageTooBig, "message too big"};
    }
    return std::nullopt;
}

void FrameDecoder::ReadPayload(std::string_view& bytes) {
    std::string& target = is_control() ? control_ : message_;
    const std::size_t count =
        static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, bytes.size()));
    const std::uint8_t* mask = header_.data() + header_size_ - 4;
    const std::size_t begin = target.size();
    target.append(bytes.substr(0, count));
    for (std::size_t i = 0; i < count; ++i) {
        const auto byte = static_cast<std::uint8_t>(target[begin + i]);
        target[begin + i] = static_cast<char>(byte ^ mask[(mask_offset_ + i) & 3]);
    }
    mask_offset_ += count;
    remaining_ -= count;
    bytes.remove_prefix(count);
}

Expected<std::optional<Incoming>, FrameError> FrameDecoder::FinishFrame() {
    const bool final = (header_[0] & kFinal) != 0;
    in_payload_ = false;
    header_size_ = 0;
    if (is_control()) {
        if (opcode_ == Opcode::kClose) {
            if (const auto error = CheckClose(control_)) return Unexpected{*error};
        }
        return std::optional(Incoming{opcode_, control_});
    }
    if (!final) return std::optional<Incoming>{};
    const Incoming message{message_opcode_, message_};
    if (message.opcode == Opcode::kText && !IsUtf8(message_)) {
        return Unexpected{FrameError{CloseCode::kInvalidText, "invalid UTF-8"}};
    }
    message_opcode_ = Opcode::kContinuation;
    message_delivered_ = true;
    return std::optional(message);
}

}  // namespace bourse::websocket
