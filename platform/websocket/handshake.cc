#include "platform/websocket/handshake.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace bourse::websocket {
namespace {

constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

// The base64 text of 16 bytes.
bool IsKey(std::string_view key) {
    if (key.size() != 24 || !key.ends_with("==")) return false;
    std::array<unsigned char, 18> decoded;
    return EVP_DecodeBlock(
               decoded.data(), reinterpret_cast<const unsigned char*>(key.data()), 24
           ) == 18;
}

http::Response Refusal(int status, std::string_view what, std::string headers = {}) {
    http::Response response{.status = status, .headers = std::move(headers)};
    response.body.append(R"({"code":-1000,"msg":")").append(what).append(R"("})");
    return response;
}

}  // namespace

std::string AcceptKey(std::string_view key) {
    std::string text(key);
    text.append(kGuid);
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    std::array<unsigned char, 29> encoded;
    const int size = EVP_EncodeBlock(encoded.data(), digest.data(), SHA_DIGEST_LENGTH);
    return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(size)};
}

Expected<std::string, http::Response> AnswerHandshake(const http::Request& request) {
    const auto upgrade = request.Find("Upgrade");
    if (request.method != "GET" || !request.wants_upgrade || !upgrade ||
        !http::EqualIgnoringCase(*upgrade, "websocket")) {
        return Unexpected{Refusal(
            426, "This path speaks WebSocket only.", "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        )};
    }
    if (request.Find("Sec-WebSocket-Version") != "13") {
        return Unexpected{
            Refusal(426, "WebSocket version 13 is required.", "Sec-WebSocket-Version: 13\r\n")};
    }
    const auto key = request.Find("Sec-WebSocket-Key");
    if (!key || !IsKey(*key)) return Unexpected{Refusal(400, "Bad Sec-WebSocket-Key.")};
    return std::string("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
        .append(AcceptKey(*key))
        .append("\r\n");
}

}  // namespace bourse::websocket
