#include "services/engine/sequencer.h"

#include <algorithm>
#include <utility>

namespace bourse::engine {

void Sequencer::Apply(const wire::Command& command, Timestamp now) {
    const CommandHeader& header = command.header();
    CHECK(header.size != 0 && header.size == wire::CommandSize(header.type));
    const Sequence sequence = exchange_.sequence().Next();
    const Timestamp timestamp = std::max(now, exchange_.timestamp());
    if (batch_ == nullptr) {
        batch_ = std::make_unique<Batch>();
        batch_->first = sequence;
    }
    batch_->last = sequence;
    wire::AppendJournaledCommand(timestamp, command, batch_->commands);
    exchange_.Apply(command, {sequence, timestamp}, batch_->events);
}

void Sequencer::Continue(Timestamp now) {
    CHECK(has_pending_work());
    Apply(wire::Command(MakeCommand<bourse::Continue>(kVenueAccount)), now);
}

std::unique_ptr<Batch> Sequencer::Seal() {
    CHECK(has_batch());
    return std::move(batch_);
}

}  // namespace bourse::engine
