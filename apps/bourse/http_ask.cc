#include "apps/bourse/http_ask.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string_view>

#include "apps/bourse/dev_certificates.h"
#include "apps/bourse/venue_url.h"

namespace bourse::apps {

namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

constexpr long kTimeout_s = 30;

std::size_t Append(char* bytes, std::size_t size, std::size_t count, void* body) {
    static_cast<std::string*>(body)->append(bytes, size * count);
    return size * count;
}

std::size_t TakeCookie(char* bytes, std::size_t size, std::size_t count, void* cookie) {
    constexpr std::string_view kName = "set-cookie: ";
    const std::string_view line(bytes, size * count);
    if (line.size() > kName.size() && curl_strnequal(line.data(), kName.data(), kName.size())) {
        const std::string_view value = line.substr(kName.size());
        *static_cast<std::string*>(cookie) = value.substr(0, value.find_first_of(";\r\n"));
    }
    return size * count;
}

std::string Encoded(const Handle& handle, const std::string& text) {
    char* encoded = curl_easy_escape(handle.get(), text.c_str(), static_cast<int>(text.size()));
    const std::string copy(encoded == nullptr ? "" : encoded);
    curl_free(encoded);
    return copy;
}

std::string FormOf(const Handle& handle, const HttpForm& form) {
    std::string text;
    for (const auto& [name, value] : form) {
        if (!text.empty()) text += '&';
        text.append(name).append("=").append(Encoded(handle, value));
    }
    return text;
}

}  // namespace

void AddVenueOptions(CLI::App& verb, VenueAddress& venue) {
    verb.add_option("--url", venue.url, "Where the venue listens")
        ->check(WhatIsWrongWithUrl)
        ->capture_default_str();
    verb.add_flag("--tls", venue.has_tls, "The venue was started with --tls")
        ->envname("BOURSE_TLS");
    verb.add_option("--data", venue.data, "Data directory of the venue, if it is here")
        ->envname("BOURSE_DATA")
        ->capture_default_str();
}

Expected<HttpAnswer, std::string> Ask(const VenueAddress& venue, const HttpQuestion& question) {
    const Handle handle(curl_easy_init(), &curl_easy_cleanup);
    if (!handle) return Unexpected{std::string("libcurl does not start")};
    const std::string root = VenueUrl(venue.url, venue.has_tls);
    const std::string form = FormOf(handle, question.form);
    const bool has_body = question.method == "POST";
    const std::string target = root + question.path + (has_body || form.empty() ? "" : "?" + form);
    const std::string authority = AuthorityFile(venue.data).string();
    HeaderList headers(nullptr, &curl_slist_free_all);
    for (const std::string& line : question.headers) {
        headers.reset(curl_slist_append(headers.release(), line.c_str()));
    }
    HttpAnswer answer;
    curl_easy_setopt(handle.get(), CURLOPT_URL, target.c_str());
    if (has_body) curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, form.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_CUSTOMREQUEST, question.method.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, kTimeout_s);
    if (headers) curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    if (std::filesystem::exists(authority)) {
        curl_easy_setopt(handle.get(), CURLOPT_CAINFO, authority.c_str());
    }
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, Append);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, TakeCookie);
    curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &answer.cookie);
    const CURLcode code = curl_easy_perform(handle.get());
    if (code != CURLE_OK) {
        return Unexpected{fmt::format(
            "{}{} does not answer: {}; start `bourse dev`, or give another venue with --url",
            root,
            question.path,
            curl_easy_strerror(code)
        )};
    }
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

}  // namespace bourse::apps
