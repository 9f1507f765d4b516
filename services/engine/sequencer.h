// Sequencer: gives each command its sequence and timestamp, applies it, and collects commands and
// events into batches for the journal. It knows no thread, clock or disk: Engine drives it with
// two threads, a simulation or a back-fill with one.
//
// Invariant: what Seal hands out is applied but not durable; nobody may hear of it before it is.
// Thread: one owner.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/exchange/exchange.h"
#include "core/wire/buffer.h"
#include "core/wire/command_codec.h"

namespace bourse::engine {

// Consecutive commands and what they caused.
struct Batch {
    Sequence first;
    Sequence last;
    wire::ByteBuffer commands;  // journaled commands (core/wire/command_codec.h)
    wire::ByteBuffer events;
    std::uint64_t command_count() const { return last.raw() - first.raw() + 1; }
};

class Sequencer {
public:
    // A batch that is larger is full: Seal it before more is applied.
    static constexpr std::size_t kBatchBytes = 4 << 20;

    explicit Sequencer(exchange::Exchange exchange) : exchange_(std::move(exchange)) {}

    // Starts loading what these encoded commands will look for: those that Apply gets next, in this
    // order. To be called again after each kLookahead of them, with what is left. Changes nothing.
    static constexpr std::size_t kLookahead = exchange::Lookahead::kGroup;
    void LookAhead(std::span<const std::byte> commands);
    // Applies one command at `now`, or at the last timestamp if `now` is before it. Requires a
    // frame as DecodeCommand gives it: recovery could not read another one.
    void Apply(const wire::Command& command, Timestamp now);
    // Applies a step of the work that former commands left. Requires has_pending_work().
    void Continue(Timestamp now);
    bool has_pending_work() const { return exchange_.has_pending_work(); }

    bool has_batch() const { return batch_ != nullptr; }
    bool is_full() const {
        return batch_ != nullptr && batch_->commands.size() + batch_->events.size() >= kBatchBytes;
    }
    // The batch since the last Seal. Requires has_batch().
    std::unique_ptr<Batch> Seal();

    const exchange::Exchange& exchange() const { return exchange_; }
    // Ends this sequencer. Requires: no batch is open.
    exchange::Exchange TakeExchange() { return CHECK(!has_batch()), std::move(exchange_); }

private:
    // Shows the exchange the group of commands behind shown_end_.
    void ShowGroup(const std::byte* end);

    exchange::Exchange exchange_;
    exchange::Lookahead lookahead_;
    const std::byte* shown_end_ = nullptr;  // of the commands that LookAhead got last
    std::unique_ptr<Batch> batch_;
};

}  // namespace bourse::engine
