#include "platform/websocket/frame.h"

#include <gtest/gtest.h>

#include "platform/websocket/test_frames.h"

namespace bourse::websocket {
namespace {

constexpr std::size_t kMaxBytes = 1'000;

// "opcode:payload " for each message, then the close code of an error.
std::string Decode(std::string_view text, std::size_t step) {
    FrameDecoder decoder(kMaxBytes);
    std::string seen;
    while (!text.empty()) {
        std::string_view piece = text.substr(0, step);
        text.remove_prefix(piece.size());
        while (!piece.empty()) {
            const auto next = decoder.Next(piece);
            if (!next) return seen + std::to_string(static_cast<int>(next.error().code));
            if (!*next) continue;
            seen.append(std::to_string(static_cast<int>((*next)->opcode)));
            seen.append(":").append((*next)->payload).append(" ");
        }
    }
    return seen;
}

// The same whole and in pieces.
std::string Decode(std::string_view text) {
    const std::string whole = Decode(text, text.size());
    for (const std::size_t step : {1u, 2u, 3u, 7u}) EXPECT_EQ(Decode(text, step), whole);
    return whole;
}

std::string Fragment(Opcode opcode, std::string_view payload, bool final) {
    return Encode(ClientFrame{.opcode = opcode, .payload = payload, .final = final});
}

TEST(Frame, ReadsMessagesOfEachLength) {
    for (const std::size_t size : {0u, 1u, 125u, 126u, 127u, 1'000u}) {
        const std::string payload(size, 'x');
        EXPECT_EQ(Decode(Encode(Opcode::kText, payload)), "1:" + payload + " ");
    }
    EXPECT_EQ(Decode(Encode(Opcode::kBinary, "\xff\xfe")), "2:\xff\xfe ");
    EXPECT_EQ(Decode(Encode(Opcode::kText, "a") + Encode(Opcode::kText, "b")), "1:a 1:b ");
}

TEST(Frame, JoinsFragmentsWithControlFramesBetween) {
    const std::string text = Fragment(Opcode::kText, "ab", false) + Encode(Opcode::kPing, "p") +
                             Fragment(Opcode::kContinuation, "", false) +
                             Fragment(Opcode::kContinuation, "cd", true) +
                             Encode(Opcode::kText, "next");
    EXPECT_EQ(Decode(text), "9:p 1:abcd 1:next ");
}

TEST(Frame, ChecksUtf8OfWholeMessages) {
    EXPECT_EQ(Decode(Encode(Opcode::kText, "\xEF\xBC\x91")), "1:\xEF\xBC\x91 ");
    EXPECT_EQ(
        Decode(
            Fragment(Opcode::kText, "\xEF\xBC", false) +
            Fragment(Opcode::kContinuation, "\x91", true)
        ),
        "1:\xEF\xBC\x91 "
    ) << "a character may be cut by a fragment";
    for (const char* bad : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xEF\xBC", "\xf4\x90\x80\x80"}) {
        EXPECT_EQ(Decode(Encode(Opcode::kText, bad)), "1007");
    }
}

TEST(Frame, RefusesBrokenFrames) {
    const std::string long_control(126, 'x');
    const std::pair<const char*, std::string> corpus[] = {
        {"not masked", Encode({.payload = "a", .masked = false})},
        {"RSV1", Encode({.payload = "a", .reserved = 0x40})},
        {"RSV2", Encode({.payload = "a", .reserved = 0x20})},
        {"RSV3", Encode({.payload = "a", .reserved = 0x10})},
        {"opcode 3", Encode(static_cast<Opcode>(3), "a")},
        {"opcode 11", Encode(static_cast<Opcode>(11), "a")},
        {"fragmented ping", Fragment(Opcode::kPing, "a", false)},
        {"long ping", Encode(Opcode::kPing, long_control)},
        {"stray continuation", Encode(Opcode::kContinuation, "a")},
        {"message in a message", Fragment(Opcode::kText, "a", false) + Encode(Opcode::kText, "b")},
        {"long form of 1", std::string("\x81\xfe\x00\x01mask", 8)},
        {"longest form of 1", std::string("\x81\xff\0\0\0\0\0\0\0\x01mask", 14)},
        {"close payload of one byte", Encode(Opcode::kClose, "\x03")},
        {"close code 1005", Encode(Opcode::kClose, "\x03\xed")},
        {"close code 999", Encode(Opcode::kClose, "\x03\xe7")},
    };
    for (const auto& [name, text] : corpus) EXPECT_EQ(Decode(text), "1002") << name;
    EXPECT_EQ(Decode(Encode(Opcode::kClose, "\x03\xe8\xff")), "1007");
}

TEST(Frame, BoundsTheMessageNotOnlyTheFrame) {
    EXPECT_EQ(Decode(Encode(Opcode::kText, std::string(1'001, 'x'))), "1009");
    const std::string half(500, 'x');
    const std::string first = Fragment(Opcode::kText, half, false);
    EXPECT_EQ(
        Decode(first + Fragment(Opcode::kContinuation, half, true)), "1:" + half + half + " "
    );
    EXPECT_EQ(Decode(first + Fragment(Opcode::kContinuation, half + "x", true)), "1009");
    EXPECT_EQ(Decode("\x82\xff\xff\xff\xff\xff\xff\xff\xff\xffmask"), "1009");
}

TEST(Frame, EncodesWithTheShortestLength) {
    EXPECT_EQ(*EncodeTextFrame("Hello"), "\x81\x05Hello");
    EXPECT_EQ(
        EncodeTextFrame(std::string(126, 'x'))->substr(0, 4), std::string("\x81\x7e\0\x7e", 4)
    );
    EXPECT_EQ(
        EncodeTextFrame(std::string(65'536, 'x'))->substr(0, 10),
        std::string("\x81\x7f\0\0\0\0\0\x01\0\0", 10)
    );
    EXPECT_EQ(
        ClosePayload(CloseCode::kNormal, "bye"),
        "\x03\xe8"
        "bye"
    );
    EXPECT_EQ(ClosePayload(CloseCode::kNormal, std::string(500, 'x')).size(), 125u);
}

TEST(Frame, CountsEveryFrame) {
    FrameDecoder decoder(kMaxBytes);
    const std::string text = Fragment(Opcode::kText, "a", false) +
                             Fragment(Opcode::kContinuation, "b", true) + Encode(Opcode::kPing, "");
    std::string_view bytes = text;
    while (!bytes.empty()) ASSERT_TRUE(decoder.Next(bytes));
    EXPECT_EQ(decoder.frames(), 3u);
}

}  // namespace
}  // namespace bourse::websocket
