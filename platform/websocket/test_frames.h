// What a client sends, for tests only: masked frames, well-formed or not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/websocket/frame.h"

namespace bourse::websocket {

struct ClientFrame {
    Opcode opcode = Opcode::kText;
    std::string_view payload = {};
    bool final = true;
    bool masked = true;
    std::uint8_t reserved = 0;  // RSV bits, in place
};

inline std::string Encode(const ClientFrame& frame) {
    std::string bytes;
    const unsigned first =
        (frame.final ? 0x80u : 0u) | frame.reserved | static_cast<unsigned>(frame.opcode);
    bytes.push_back(static_cast<char>(first));
    const std::size_t size = frame.payload.size();
    const unsigned mask_bit = frame.masked ? 0x80u : 0u;
    const int extended = size < 126 ? 0 : size <= 0xffff ? 2 : 8;
    const std::size_t length = extended == 0 ? size : extended == 2 ? 126 : 127;
    bytes.push_back(static_cast<char>(mask_bit | length));
    for (int i = extended - 1; i >= 0; --i) bytes.push_back(static_cast<char>(size >> (8 * i)));
    constexpr std::string_view kMask = "\x37\xfa\x21\x3d";
    if (frame.masked) bytes += kMask;
    for (std::size_t i = 0; i < size; ++i) {
        bytes.push_back(
            static_cast<char>(frame.masked ? frame.payload[i] ^ kMask[i % 4] : frame.payload[i])
        );
    }
    return bytes;
}

inline std::string Encode(Opcode opcode, std::string_view payload) {
    return Encode(ClientFrame{.opcode = opcode, .payload = payload});
}

}  // namespace bourse::websocket
