// MessageRate: whether a connection sends more frames a second than it may.
// Thread: one owner.
#pragma once

#include <chrono>

namespace bourse::gateway {

class MessageRate {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit MessageRate(int frames_per_second) : limit_(frames_per_second) {}

    // Counts a frame; false when it is one too many in the second that began with the first one.
    bool Admit(TimePoint now) {
        if (now - window_start_ >= std::chrono::seconds(1)) {
            window_start_ = now;
            count_ = 0;
        }
        return ++count_ <= limit_;
    }

private:
    const int limit_;
    TimePoint window_start_;
    int count_ = 0;
};

}  // namespace bourse::gateway
