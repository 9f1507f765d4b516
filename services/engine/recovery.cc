#include "services/engine/recovery.h"

#include <fmt/format.h>

#include "core/wire/command_codec.h"

namespace bourse::engine {

namespace {

// Applies the commands of one batch behind the exchange's sequence; answers what is wrong with it.
std::optional<std::string> ApplyBatch(
    const JournalBatch& batch, exchange::Exchange& exchange, wire::ByteBuffer& events
) {
    auto payload = batch.payload;
    for (Sequence sequence = batch.first; sequence <= batch.last; sequence = sequence.Next()) {
        const auto journaled = wire::DecodeJournaledCommand(payload);
        if (!journaled) {
            return fmt::format("the command of sequence {} cannot be decoded", sequence.raw());
        }
        if (sequence <= exchange.sequence()) continue;
        if (journaled->timestamp < exchange.timestamp()) {
            return fmt::format("the timestamp of sequence {} goes back", sequence.raw());
        }
        exchange.Apply(journaled->command, {sequence, journaled->timestamp}, events);
    }
    if (!payload.empty()) return fmt::format("bytes behind sequence {}", batch.last.raw());
    return std::nullopt;
}

// Replays the journal behind the exchange's sequence; `after_batch` may end it with an error.
Expected<void, std::string> ReplayBehind(
    Journal& journal,
    exchange::Exchange& exchange,
    const std::function<std::optional<std::string>(std::span<const std::byte>)>& after_batch
) {
    std::optional<std::string> fault;
    wire::ByteBuffer events;
    const auto read = journal.ReadFrom(exchange.sequence().Next(), [&](const JournalBatch& batch) {
        events.Clear();
        fault = ApplyBatch(batch, exchange, events);
        if (!fault) fault = after_batch(events.bytes());
        return fault ? Journal::Visit::kStop : Journal::Visit::kContinue;
    });
    if (fault) return Unexpected{"journal: " + *fault};
    if (!read) return Unexpected{"journal: " + read.error().message};
    return {};
}

std::string Remark(const std::vector<RejectedSnapshot>& rejected) {
    std::string remark;
    for (const auto& [sequence, reason] : rejected) {
        remark += fmt::format("snapshot {} passed over: {}. ", sequence.raw(), reason);
    }
    return remark;
}

// A snapshot is of this journal only if the journal has its batch; otherwise the journal lost its
// end, or belongs to other snapshots.
// Room for a busy venue, so that its stores need not grow while it trades.
constexpr exchange::Exchange::Capacity kCapacity{1U << 17, 1U << 17};

std::optional<std::string> WhyForeign(const SnapshotInfo& info, Journal& journal) {
    const Sequence end = journal.head().last;
    if (info.sequence > end) {
        return fmt::format(
            "the journal ends at {}, before its snapshot of {}: acknowledged commands are missing",
            end.raw(),
            info.sequence.raw()
        );
    }
    const auto head = journal.HeadAt(info.sequence);
    if (!head) return "journal: " + head.error().message;
    if (head->hash == info.journal_hash) return std::nullopt;
    return fmt::format("the snapshot of {} is of another journal", info.sequence.raw());
}

Expected<exchange::Exchange, std::string> RestoreFrom(const Snapshot& snapshot) {
    auto exchange = exchange::Exchange::Restore(snapshot.payload, kCapacity);
    const std::uint64_t sequence = snapshot.info.sequence.raw();
    if (!exchange || exchange->sequence() != snapshot.info.sequence) {
        return Unexpected{fmt::format("snapshot {} cannot be restored", sequence)};
    }
    if (exchange->Hash() != snapshot.info.state_hash) {
        return Unexpected{fmt::format("snapshot {} has another state hash than stored", sequence)};
    }
    return std::move(*exchange);
}

}  // namespace

Expected<Recovered, std::string> Recover(Journal& journal, SnapshotStore& snapshots) {
    auto loaded = snapshots.LoadNewest();
    if (!loaded) return Unexpected{"snapshots: " + loaded.error()};
    Recovered recovered{exchange::Exchange(kCapacity), Sequence(0), 0, Remark(loaded->rejected)};
    if (loaded->newest) {
        if (auto why = WhyForeign(loaded->newest->info, journal)) return Unexpected{*why};
        auto restored = RestoreFrom(*loaded->newest);
        if (!restored) return Unexpected{restored.error()};
        recovered.exchange = std::move(*restored);
        recovered.from = recovered.exchange.sequence();
    }
    const auto replayed = ReplayBehind(journal, recovered.exchange, [](std::span<const std::byte>) {
        return std::nullopt;
    });
    if (!replayed) return Unexpected{replayed.error()};
    recovered.replayed = recovered.exchange.sequence().raw() - recovered.from.raw();
    return recovered;
}

Expected<Recovered, std::string> Replay(
    Journal& journal, SnapshotStore& snapshots, const ReplayObserver& observer
) {
    auto loaded = snapshots.LoadNewest();
    if (!loaded) return Unexpected{"snapshots: " + loaded.error()};
    Recovered recovered{exchange::Exchange(kCapacity), Sequence(0), 0, Remark(loaded->rejected)};
    if (loaded->newest) {
        if (auto why = WhyForeign(loaded->newest->info, journal)) return Unexpected{*why};
    }
    const auto after_batch = [&](std::span<const std::byte> events) -> std::optional<std::string> {
        observer(events);
        const auto& newest = loaded->newest;
        if (!newest || newest->info.sequence != recovered.exchange.sequence()) return std::nullopt;
        if (recovered.exchange.Hash() == newest->info.state_hash) return std::nullopt;
        return fmt::format(
            "the replay differs from the snapshot of {}: state hash {:016x}, stored {:016x}",
            newest->info.sequence.raw(),
            recovered.exchange.Hash(),
            newest->info.state_hash
        );
    };
    const auto replayed = ReplayBehind(journal, recovered.exchange, after_batch);
    if (!replayed) return Unexpected{replayed.error()};
    recovered.replayed = recovered.exchange.sequence().raw();
    return recovered;
}

}  // namespace bourse::engine
