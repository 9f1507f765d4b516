#include "apps/bourse/history_writer.h"

namespace bourse::apps {

Expected<std::span<const std::byte>, std::string> HistoryWriter::Apply(
    std::span<const wire::Command> commands, Timestamp now
) {
    engine::Sequencer& sequencer = target_.sequencer;
    for (const wire::Command& command : commands) {
        sequencer.Apply(command, now);
        while (sequencer.has_pending_work()) sequencer.Continue(now);
    }
    if (!sequencer.has_batch()) return std::span<const std::byte>();
    batch_ = sequencer.Seal();
    if (unwritten_.size() == 0) first_unwritten_ = batch_->first;
    unwritten_.Append(batch_->commands.bytes());
    observer_(batch_->events.bytes());
    if (unwritten_.size() >= kFlushBytes) {
        const auto flushed = Flush();
        if (!flushed) return Unexpected{flushed.error()};
    }
    return batch_->events.bytes();
}

Expected<void, std::string> HistoryWriter::Flush() {
    if (unwritten_.size() == 0) return {};
    const Sequence last = target_.sequencer.exchange().sequence();
    const auto appended =
        target_.journal.Append({first_unwritten_, last, target_.epoch, unwritten_.bytes()});
    if (!appended) return Unexpected{"journal: " + appended.error().message};
    unwritten_.Clear();
    return {};
}

}  // namespace bourse::apps
