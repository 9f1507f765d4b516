// HistoryWriter: applies commands at given times and journals them in large batches: set-up and
// back-fill, before anybody is served. The observer hears of each step at once; should the journal
// fail later, the process ends and nobody has seen anything.
// Thread: the main thread's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "core/base/expected.h"
#include "core/wire/buffer.h"
#include "services/engine/journal.h"
#include "services/engine/sequencer.h"

namespace bourse::apps {

class HistoryWriter {
public:
    using Observer = std::function<void(std::span<const std::byte> events)>;

    struct Target {
        engine::Sequencer& sequencer;
        engine::Journal& journal;
        std::uint64_t epoch;
    };
    HistoryWriter(const Target& target, Observer observer)
        : target_(target), observer_(std::move(observer)) {}

    // Answers the events, valid until the next call.
    Expected<std::span<const std::byte>, std::string> Apply(
        std::span<const wire::Command> commands, Timestamp now
    );
    // Journals what is left. Required at the end.
    Expected<void, std::string> Flush();

private:
    static constexpr std::size_t kFlushBytes = 4 << 20;

    Target target_;
    Observer observer_;
    std::unique_ptr<engine::Batch> batch_;  // the last one applied
    wire::ByteBuffer unwritten_;
    Sequence first_unwritten_;
};

}  // namespace bourse::apps
