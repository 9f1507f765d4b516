#include "services/engine/engine.h"

#include <gtest/gtest.h>

#include <atomic>

#include "services/engine/memory_journal.h"
#include "services/engine/recovery.h"
#include "sim/reference/venue.h"

namespace bourse::engine {
namespace {

// A clock that says what it is told to, and knows how often it was asked: once a run of the
// sequencer over what it took from the inbox.
class ManualClock final : public Clock {
public:
    Timestamp Now() override {
        ++calls;
        calls.notify_all();
        return Timestamp(now);
    }
    void AwaitCalls(std::uint64_t count) const {
        for (auto seen = calls.load(); seen < count; seen = calls.load()) calls.wait(seen);
    }
    std::atomic<std::uint64_t> calls{0};
    std::atomic<std::int64_t> now{1};
};

// What a subscriber saw. Any thread.
class Published {
public:
    void Add(std::shared_ptr<const Batch> batch) {
        const std::lock_guard lock(mutex_);
        commands_ += batch->command_count();
        batches_.push_back(std::move(batch));
        changed_.notify_all();
    }
    std::vector<std::shared_ptr<const Batch>> batches() {
        const std::lock_guard lock(mutex_);
        return batches_;
    }
    void AwaitCommands(std::uint64_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return commands_ >= count; });
    }
    std::vector<CommandApplied> answers() {
        std::vector<CommandApplied> answers;
        for (const auto& batch : batches()) {
            wire::ForEachEvent(batch->events.bytes(), [&](wire::EventView event) {
                if (event.type() != EventType::kCommandApplied) return;
                answers.push_back(event.As<CommandApplied>());
            });
        }
        return answers;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t commands_ = 0;
    std::vector<std::shared_ptr<const Batch>> batches_;
};

class EngineTest : public ::testing::Test {
protected:
    void Start() {
        options_.on_fault = [this](const JournalError&) {
            ++faults_;
            faults_.notify_all();
        };
        options_.on_snapshot_fault = [this](const std::string&) { ++snapshot_faults_; };
        engine_ =
            std::make_unique<Engine>(exchange::Exchange(), journal_, snapshots_, clock_, options_);
        engine_->Subscribe([this](const auto& batch) { published_.Add(batch); });
        engine_->Start();
    }
    static wire::Command Command(std::uint64_t number, std::uint64_t session = 1) {
        auto command = MakeCommand<OpenAccount>(kVenueAccount);
        command.header.session = SessionId(session);
        command.header.number = SessionNumber(number);
        return wire::Command(command);
    }
    Submitted Submit(const wire::Command& command) { return engine_->Submit(command.bytes()); }
    template <class T>
    void Must(const T& command) {
        ASSERT_EQ(Submit(wire::Command(command)), Submitted::kAccepted);
    }
    // The first command in a batch of its own, which waits at the journal's gate.
    void BlockCommitOfTheFirst() {
        journal_.gate.Close();
        ASSERT_EQ(Submit(Command(1)), Submitted::kAccepted);
        journal_.gate.AwaitArrivals(1);
    }
    static void ExpectNumbered(const std::vector<CommandApplied>& answers, std::uint64_t count) {
        ASSERT_EQ(answers.size(), count);
        for (std::uint64_t i = 0; i < count; ++i) {
            ASSERT_EQ(answers[i].number, SessionNumber(i + 1));
            ASSERT_EQ(answers[i].sequence, Sequence(i + 1));
            ASSERT_EQ(answers[i].reason, RejectReason::kNone);
        }
    }

