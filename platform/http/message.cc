#include "platform/http/message.h"

#include <algorithm>
#include <charconv>

namespace bourse::http {
namespace {

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

void AppendNumber(std::string& out, std::size_t number) {
    char digits[20];
    const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), number);
    out.append(digits, end);
}

}  // namespace

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, Lower, Lower);
}

std::optional<std::string_view> Request::Find(std::string_view name) const {
    for (const Header& header : headers) {
        if (EqualIgnoringCase(header.name, name)) return header.value;
    }
    return std::nullopt;
}

std::string_view ReasonPhrase(int status) {
    switch (status) {
        case 100:
            return "Continue";
        case 101:
            return "Switching Protocols";
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 418:
            return "I'm a teapot";
        case 426:
            return "Upgrade Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Unknown";
    }
}

void EncodeResponse(
    const Response& response, const Framing& framing, std::string_view date, std::string& out
) {
    out += "HTTP/1.1 ";
    AppendNumber(out, static_cast<std::size_t>(response.status));
    out += ' ';
    out += ReasonPhrase(response.status);
    out += "\r\n";
    const bool has_body =
        response.status >= 200 && response.status != 204 && response.status != 304;
    if (response.status >= 200) {
        out += date;
        if (has_body) {
            out += "Content-Type: ";
            out += response.content_type;
            out += "\r\nContent-Length: ";
            AppendNumber(out, response.body.size());
            out += "\r\n";
        }
        if (!framing.keep_alive) {
            out += "Connection: close\r\n";
        } else if (framing.version_1_0) {
            out += "Connection: keep-alive\r\n";
        }
    }
    out += response.headers;
    out += "\r\n";
    if (has_body && !framing.head) out += response.body;
}

}  // namespace bourse::http
