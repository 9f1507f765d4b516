#include "apps/bourse/venue_url.h"

#include <fmt/format.h>

#include <string_view>

namespace bourse::apps {

std::string WhatIsWrongWithUrl(const std::string& url) {
    const std::size_t host = url.starts_with("http://")    ? 7
                             : url.starts_with("https://") ? 8
                                                           : std::string::npos;
    constexpr std::string_view kAllowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[]";
    const std::size_t end = url.ends_with('/') ? url.size() - 1 : url.size();
    const bool is_url = host < end && url.find_first_not_of(kAllowed, host) >= end;
    return is_url ? "" : fmt::format("'{}' is not http://HOST:PORT or https://HOST:PORT", url);
}

std::string VenueUrl(std::string url, bool has_tls) {
    constexpr std::string_view kPlain = "http://";
    if (url.ends_with('/')) url.pop_back();
    if (has_tls && url.starts_with(kPlain)) url.replace(0, kPlain.size(), "https://");
    return url;
}

}  // namespace bourse::apps