    MemoryJournal journal_;
    MemorySnapshotStore snapshots_;
    ManualClock clock_;
    EngineOptions options_;
    Published published_;
    std::atomic<int> faults_{0};
    std::atomic<int> snapshot_faults_{0};
    std::unique_ptr<Engine> engine_;  // after what it uses
};

TEST_F(EngineTest, AnswersEachThreadInItsOrder) {
    constexpr std::uint64_t kThreads = 4;
    constexpr std::uint64_t kCommands = 2'000;
    Start();
    std::vector<std::thread> threads;
    for (std::uint64_t session = 1; session <= kThreads; ++session) {
        threads.emplace_back([&, session] {
            for (std::uint64_t number = 1; number <= kCommands; ++number) {
                ASSERT_EQ(Submit(Command(number, session)), Submitted::kAccepted);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    engine_->Stop();
    const auto answers = published_.answers();
    ASSERT_EQ(answers.size(), kThreads * kCommands);
    std::uint64_t last[kThreads + 1] = {};
    for (std::size_t i = 0; i < answers.size(); ++i) {
        ASSERT_EQ(answers[i].sequence, Sequence(i + 1));
        ASSERT_EQ(answers[i].number.raw(), ++last[answers[i].session.raw()]);
    }
}

TEST_F(EngineTest, PublishesNothingBeforeAppendReturned) {
    Start();
    BlockCommitOfTheFirst();
    EXPECT_TRUE(published_.batches().empty());
    journal_.gate.Open();
    published_.AwaitCommands(1);
    EXPECT_EQ(published_.batches().size(), 1u) << "control";
}

TEST_F(EngineTest, AppliesWhileACommitIsBlockedAndCommitsAllOfItAtOnce) {
    Start();
    BlockCommitOfTheFirst();
    for (std::uint64_t number = 2; number <= 100; ++number) {
        const auto calls = clock_.calls.load();
        ASSERT_EQ(Submit(Command(number)), Submitted::kAccepted);
        clock_.AwaitCalls(calls + 1);
    }
    EXPECT_TRUE(published_.batches().empty());
    journal_.gate.Open();
    published_.AwaitCommands(100);
    const auto batches = published_.batches();
    ASSERT_EQ(batches.size(), 2u);
    EXPECT_EQ(batches[0]->command_count(), 1u);
    EXPECT_EQ(batches[1]->command_count(), 99u);
    ExpectNumbered(published_.answers(), 100);
}

TEST_F(EngineTest, IsFullWhenTooMuchWaitsAndLosesNothing) {
    constexpr std::uint64_t kMany = 1'000'000;
    options_.inbox_bytes_max = 4'000;
    Start();
    BlockCommitOfTheFirst();
    // What is refused is tried again, until a batch is full and nothing moves any more.
    constexpr std::uint64_t kOneBatch = Sequencer::kBatchBytes / 400;
    std::uint64_t accepted = 1;
    for (int refused = 0; (accepted <= kOneBatch || refused < 2'000) && accepted < kMany;) {
        if (Submit(Command(accepted + 1)) == Submitted::kAccepted) {
            ++accepted;
            refused = 0;
        } else {
            ++refused;
            std::this_thread::yield();
        }
    }
    ASSERT_LT(accepted, kMany);
    journal_.gate.Open();
    published_.AwaitCommands(accepted);
    EXPECT_EQ(Submit(Command(accepted + 1)), Submitted::kAccepted);
    engine_->Stop();
    ExpectNumbered(published_.answers(), accepted + 1);
}

TEST_F(EngineTest, KeepsBatchesSmallHoweverMuchWaits) {
    constexpr std::uint64_t kCommands = 400'000;
    options_.inbox_bytes_max = std::size_t{64} << 20;
    Start();
    BlockCommitOfTheFirst();
    wire::ByteBuffer commands;
    for (std::uint64_t i = 2; i <= kCommands; ++i) commands.Append(Command(i).bytes());
    ASSERT_EQ(engine_->Submit(commands.bytes()), Submitted::kAccepted);
    journal_.gate.Open();
    engine_->Stop();
    EXPECT_EQ(faults_, 0);
    ExpectNumbered(published_.answers(), kCommands);
    for (const auto& batch : published_.batches()) {
        EXPECT_LT(batch->commands.size() + batch->events.size(), Sequencer::kBatchBytes + 1'000);
    }
}

TEST_F(EngineTest, StopPublishesWhatWasAcceptedAndTakesNoMore) {
    Start();
    for (std::uint64_t number = 1; number <= 1'000; ++number) {
        ASSERT_EQ(Submit(Command(number)), Submitted::kAccepted);
    }
    engine_->Stop();
    ExpectNumbered(published_.answers(), 1'000);
    EXPECT_EQ(Submit(Command(1'001)), Submitted::kStopped);
}

TEST_F(EngineTest, TakesNothingBeforeStart) {
    options_.on_fault = [](const JournalError&) {};
    options_.on_snapshot_fault = [](const std::string&) {};
    Engine engine(exchange::Exchange(), journal_, snapshots_, clock_, options_);
    EXPECT_EQ(engine.Submit(Command(1).bytes()), Submitted::kStopped);
}

TEST_F(EngineTest, AFailedAppendStopsEverything) {
    journal_.failing_append = 2;
    Start();
    BlockCommitOfTheFirst();
    for (std::uint64_t number = 2; number <= 10; ++number) {
        ASSERT_EQ(Submit(Command(number)), Submitted::kAccepted);
    }
    journal_.gate.Open();
    faults_.wait(0);
    EXPECT_EQ(Submit(Command(11)), Submitted::kStopped);
    engine_->Stop();
    EXPECT_EQ(faults_, 1);
    ExpectNumbered(published_.answers(), 1);
    EXPECT_EQ(journal_.head().last, Sequence(1));
}

TEST_F(EngineTest, SavesSnapshotsAtIntervalsOfDurableStates) {
    options_.commands_between_snapshots = 10;
    Start();
    for (std::uint64_t number = 1; snapshots_.gate.arrivals() < 3; ++number) {
        ASSERT_EQ(Submit(Command(number)), Submitted::kAccepted);
        published_.AwaitCommands(number);
    }
    engine_->Stop();
    std::uint64_t last = 0;
    for (const Snapshot& snapshot : snapshots_.snapshots) {
        EXPECT_GE(snapshot.info.sequence.raw(), last + options_.commands_between_snapshots);
        last = snapshot.info.sequence.raw();
        const auto restored = exchange::Exchange::Restore(snapshot.payload);
        ASSERT_TRUE(restored);
        EXPECT_EQ(restored->sequence(), snapshot.info.sequence);
        EXPECT_EQ(restored->Hash(), snapshot.info.state_hash);
        EXPECT_EQ(journal_.HeadAt(snapshot.info.sequence)->hash, snapshot.info.journal_hash);
    }
    EXPECT_TRUE(Recover(journal_, snapshots_));
}

TEST_F(EngineTest, DoesNotWaitForASnapshot) {
    options_.commands_between_snapshots = 10;
    Start();
    snapshots_.gate.Close();
    for (std::uint64_t number = 1; number <= 200; ++number) {
        ASSERT_EQ(Submit(Command(number)), Submitted::kAccepted);
        published_.AwaitCommands(number);
    }
    snapshots_.gate.AwaitArrivals(1);
    snapshots_.gate.Open();
    engine_->Stop();
    EXPECT_GE(snapshots_.snapshots.size(), 1u);
}

TEST_F(EngineTest, GoesOnWithoutSnapshots) {
    options_.commands_between_snapshots = 1;
    snapshots_.saving = MemorySnapshotStore::Saving::kFails;
    Start();
    for (std::uint64_t number = 1; number <= 50; ++number) {
        ASSERT_EQ(Submit(Command(number)), Submitted::kAccepted);
    }
    engine_->Stop();
    EXPECT_GT(snapshot_faults_, 0);
    EXPECT_EQ(faults_, 0);
    ExpectNumbered(published_.answers(), 50);
}

TEST_F(EngineTest, TimeStandsStillWhenTheClockGoesBack) {
    Start();
    const std::int64_t times[] = {100, 50, 99, 101, -5, 102};
    for (std::uint64_t i = 0; i < std::size(times); ++i) {
        clock_.now = times[i];
        ASSERT_EQ(Submit(Command(i + 1)), Submitted::kAccepted);
        published_.AwaitCommands(i + 1);
    }
    const std::int64_t expected[] = {100, 100, 100, 101, 101, 102};
    const auto answers = published_.answers();
    for (std::size_t i = 0; i < std::size(times); ++i) {
        EXPECT_EQ(answers[i].timestamp, Timestamp(expected[i]));
    }
}

TEST_F(EngineTest, ContinuesACancelAllWithoutNewCommands) {
    constexpr std::uint64_t kOrders = 1'000;
    Start();
    for (const AssetDefinition& definition : reference::VenueAssets()) {
        auto command = MakeCommand<DefineAsset>(kVenueAccount);
        command.definition = definition;
        Must(command);
    }
    auto symbol = MakeCommand<DefineSymbol>(kVenueAccount);
    symbol.definition = reference::VenueSymbols()[0];
    Must(symbol);
    Must(MakeCommand<OpenAccount>(kVenueAccount));
    auto deposit = MakeCommand<Deposit>(kFirstCustomerAccount);
    deposit.amount = Amount(kOrders * 1'000'000);
    Must(deposit);
    auto place = MakeCommand<PlaceOrder>(kFirstCustomerAccount);
    place.instruction.side = Side::kSell;
    place.instruction.type = OrderType::kLimit;
    place.instruction.price = Price(reference::kFirstPrice);
    place.instruction.quantity = Quantity(2);
    for (std::uint64_t i = 0; i < kOrders; ++i) Must(place);
    Must(MakeCommand<CancelAllOrders>(kFirstCustomerAccount));
    const std::uint64_t submitted = reference::VenueAssets().size() + 4 + kOrders;
    published_.AwaitCommands(submitted + (kOrders - 1) / 256);
    engine_->Stop();
    std::uint64_t canceled = 0;
    for (const auto& batch : published_.batches()) {
        wire::ForEachEvent(batch->events.bytes(), [&](wire::EventView event) {
            if (event.type() != EventType::kCancelAllCompleted) return;
            canceled += event.As<CancelAllCompleted>().canceled;
        });
    }
    EXPECT_EQ(canceled, kOrders);
}

}  // namespace
}  // namespace bourse::engine
