#include "services/engine/recovery.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "services/engine/memory_journal.h"
#include "services/engine/sequencer.h"
#include "sim/reference/command_generator.h"

namespace bourse::engine {
namespace {

using reference::CommandGenerator;
using reference::PendingWork;

// Frames are checked before the sequencer: it may not journal what it could not read again.
reference::CommandWeights WithWholeFrames(reference::CommandWeights weights) {
    weights.broken_frame_every = 0;
    return weights;
}

// A journal written by a leader that comes and goes, and the state that it left.
class RecoveryTest : public ::testing::Test {
protected:
    // Goes on from what is stored, as an engine without threads.
    void Write(int batches) {
        auto recovered = Recover(journal_, snapshots_);
        ASSERT_TRUE(recovered) << recovered.error();
        Sequencer sequencer(std::move(recovered->exchange));
        for (int i = 0; i < batches; ++i) {
            for (std::uint64_t count = 1 + random_.Below(20); count > 0; --count) {
                const auto pending =
                    sequencer.has_pending_work() ? PendingWork::kSome : PendingWork::kNone;
                sequencer.Apply(generator_.Next(pending), Timestamp(random_.In({0, 1'000'000})));
            }
            const auto batch = sequencer.Seal();
            generator_.Observe(batch->events.bytes());
            events_.Append(batch->events.bytes());
            ASSERT_TRUE(journal_.Append({batch->first, batch->last, 1, batch->commands.bytes()}));
        }
        exchange_ = sequencer.TakeExchange();
    }
    void SaveSnapshot() {
        wire::ByteBuffer state;
        exchange_.Save(state);
        const SnapshotInfo info{
            exchange_.sequence(),
            exchange_.sequence().raw(),
            exchange_.Hash(),
            journal_.head().hash};
        ASSERT_TRUE(snapshots_.Save(info, state.bytes()));
    }
    static void Ignore(std::span<const std::byte>) {}
    std::string RecoverFault() {
        const auto recovered = Recover(journal_, snapshots_);
        return recovered ? "none" : recovered.error();
    }
    std::string ReplayFault() {
        const auto replayed = Replay(journal_, snapshots_, Ignore);
        return replayed ? "none" : replayed.error();
    }
    void ExpectFault(const std::string& part) {
        EXPECT_NE(RecoverFault().find(part), std::string::npos) << RecoverFault();
        EXPECT_NE(ReplayFault().find(part), std::string::npos) << ReplayFault();
    }
    void AppendRaw(std::span<const std::byte> payload) {
        const Sequence next = journal_.head().last.Next();
        ASSERT_TRUE(journal_.Append({next, next, 1, payload}));
    }

