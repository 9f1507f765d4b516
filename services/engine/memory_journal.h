// Journal and snapshots in memory, for tests: what they hold is theirs to look at, an Append or
// Save waits at a gate while it is closed, and fails when told to. Nothing here is durable. Thread:
// the gate any; what a store holds, its user's, or any once that one has stopped.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <limits>
#include <mutex>
#include <string>
#include <vector>

#include "services/engine/journal_codec.h"
#include "services/engine/snapshot_store.h"

namespace bourse::engine {

class Gate {
public:
    void Close() { Set(State::kClosed); }
    void Open() { Set(State::kOpen); }
    // Waits while the gate is closed.
    void Pass() {
        std::unique_lock lock(mutex_);
        ++arrivals_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return state_ == State::kOpen; });
    }
    // How often somebody has come to the gate.
    std::uint64_t arrivals() {
        const std::lock_guard lock(mutex_);
        return arrivals_;
    }
    // Waits until somebody has come to the gate `count` times, in all.
    void AwaitArrivals(std::uint64_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return arrivals_ >= count; });
    }

private:
    enum class State : std::uint8_t { kOpen, kClosed };
    void Set(State state) {
        const std::lock_guard lock(mutex_);
        state_ = state;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    State state_ = State::kOpen;
    std::uint64_t arrivals_ = 0;
};

class MemoryJournal final : public Journal {
public:
    struct Row {
        Sequence first, last;
        std::vector<std::byte> payload;
        JournalHead head;  // what it leaves behind
    };

    Gate gate;                                                                 // of Append
    std::uint64_t failing_append = std::numeric_limits<std::uint64_t>::max();  // counted from 1
    std::vector<Row> rows;

    Expected<void, JournalError> Append(const JournalBatch& batch) override {
        gate.Pass();
        if (const auto why = JournalCodec::WhyRefused(batch, head())) {
            return Unexpected{JournalError{JournalFault::kRefused, batch.first, *why}};
        }
        if (rows.size() + 1 >= failing_append) {
            return Unexpected{JournalError{JournalFault::kStorage, batch.first, "planted"}};
        }
        const JournalHead after = codec_.Seal(batch, head()).head;
        rows.push_back(
            {batch.first, batch.last, {batch.payload.begin(), batch.payload.end()}, after}
        );
        return {};
    }
    Expected<void, JournalError> ReadFrom(Sequence from, const Visitor& visitor) override {
        for (const Row& row : rows) {
            if (row.last < from) continue;
            const JournalBatch batch{row.first, row.last, row.head.epoch, row.payload};
            if (visitor(batch) == Visit::kStop) break;
        }
        return {};
    }
    const JournalHead& head() const override { return rows.empty() ? empty_ : rows.back().head; }
    Expected<JournalHead, JournalError> HeadAt(Sequence last) override {
        for (const Row& row : rows) {
            if (row.last == last) return row.head;
        }
        return Unexpected{JournalError{JournalFault::kRefused, last, "no batch ends there"}};
    }

private:
    JournalCodec codec_;
    JournalHead empty_;
};

class MemorySnapshotStore final : public SnapshotStore {
public:
    Gate gate;  // of Save
    enum class Saving : std::uint8_t { kWorks, kFails } saving = Saving::kWorks;
    std::vector<Snapshot> snapshots;         // all that were saved
    std::vector<RejectedSnapshot> rejected;  // what LoadNewest says that it passed over

    Expected<void, std::string> Save(const SnapshotInfo& info, std::span<const std::byte> payload)
        override {
        gate.Pass();
        if (saving == Saving::kFails) return Unexpected{std::string("planted")};
        snapshots.push_back({info, {payload.begin(), payload.end()}});
        return {};
    }
    Expected<LoadedSnapshot, std::string> LoadNewest() override {
        LoadedSnapshot loaded{std::nullopt, rejected};
        if (!snapshots.empty()) loaded.newest = snapshots.back();
        return loaded;
    }
};

// Forgets everything.
class NoSnapshots final : public SnapshotStore {
public:
    Expected<void, std::string> Save(const SnapshotInfo&, std::span<const std::byte>) override {
        return {};
    }
    Expected<LoadedSnapshot, std::string> LoadNewest() override { return LoadedSnapshot{}; }
};

}  // namespace bourse::engine
