#include "services/gateway/web_page.h"

#include <algorithm>
#include <array>

#include "bourse_web_page.h"
#include "bourse_web_plain.h"
#include "platform/crypto/encoding.h"
#include "platform/crypto/sha256.h"

namespace bourse::gateway {

namespace {

constexpr std::string_view kSecurityHeaders =
    "Content-Security-Policy: default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Referrer-Policy: no-referrer\r\n";
constexpr std::string_view kHashedNames = "assets/";
constexpr std::string_view kCompressed = ".gz";
// Of the page, which shows what the rest of the path names.
constexpr std::string_view kRoutes[] = {"/trade/", "/account/", "/admin/"};

struct Type {
    std::string_view suffix;
    std::string_view content_type;
};
constexpr Type kTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".woff2", "font/woff2"},
};

std::string_view ContentType(std::string_view name) {
    const auto type = std::ranges::find_if(kTypes, [name](const Type& candidate) {
        return name.ends_with(candidate.suffix);
    });
    return type == std::end(kTypes) ? "application/octet-stream" : type->content_type;
}

std::string EntityTag(std::string_view text) {
    constexpr std::size_t kLength = 32;
    std::string tag(1, '"');
    tag.append(crypto::EncodeHex(crypto::Sha256::OneShot(crypto::AsBytes(text))), 0, kLength);
    tag.push_back('"');
    return tag;
}

template <class Files>
WebSite SiteOf(const Files& embedded) {
    std::vector<WebFile> files;
    for (const auto& file : embedded) files.push_back({file.name, file.text});
    return WebSite(files);
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

WebSite::WebSite(std::span<const WebFile> files) {
    for (const WebFile& file : files) {
        if (file.name.ends_with(kCompressed)) continue;
        const std::string compressed = std::string(file.name).append(kCompressed);
        const auto gzip = std::ranges::find(files, compressed, &WebFile::name);
        entries_.push_back(
            {file.name,
             file.text,
             gzip == files.end() ? std::string_view() : gzip->text,
             EntityTag(file.text)}
        );
    }
}

const WebSite::Entry* WebSite::Find(std::string_view path) const {
    const bool is_route = path == "/" || path == "/account" || path == "/admin" ||
                          std::ranges::any_of(kRoutes, [path](std::string_view route) {
                              return path.starts_with(route);
                          });
    const std::string_view name = is_route ? "index.html" : path.substr(1);
    const auto found = std::ranges::find(entries_, name, &Entry::name);
    return found == entries_.end() ? nullptr : &*found;
}

http::Response WebSite::ServeFile(const http::Request& request, const Entry& file) {
    http::Response response;
    response.content_type = ContentType(file.name);
    response.headers.append("ETag: ").append(file.tag).append("\r\nCache-Control: ");
    response.headers +=
        file.name.starts_with(kHashedNames) ? "public, max-age=31536000, immutable" : "no-cache";
    response.headers.append("\r\nVary: Accept-Encoding\r\n").append(kSecurityHeaders);
    if (request.Find("If-None-Match").value_or("").find(file.tag) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    const bool takes_gzip =
        request.Find("Accept-Encoding").value_or("").find("gzip") != std::string_view::npos;
    if (takes_gzip && !file.gzip.empty()) {
        response.headers += "Content-Encoding: gzip\r\n";
        response.body = file.gzip;
    } else {
        response.body = file.text;
    }
    return response;
}

http::Response WebSite::Serve(const http::Request& request) const {
    if (request.method != "GET" && request.method != "HEAD") return Refuse(request, 405);
    const Entry* file = Find(request.path);
    return file == nullptr ? Refuse(request, 404) : ServeFile(request, *file);
}

const WebSite& PlainSite() {
    static const WebSite site = SiteOf(web_plain::kFiles);
    return site;
}

const WebSite& EmbeddedSite() {
    static const WebSite site = SiteOf(web_page::kFiles);
    return web_page::kFiles.empty() ? PlainSite() : site;
}

}  // namespace bourse::gateway
