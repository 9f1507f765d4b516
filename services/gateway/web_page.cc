#include "services/gateway/web_page.h"

#include <algorithm>
#include <array>

#include "bourse_web_plain.h"
#include "platform/crypto/encoding.h"
#include "platform/crypto/sha256.h"

namespace bourse::gateway {

namespace {

constexpr std::string_view kSecurityHeaders =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n";

struct Type {
    std::string_view suffix;
    std::string_view content_type;
};
constexpr Type kTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
};

std::string_view ContentType(std::string_view name) {
    const auto type = std::ranges::find_if(kTypes, [name](const Type& candidate) {
        return name.ends_with(candidate.suffix);
    });
    return type == std::end(kTypes) ? "application/octet-stream" : type->content_type;
}

std::string EntityTag(const web::EmbeddedFile& file) {
    constexpr std::size_t kLength = 32;
    std::string tag(1, '"');
    tag.append(crypto::EncodeHex(crypto::Sha256::OneShot(crypto::AsBytes(file.text))), 0, kLength);
    tag.push_back('"');
    return tag;
}

http::Response ServeFile(const http::Request& request, const web::EmbeddedFile& file) {
    const std::string tag = EntityTag(file);
    http::Response response;
    response.content_type = ContentType(file.name);
    response.headers.append("ETag: ").append(tag).append("\r\nCache-Control: no-cache\r\n");
    response.headers.append(kSecurityHeaders);
    if (request.Find("If-None-Match").value_or("").find(tag) != std::string_view::npos) {
        response.status = 304;
    } else {
        response.body = file.text;
    }
    return response;
}

http::Response Refuse(const http::Request& request, int status) {
    const std::string reason(http::ReasonPhrase(status));
    http::Response response{.status = status};
    if (request.Find("Accept").value_or("").find("text/html") == std::string_view::npos) {
        response.body = R"({"code":-1000,"msg":")" + reason + R"(."})";
        return response;
    }
    response.content_type = ContentType(".html");
    response.headers = kSecurityHeaders;
    response.body = "<!doctype html><html lang=\"en\"><title>" + reason + "</title><h1>" + reason +
                    "</h1><p><a href=\"/\">To the market</a></p></html>";
    return response;
}

}  // namespace

http::Response ServeWebPage(const http::Request& request) {
    if (request.method != "GET" && request.method != "HEAD") return Refuse(request, 405);
    const std::string_view name = request.path == "/" ? "index.html" : request.path.substr(1);
    const auto file = std::ranges::find(web::kFiles, name, &web::EmbeddedFile::name);
    if (file == std::end(web::kFiles)) return Refuse(request, 404);
    return ServeFile(request, *file);
}

}  // namespace bourse::gateway
