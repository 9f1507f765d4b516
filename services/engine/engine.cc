#include "services/engine/engine.h"

#include <utility>

#include "core/base/hash.h"

namespace bourse::engine {

Engine::Engine(
    exchange::Exchange exchange,
    Journal& journal,
    SnapshotStore& snapshots,
    Clock& clock,
    EngineOptions options
)
    : journal_(journal),
      snapshots_(snapshots),
      clock_(clock),
      options_(std::move(options)),
      sequencer_(std::move(exchange)),
      next_snapshot_(sequencer_.exchange().sequence().raw() + options_.commands_between_snapshots) {
    CHECK(options_.on_fault && options_.on_snapshot_fault);
    CHECK(journal_.head().last == sequencer_.exchange().sequence());
}

Engine::~Engine() { Stop(); }

void Engine::Start() {
    CHECK(phase_ == Phase::kIdle);
    phase_ = Phase::kRunning;
    snapshot_thread_ = std::thread([this] { RunSnapshots(); });
    journal_thread_ = std::thread([this] { RunJournal(); });
    sequencer_thread_ = std::thread([this] { RunSequencer(); });
}

void Engine::Stop() {
    {
        const std::lock_guard lock(mutex_);
        if (phase_ == Phase::kRunning) phase_ = Phase::kStopping;
    }
    sequencer_wake_.notify_all();
    for (std::thread* thread : {&sequencer_thread_, &journal_thread_, &snapshot_thread_}) {
        if (thread->joinable()) thread->join();
    }
}

Submitted Engine::Submit(std::span<const std::byte> commands) {
    {
        const std::lock_guard lock(mutex_);
        if (phase_ != Phase::kRunning) return Submitted::kStopped;
        if (inbox_.size() + commands.size() > options_.inbox_bytes_max) return Submitted::kFull;
        inbox_.Append(commands);
    }
    sequencer_wake_.notify_one();
    return Submitted::kAccepted;
}

void Engine::RunSequencer() {
    std::unique_lock lock(mutex_);
    while (phase_ != Phase::kFailed) {
        const bool may_apply = !sequencer_.is_full();
        const bool has_work =
            !unapplied_.empty() || inbox_.size() != 0 || sequencer_.has_pending_work();
        if (sequencer_.has_batch() && !handover_) {
            lock.unlock();
            Handover handover = MakeHandover();
            lock.lock();
            handover_ = std::move(handover);
            journal_wake_.notify_one();
        } else if (may_apply && has_work) {
            if (unapplied_.empty()) {
                taken_.Clear();
                std::swap(taken_, inbox_);
                unapplied_ = taken_.bytes();
            }
            lock.unlock();
            ApplyTaken();
            lock.lock();
        } else if (phase_ == Phase::kStopping && !sequencer_.has_batch()) {
            break;
        } else {
            sequencer_wake_.wait(lock);
        }
    }
    is_sequencer_done_ = true;
    journal_wake_.notify_one();
}

void Engine::ApplyTaken() {
    const Timestamp now = clock_.Now();
    // Left-over work of one command takes turns with the commands of others.
    if (unapplied_.empty() && sequencer_.has_pending_work()) sequencer_.Continue(now);
    for (std::size_t i = 0; !unapplied_.empty() && !sequencer_.is_full(); ++i) {
        if (i % Sequencer::kLookahead == 0) sequencer_.LookAhead(unapplied_);
        const auto command = wire::DecodeCommand(unapplied_);
        CHECK(command.has_value());  // Submit takes what this process encoded or validated
        sequencer_.Apply(*command, now);
        if (sequencer_.has_pending_work()) sequencer_.Continue(now);
    }
}

Engine::Handover Engine::MakeHandover() {
    Handover handover;
    handover.batch = sequencer_.Seal();
    if (handover.batch->last.raw() >= next_snapshot_ && !sequencer_.has_pending_work()) {
        next_snapshot_ = handover.batch->last.raw() + options_.commands_between_snapshots;
        handover.state = std::make_unique<wire::ByteBuffer>();
        sequencer_.exchange().Save(*handover.state);
        handover.state_hash = Hash64(handover.state->bytes());
    }
    return handover;
}

void Engine::RunJournal() {
    std::unique_lock lock(mutex_);
    for (;;) {
        journal_wake_.wait(lock, [&] { return handover_ || is_sequencer_done_; });
        if (!handover_) break;
        Handover handover = std::move(*handover_);
        lock.unlock();
        const auto committed = Commit(handover);
        lock.lock();
        if (!committed) {
            phase_ = Phase::kFailed;
            lock.unlock();
            options_.on_fault(committed.error());
            lock.lock();
            break;
        }
        if (handover.state) OfferSnapshot(handover);
        handover_.reset();
        sequencer_wake_.notify_one();
    }
    is_journal_done_ = true;
    sequencer_wake_.notify_one();
    snapshot_wake_.notify_one();
}

Expected<void, JournalError> Engine::Commit(const Handover& handover) {
    const Batch& batch = *handover.batch;
    const auto appended =
        journal_.Append({batch.first, batch.last, options_.epoch, batch.commands.bytes()});
    if (!appended) return appended;
    for (const Subscriber& subscriber : subscribers_) subscriber(handover.batch);
    return {};
}

void Engine::OfferSnapshot(Handover& handover) {
    if (snapshot_) return;  // the one before is still being written; the next one will do
    SnapshotInfo info;
    info.sequence = handover.batch->last;
    info.command_count = handover.batch->last.raw();
    info.state_hash = handover.state_hash;
    info.journal_hash = journal_.head().hash;
    snapshot_ = PendingSnapshot{info, std::move(handover.state)};
    snapshot_wake_.notify_one();
}

void Engine::RunSnapshots() {
    std::unique_lock lock(mutex_);
    for (;;) {
        snapshot_wake_.wait(lock, [&] { return snapshot_ || is_journal_done_; });
        if (!snapshot_) return;
        lock.unlock();
        const auto saved = snapshots_.Save(snapshot_->info, snapshot_->state->bytes());
        if (!saved) options_.on_snapshot_fault(saved.error());
        lock.lock();
        snapshot_.reset();
    }
}

}  // namespace bourse::engine
