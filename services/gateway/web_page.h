// The web page: files that are part of the binary. Either the page of web/, built by tools/web, or,
// where that could not be built, the plain one of web/plain, which needs nothing to build.
// Thread: any; read-only once made.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.h"

namespace bourse::gateway {

struct WebFile {
    std::string_view name;  // path without the first '/'
    std::string_view text;
};

class WebSite {
public:
    // A file NAME.gz is what NAME looks like compressed. What the files view must outlive the site.
    explicit WebSite(std::span<const WebFile> files);

    // GET and HEAD of a file; of "/" and of the page's own routes, index.html. Otherwise 404 or
    // 405, as HTML for whoever accepts it. Names below assets/ carry a hash of what they hold, so
    // they may be kept for ever.
    http::Response Serve(const http::Request& request) const;

private:
    struct Entry {
        std::string_view name, text;
        std::string_view gzip;  // empty: none
        std::string tag;        // of HTTP, with quotes
    };

    const Entry* Find(std::string_view path) const;
    static http::Response ServeFile(const http::Request& request, const Entry& file);

    std::vector<Entry> entries_;
};

const WebSite& PlainSite();
// The best there is in this binary.
const WebSite& EmbeddedSite();

}  // namespace bourse::gateway
