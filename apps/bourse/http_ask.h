// One HTTP request of a verb that talks to a running venue, and its answer. Thread: any; blocks.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/expected.h"

namespace CLI {
class App;
}

namespace bourse::apps {

// Where the venue listens, as --url, --tls and --data say.
struct VenueAddress {
    std::string url = "http://127.0.0.1:8080";
    bool has_tls = false;
    std::filesystem::path data = "var";  // with the certificate of its authority
};

// --url, --tls and --data of a verb.
void AddVenueOptions(CLI::App& verb, VenueAddress& venue);

using HttpForm = std::vector<std::pair<std::string, std::string>>;

struct HttpQuestion {
    std::string method = "GET";
    std::string path;
    HttpForm form{};  // in the body of a POST, else in the query
    std::vector<std::string> headers{};
};
struct HttpAnswer {
    long status = 0;
    std::string body;
    std::string cookie;  // "name=value" of the last Set-Cookie; empty: none came
};

// An error says why no answer came.
Expected<HttpAnswer, std::string> Ask(const VenueAddress& venue, const HttpQuestion& question);

}  // namespace bourse::apps
