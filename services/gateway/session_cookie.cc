#include "services/gateway/session_cookie.h"

namespace bourse::gateway {

namespace {

constexpr std::string_view kName = "bourse_session";

bool IsOwnOrigin(std::string_view origin, std::string_view host) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (origin.starts_with(scheme) && origin.substr(scheme.size()) == host) return true;
    }
    return false;
}

}  // namespace

bool IsOfOwnPage(const http::Request& request) {
    if (!request.Find("X-Bourse-Session")) return false;
    const auto origin = request.Find("Origin");
    if (origin && !IsOwnOrigin(*origin, request.Find("Host").value_or(""))) return false;
    const auto site = request.Find("Sec-Fetch-Site");
    return !site || *site == "same-origin";
}

std::optional<std::string_view> SessionToken(const http::Request& request) {
    if (!IsOfOwnPage(request)) return std::nullopt;
    std::string_view rest = request.Find("Cookie").value_or("");
    while (!rest.empty()) {
        const std::size_t end = rest.find(';');
        std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        if (pair.starts_with(kName) && pair.substr(kName.size()).starts_with('=')) {
            return pair.substr(kName.size() + 1);
        }
    }
    return std::nullopt;
}

std::string SetCookieLine(const SessionCookie& cookie) {
    std::string line("Set-Cookie: ");
    line.append(kName).append("=").append(cookie.token);
    line.append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=");
    line.append(std::to_string(cookie.token.empty() ? 0 : cookie.age.count()));
    if (cookie.transport == Transport::kTls) line.append("; Secure");
    return line.append("\r\n");
}

}  // namespace bourse::gateway
