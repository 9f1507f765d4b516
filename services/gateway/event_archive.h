// EventArchive: the newest committed events of the journal, for operators who look for what
// happened. What is older is in the journal, which `bourse journal dump` reads when the venue is
// stopped.
// Thread: any; one lock, held for as long as a list of batches is copied. Memory: kMaxBytes of
// events.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/events.h"
#include "core/wire/buffer.h"
#include "services/engine/sequencer.h"

namespace bourse::gateway {

struct JournalQuery {
    std::optional<AccountId> account;
    std::optional<OrderId> order;
    std::string kind;                     // of the command: "PlaceOrder"; empty: any
    std::optional<Timestamp> start, end;  // of the command
    std::optional<Sequence> before;
    std::size_t limit = 100;
};

struct JournalPage {
    std::vector<std::vector<std::byte>> commands;  // the events of each, newest first
    std::optional<Sequence> next;  // go on with this `before`; nothing: all was seen
    Sequence oldest;               // that is kept
};

class EventArchive {
public:
    static constexpr std::size_t kMaxBytes = 32U << 20;
    // One search reads no more; the page says where to go on.
    static constexpr std::size_t kMaxBytesASearch = 4U << 20;

    void OnBatch(const std::shared_ptr<const engine::Batch>& batch);
    // What recovery or a back-fill replays.
    void Replay(std::span<const std::byte> events);

    JournalPage Search(const JournalQuery& query) const;

private:
    struct Segment {
        std::shared_ptr<const engine::Batch> batch;
        std::size_t size = 0;
    };

    mutable std::mutex mutex_;
    std::deque<Segment> segments_;
    std::size_t bytes_ = 0;
};

}  // namespace bourse::gateway
