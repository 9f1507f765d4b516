// Engine: the leader. Its sequencer thread applies commands while its journal thread makes the
// batch before durable (group commit), and its snapshot thread saves state now and then. What a
// batch caused is published only when the journal has it.
//
// Fail-stop: when the journal fails, the outcome of the batch is unknown; `on_fault` is called on
// the journal thread, nothing is published any more, and the process should end.
//
//   Submit -> inbox -> [sequencer thread] -> Batch -> [journal thread] -> Append -> subscribers
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "services/engine/clock.h"
#include "services/engine/journal.h"
#include "services/engine/sequencer.h"
#include "services/engine/snapshot_store.h"

namespace bourse::engine {

struct EngineOptions {
    std::uint64_t epoch = 1;
    std::size_t inbox_bytes_max = 8 << 20;  // beyond it Submit answers kFull
    std::uint64_t commands_between_snapshots = 1'000'000;
    std::function<void(const JournalError&)> on_fault;          // required; must not call Stop
    std::function<void(const std::string&)> on_snapshot_fault;  // required; the engine goes on
};

enum class Submitted : std::uint8_t {
    kAccepted,  // will be sequenced, unless the process ends before
    kFull,      // too much is waiting; nothing was taken
    kStopped,   // the engine is stopping or has failed; nothing was taken
};

class Engine {
public:
    // A durable batch. Called on the journal thread, in order; must be quick and never wait.
    using Subscriber = std::function<void(const std::shared_ptr<const Batch>&)>;

    // Continues from the exchange's state, which must be the journal's (recovery.h). Journal,
    // snapshots and clock must outlive the engine; while it runs they are its own.
    Engine(
        exchange::Exchange exchange,
        Journal& journal,
        SnapshotStore& snapshots,
        Clock& clock,
        EngineOptions options
    );
    // As Stop.
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Before Start only.
    void Subscribe(Subscriber subscriber) { subscribers_.push_back(std::move(subscriber)); }
    void Start();
    // Takes no more commands, makes durable and publishes what was accepted, ends the threads.
    void Stop();

    // One command or several, one after the other (core/wire/command_codec.h). From any thread;
    // commands of one thread keep their order.
    Submitted Submit(std::span<const std::byte> commands);

    // The number a session continues with. Before Start only.
    SessionNumber NextNumber(SessionId session) const {
        return sequencer_.exchange().NextNumber(session);
    }

private:
    // A batch on its way to the journal, with the state after it when a snapshot is due.
    struct Handover {
        std::shared_ptr<const Batch> batch;
        std::unique_ptr<wire::ByteBuffer> state;
        std::uint64_t state_hash = 0;
    };
    struct PendingSnapshot {
        SnapshotInfo info;
        std::unique_ptr<wire::ByteBuffer> state;
    };

    void RunSequencer();
    void ApplyTaken();
    Handover MakeHandover();
    void RunJournal();
    Expected<void, JournalError> Commit(const Handover& handover);
    void OfferSnapshot(Handover& handover);
    void RunSnapshots();

    Journal& journal_;
    SnapshotStore& snapshots_;
    Clock& clock_;
    const EngineOptions options_;
    std::vector<Subscriber> subscribers_;

    // Of the sequencer thread.
    Sequencer sequencer_;
    std::uint64_t next_snapshot_ = 0;
    wire::ByteBuffer taken_;                // from the inbox, at once
    std::span<const std::byte> unapplied_;  // the end of taken_

    std::mutex mutex_;
    std::condition_variable sequencer_wake_;
    std::condition_variable journal_wake_;
    std::condition_variable snapshot_wake_;
    // Guarded by mutex_.
    wire::ByteBuffer inbox_;
    std::optional<Handover> handover_;  // present until it is durable
    std::optional<PendingSnapshot> snapshot_;
    enum class Phase : std::uint8_t { kIdle, kRunning, kStopping, kFailed } phase_ = Phase::kIdle;
    bool is_sequencer_done_ = false;
    bool is_journal_done_ = false;

    std::thread sequencer_thread_;
    std::thread journal_thread_;
    std::thread snapshot_thread_;
};

}  // namespace bourse::engine