    MemoryJournal journal_;
    MemorySnapshotStore snapshots_;
    exchange::Exchange exchange_;
    wire::ByteBuffer events_;
    reference::Random random_{1};
    CommandGenerator generator_{1, WithWholeFrames(reference::WeightsOf(1))};
};

TEST_F(RecoveryTest, NothingIsAnEmptyExchange) {
    const auto recovered = Recover(journal_, snapshots_);
    ASSERT_TRUE(recovered);
    EXPECT_EQ(recovered->exchange.Hash(), exchange::Exchange().Hash());
    EXPECT_EQ(recovered->from, Sequence(0));
    EXPECT_EQ(recovered->replayed, 0u);
}

TEST_F(RecoveryTest, RecoverAndReplayEndInTheSameState) {
    Write(200);
    const Sequence end = exchange_.sequence();
    SaveSnapshot();
    Write(100);
    const auto recovered = Recover(journal_, snapshots_);
    const auto replayed = Replay(journal_, snapshots_, Ignore);
    ASSERT_TRUE(recovered && replayed);
    EXPECT_EQ(recovered->exchange.Hash(), exchange_.Hash());
    EXPECT_EQ(replayed->exchange.Hash(), exchange_.Hash());
    EXPECT_EQ(recovered->from, end);
    EXPECT_EQ(recovered->replayed, exchange_.sequence().raw() - end.raw());
    EXPECT_EQ(replayed->replayed, exchange_.sequence().raw());
    recovered->exchange.CheckInvariants();
}

TEST_F(RecoveryTest, ReplayShowsEveryEvent) {
    Write(200);
    wire::ByteBuffer seen;
    const auto observe = [&](std::span<const std::byte> events) { seen.Append(events); };
    ASSERT_TRUE(Replay(journal_, snapshots_, observe));
    ASSERT_EQ(seen.size(), events_.size());
    EXPECT_TRUE(std::ranges::equal(seen.bytes(), events_.bytes()));
}

TEST_F(RecoveryTest, ASnapshotInEveryPlaceGivesTheSameState) {
    Write(60);
    const std::uint64_t hash = exchange_.Hash();
    Sequencer sequencer{exchange::Exchange()};
    for (const auto& row : journal_.rows) {
        for (std::span<const std::byte> rest = row.payload; !rest.empty();) {
            const auto command = *wire::DecodeJournaledCommand(rest);
            sequencer.Apply(command.command, command.timestamp);
        }
        sequencer.Seal();
        wire::ByteBuffer state;
        sequencer.exchange().Save(state);
        MemorySnapshotStore one;
        ASSERT_TRUE(one.Save(
            {row.last, row.last.raw(), sequencer.exchange().Hash(), row.head.hash}, state.bytes()
        ));
        const auto recovered = Recover(journal_, one);
        ASSERT_TRUE(recovered) << recovered.error();
        ASSERT_EQ(recovered->exchange.Hash(), hash) << "snapshot of " << row.last.raw();
    }
}

TEST_F(RecoveryTest, AJournalThatLostItsEndIsAnError) {
    Write(20);
    SaveSnapshot();
    journal_.rows.pop_back();
    ExpectFault("acknowledged commands are missing");
}

TEST_F(RecoveryTest, ASnapshotOfAnotherJournalIsAnError) {
    Write(20);
    SaveSnapshot();
    Write(1);
    snapshots_.snapshots.back().info.journal_hash[0] ^= std::byte{1};
    ExpectFault("of another journal");
}

TEST_F(RecoveryTest, ASnapshotInsideABatchIsAnError) {
    Write(20);
    SaveSnapshot();
    Write(1);
    auto& info = snapshots_.snapshots.back().info;
    const auto row = std::ranges::find_if(journal_.rows, [](const auto& candidate) {
        return candidate.first < candidate.last;
    });
    ASSERT_NE(row, journal_.rows.end());
    info.sequence = row->first;
    ExpectFault("no batch ends there");
}

TEST_F(RecoveryTest, AnotherStateHashIsAnError) {
    Write(20);
    SaveSnapshot();
    Write(5);
    snapshots_.snapshots.back().info.state_hash ^= 1;
    ExpectFault("state hash");
}

TEST_F(RecoveryTest, ADamagedSnapshotIsPassedOver) {
    Write(20);
    SaveSnapshot();
    Write(20);
    snapshots_.rejected = {{Sequence(77), "its checksum is wrong"}};
    const auto recovered = Recover(journal_, snapshots_);
    ASSERT_TRUE(recovered);
    EXPECT_EQ(recovered->exchange.Hash(), exchange_.Hash());
    EXPECT_EQ(recovered->remark, "snapshot 77 passed over: its checksum is wrong. ");
}

TEST_F(RecoveryTest, NamesTheSequenceThatCannotBeDecoded) {
    Write(20);
    const std::string next = std::to_string(exchange_.sequence().raw() + 1);
    AppendRaw(std::vector<std::byte>(48));
    ExpectFault("the command of sequence " + next + " cannot be decoded");
}

TEST_F(RecoveryTest, NamesTheSequenceWhoseTimestampGoesBack) {
    Write(20);
    wire::ByteBuffer payload;
    const wire::Command command(MakeCommand<OpenAccount>(kVenueAccount));
    wire::AppendJournaledCommand(Timestamp(-1), command, payload);
    AppendRaw(payload.bytes());
    ExpectFault("the timestamp of sequence " + std::to_string(exchange_.sequence().raw() + 1));
}

TEST_F(RecoveryTest, NamesTheSequenceBehindWhichBytesAreLeft) {
    Write(20);
    wire::ByteBuffer payload;
    const wire::Command command(MakeCommand<OpenAccount>(kVenueAccount));
    wire::AppendJournaledCommand(exchange_.timestamp(), command, payload);
    payload.Append(std::vector<std::byte>(8));
    AppendRaw(payload.bytes());
    ExpectFault("bytes behind sequence " + std::to_string(exchange_.sequence().raw() + 1));
}

TEST_F(RecoveryTest, RecoversAndWritesManyTimes) {
    for (int cycle = 0; cycle < 300; ++cycle) {
        Write(1 + static_cast<int>(random_.Below(3)));
        if (HasFatalFailure()) return;
        if (random_.OneIn(5)) SaveSnapshot();
        const auto replayed = Replay(journal_, snapshots_, Ignore);
        ASSERT_TRUE(replayed) << "seed 1, cycle " << cycle << ": " << replayed.error();
        ASSERT_EQ(replayed->exchange.Hash(), exchange_.Hash()) << "seed 1, cycle " << cycle;
    }
    EXPECT_GT(snapshots_.snapshots.size(), 10u);
}

}  // namespace
}  // namespace bourse::engine
