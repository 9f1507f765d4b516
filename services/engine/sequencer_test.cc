#include "services/engine/sequencer.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace bourse::engine {
namespace {

const wire::Command kOpenAccount(MakeCommand<OpenAccount>(kVenueAccount));

std::vector<wire::JournaledCommand> Decode(const Batch& batch) {
    std::vector<wire::JournaledCommand> commands;
    for (auto rest = batch.commands.bytes(); !rest.empty();) {
        const auto command = wire::DecodeJournaledCommand(rest);
        if (!command) break;
        commands.push_back(*command);
    }
    return commands;
}

TEST(Sequencer, NumbersBatchesWithoutAGap) {
    Sequencer sequencer{exchange::Exchange()};
    EXPECT_FALSE(sequencer.has_batch());
    std::uint64_t next = 1;
    for (std::uint64_t count = 1; count <= 5; ++count) {
        for (std::uint64_t i = 0; i < count; ++i) sequencer.Apply(kOpenAccount, Timestamp(1));
        const auto batch = sequencer.Seal();
        EXPECT_FALSE(sequencer.has_batch());
        EXPECT_EQ(batch->first, Sequence(next));
        EXPECT_EQ(batch->last, Sequence(next + count - 1));
        EXPECT_EQ(batch->command_count(), count);
        EXPECT_EQ(Decode(*batch).size(), count);
        next += count;
    }
}

TEST(Sequencer, JournalsWhatItAppliedWithTimesThatNeverFall) {
    Sequencer sequencer{exchange::Exchange()};
    const std::int64_t times[] = {7, 3, -1, 8, 8, 2};
    for (const std::int64_t time : times) sequencer.Apply(kOpenAccount, Timestamp(time));
    const auto batch = sequencer.Seal();
    const auto commands = Decode(*batch);
    const std::int64_t expected[] = {7, 7, 7, 8, 8, 8};
    ASSERT_EQ(commands.size(), std::size(expected));
    for (std::size_t i = 0; i < commands.size(); ++i) {
        EXPECT_EQ(commands[i].timestamp, Timestamp(expected[i]));
        EXPECT_TRUE(std::ranges::equal(commands[i].command.bytes(), kOpenAccount.bytes()));
    }
    std::size_t i = 0;
    wire::ForEachEvent(batch->events.bytes(), [&](wire::EventView event) {
        if (event.type() != EventType::kCommandApplied) return;
        EXPECT_EQ(event.As<CommandApplied>().timestamp, Timestamp(expected[i++]));
    });
    EXPECT_EQ(i, std::size(expected));
}

TEST(Sequencer, LooksAheadAtAnyBytesAndChangesNothing) {
    Sequencer sequencer{exchange::Exchange()};
    const std::uint64_t hash = sequencer.exchange().Hash();
    wire::ByteBuffer commands;
    sequencer.LookAhead(commands.bytes());
    for (int i = 0; i < 3; ++i) commands.Append(kOpenAccount.bytes());
    sequencer.LookAhead(commands.bytes());
    sequencer.LookAhead(commands.bytes().first(commands.size() - 1));
    commands.Append(wire::Command(MakeCommand<PlaceOrder>(kVenueAccount)).bytes());
    commands.Append(wire::Command(MakeCommand<CancelOrder>(kVenueAccount)).bytes());
    for (int i = 0; i < 100; ++i) commands.Append(kOpenAccount.bytes());
    for (auto rest = commands.bytes(); !rest.empty();) {
        sequencer.LookAhead(rest);
        for (std::size_t i = 0; i < Sequencer::kLookahead && !rest.empty(); ++i) {
            ASSERT_TRUE(wire::DecodeCommand(rest).has_value());
        }
    }
    EXPECT_EQ(sequencer.exchange().Hash(), hash);
}

TEST(Sequencer, IsFullAtItsSize) {
    Sequencer sequencer{exchange::Exchange()};
    std::size_t bytes = 0;
    while (!sequencer.is_full()) {
        sequencer.Apply(kOpenAccount, Timestamp(1));
        ++bytes;
        ASSERT_LT(bytes, Sequencer::kBatchBytes);
    }
    const auto batch = sequencer.Seal();
    EXPECT_GE(batch->commands.size() + batch->events.size(), Sequencer::kBatchBytes);
    EXPECT_FALSE(sequencer.is_full());
}

TEST(Sequencer, GivesItsExchangeBack) {
    Sequencer sequencer{exchange::Exchange()};
    sequencer.Apply(kOpenAccount, Timestamp(1));
    sequencer.Seal();
    const std::uint64_t hash = sequencer.exchange().Hash();
    const exchange::Exchange taken = sequencer.TakeExchange();
    EXPECT_EQ(taken.sequence(), Sequence(1));
    EXPECT_EQ(taken.Hash(), hash);
}

TEST(SequencerDeathTest, ContinuesNothing) {
    Sequencer sequencer{exchange::Exchange()};
    EXPECT_DEATH(sequencer.Continue(Timestamp(1)), "has_pending_work");
}

TEST(SequencerDeathTest, JournalsNoFrameThatCannotBeReadAgain) {
    Sequencer sequencer{exchange::Exchange()};
    wire::Command command = kOpenAccount;
    command.header().size -= 8;
    EXPECT_DEATH(sequencer.Apply(command, Timestamp(1)), "CommandSize");
    command.header().size = 0;
    command.header().type = CommandType{};
    EXPECT_DEATH(sequencer.Apply(command, Timestamp(1)), "size != 0");
}

}  // namespace
}  // namespace bourse::engine
