// What the verbs of the command line take.
// Thread: any; plain values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace bourse::apps {

struct DevOptions {
    std::filesystem::path data = "var";
    bool is_ephemeral = false;
    std::uint16_t port = 8080;
    std::string market = "sim";  // sim, none
    std::string preset = "normal";
    std::uint64_t seed = 42;
    int threads = 1;
};

}  // namespace bourse::apps
