// The session of a browser: a cookie that no script reads and no other site sends along, and two
// signs that the page of this venue asks and not another one's: the header X-Bourse-Session, which
// a foreign page cannot add without being allowed to, and an Origin, where one is sent, of this
// host.
// Thread: any; pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/message.h"

namespace bourse::gateway {

enum class Transport : std::uint8_t { kPlain, kTls };

// Whether the venue's own page sent it.
bool IsOfOwnPage(const http::Request& request);

// The token of a request of the own page; nothing when there is none.
std::optional<std::string_view> SessionToken(const http::Request& request);

struct SessionCookie {
    std::string_view token;  // empty: forget it
    std::chrono::seconds age{};
    Transport transport{};
};
// A header line, with CR LF.
std::string SetCookieLine(const SessionCookie& cookie);

}  // namespace bourse::gateway
