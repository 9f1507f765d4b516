#include "services/gateway/web_page.h"

#include <gtest/gtest.h>

#include <string>

namespace bourse::gateway {
namespace {

http::Request RequestOf(std::string_view path, std::span<const http::Header> headers = {}) {
    http::Request request;
    request.method = "GET";
    request.path = path;
    request.headers = headers;
    return request;
}

http::Response Get(std::string_view path, std::span<const http::Header> headers = {}) {
    return PlainSite().Serve(RequestOf(path, headers));
}

TEST(WebPage, FilesHaveTypesAndAStrictPolicy) {
    const http::Response page = Get("/");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    EXPECT_NE(page.headers.find("default-src 'self'"), std::string::npos);
    EXPECT_NE(page.body.find("Demo market: simulated"), std::string::npos);
    EXPECT_EQ(page.body.find("http://"), std::string::npos);
    EXPECT_EQ(Get("/app.js").content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(Get("/app.css").content_type, "text/css; charset=utf-8");
}

TEST(WebPage, AKnownTagIsNotSentAgain) {
    const http::Response first = Get("/app.js");
    const std::size_t at = first.headers.find("ETag: ") + 6;
    const std::string tag = first.headers.substr(at, first.headers.find("\r\n", at) - at);
    const http::Header known[] = {{"If-None-Match", tag}};
    EXPECT_EQ(Get("/app.js", known).status, 304);
    EXPECT_EQ(Get("/app.css", known).status, 200);
}

TEST(WebPage, OthersAreNotFoundInTheFormAskedFor) {
    EXPECT_EQ(Get("/nothing").status, 404);
    EXPECT_EQ(Get("/nothing").body, R"({"code":-1000,"msg":"Not Found."})");
    const http::Header accept[] = {{"Accept", "text/html,*/*"}};
    EXPECT_TRUE(Get("/nothing", accept).body.starts_with("<!doctype html>"));
}

TEST(WebPage, RoutesShowThePageAndHashedNamesAreKept) {
    const WebFile files[] = {
        {"index.html", "<!doctype html>"},
        {"assets/a-1.js", "script"},
        {"assets/a-1.js.gz", "squeezed"},
    };
    const WebSite site(files);
    EXPECT_EQ(site.Serve(RequestOf("/trade/BTCUSDT")).body, "<!doctype html>");
    EXPECT_EQ(site.Serve(RequestOf("/account")).body, "<!doctype html>");
    EXPECT_EQ(site.Serve(RequestOf("/account/security")).body, "<!doctype html>");
    EXPECT_EQ(site.Serve(RequestOf("/admin")).body, "<!doctype html>");
    EXPECT_EQ(site.Serve(RequestOf("/admin/audit")).body, "<!doctype html>");
    EXPECT_NE(site.Serve(RequestOf("/")).headers.find("no-cache"), std::string::npos);
    EXPECT_EQ(site.Serve(RequestOf("/assets/a-1.js")).body, "script");
    const http::Header accept[] = {{"Accept-Encoding", "gzip, br"}};
    const http::Response script = site.Serve(RequestOf("/assets/a-1.js", accept));
    EXPECT_EQ(script.body, "squeezed");
    EXPECT_NE(script.headers.find("Content-Encoding: gzip"), std::string::npos);
    EXPECT_NE(script.headers.find("immutable"), std::string::npos);
    EXPECT_EQ(site.Serve(RequestOf("/assets/a-1.js.gz")).status, 404);
    EXPECT_EQ(site.Serve(RequestOf("/assets/b.js")).status, 404);
}

TEST(WebPage, TheBinaryHasOne) {
    EXPECT_TRUE(EmbeddedSite().Serve(RequestOf("/")).body.starts_with("<!doctype html>"));
}

}  // namespace
}  // namespace bourse::gateway
