// NewestBatch: how far the venue has been shown to clients by any thread of a gateway. A thread
// that is behind lets its calls wait (api.h): what one connection was told, every other one knows.
// Thread: any.
#pragma once

#include <atomic>
#include <cstdint>

#include "core/domain/types.h"

namespace bourse::gateway {

class NewestBatch {
public:
    // Before anything of a batch is shown. Batches come to each thread in order.
    void Raise(Sequence last) {
        std::uint64_t newest = newest_.load(std::memory_order_relaxed);
        while (newest < last.raw() && !newest_.compare_exchange_weak(newest, last.raw())) {
        }
    }
    Sequence last() const { return Sequence(newest_.load()); }

private:
    std::atomic<std::uint64_t> newest_ = 0;
};

}  // namespace bourse::gateway
