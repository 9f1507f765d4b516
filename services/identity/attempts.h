// Attempts: how often somebody may try something in a window of time, by name of who tries.
//
// Fixed windows that begin with the first attempt. When kMaxNames are known and none is over, new
// ones are refused: guessing from many addresses must not use up memory.
// Thread: any; one lock.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace bourse::identity {

class Attempts {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    static constexpr std::size_t kMaxNames = 20'000;

    struct Limit {
        int most = 0;
        std::chrono::seconds window{};
    };
    explicit Attempts(Limit limit) : limit_(limit) {}

    // Counts one; false when there were too many.
    bool Take(std::string_view name, TimePoint now);
    // Those of the name are forgiven.
    void Forgive(std::string_view name);

private:
    struct Window {
        TimePoint end;
        int count = 0;
    };

    const Limit limit_;
    std::mutex mutex_;
    std::map<std::string, Window, std::less<>> windows_;
};

}  // namespace bourse::identity
