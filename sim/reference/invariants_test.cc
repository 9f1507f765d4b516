// Properties of the engine on generated commands: the invariants after every command, and the same
// state from a snapshot or a replay.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/exchange/exchange.h"
#include "core/wire/describe.h"
#include "sim/reference/command_generator.h"
#include "sim/reference/describe_events.h"
#include "sim/reference/invariant_checker.h"

namespace bourse::reference {
namespace {

constexpr std::uint64_t kStreams = 8;
constexpr std::uint64_t kCommands = 25'000;
constexpr std::uint64_t kFullCheckEvery = 1'000;

std::string Join(const std::set<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += name + ' ';
    return text;
}

// An engine with its last events, numbering its commands itself.
class Engine {
public:
    void Apply(const wire::Command& command) {
        ++count_;
        events_.Clear();
        exchange_.Apply(
            command, {Sequence{count_}, Timestamp{static_cast<std::int64_t>(count_)}}, events_
        );
    }
    PendingWork pending() const {
        return exchange_.has_pending_work() ? PendingWork::kSome : PendingWork::kNone;
    }
    std::span<const std::byte> events() const { return events_.bytes(); }
    exchange::Exchange& exchange() { return exchange_; }

    // Another engine in the same state, by way of a snapshot.
    std::optional<Engine> Copy() const {
        wire::ByteBuffer snapshot;
        exchange_.Save(snapshot);
        auto restored = exchange::Exchange::Restore(snapshot.bytes());
        if (!restored) return std::nullopt;
        Engine copy;
        copy.exchange_ = std::move(*restored);
        copy.count_ = count_;
        return copy;
    }

private:
    exchange::Exchange exchange_;
    wire::ByteBuffer events_;
    std::uint64_t count_ = 0;
};

TEST(Invariants, HoldAfterEveryCommand) {
    for (std::uint64_t seed = 1; seed <= kStreams; ++seed) {
        Engine engine;
        CommandGenerator generator(seed, WeightsOf(seed));
        InvariantChecker checker;
        for (std::uint64_t i = 0; i < kCommands; ++i) {
            const wire::Command command = generator.Next(engine.pending());
            engine.Apply(command);
            generator.Observe(engine.events());
            const auto broken = checker.Check(command, engine.events());
            ASSERT_TRUE(broken.empty())
                << Join(broken) << "broken, seed " << seed << ", command " << i << '\n'
                << wire::Describe(command) << '\n'
                << DescribeEvents(engine.events());
            if (i % kFullCheckEvery == 0) engine.exchange().CheckInvariants();
        }
    }
}

TEST(Snapshot, ContinuesAsIfNothingHappened) {
    for (std::uint64_t seed = 1; seed <= kStreams; ++seed) {
        Engine engine;
        std::optional<Engine> restored;
        CommandGenerator generator(seed, WeightsOf(seed));
        Random random(seed);
        for (std::uint64_t i = 0; i < kCommands; ++i) {
            const wire::Command command = generator.Next(engine.pending());
            engine.Apply(command);
            generator.Observe(engine.events());
            if (restored) {
                restored->Apply(command);
                ASSERT_TRUE(std::ranges::equal(engine.events(), restored->events()))
                    << "seed " << seed << ", command " << i;
            }
            if (!random.OneIn(2'000)) continue;
            const std::uint64_t hash = engine.exchange().Hash();
            if (restored) {
                ASSERT_EQ(restored->exchange().Hash(), hash) << "seed " << seed << ", " << i;
            }
            restored = engine.Copy();
            ASSERT_TRUE(restored) << "seed " << seed << ", command " << i;
            ASSERT_EQ(restored->exchange().Hash(), hash) << "seed " << seed << ", command " << i;
        }
    }
}

TEST(Replay, EndsInTheSameState) {
    for (std::uint64_t seed = 1; seed <= kStreams; ++seed) {
        Engine engine, replayed;
        CommandGenerator generator(seed, WeightsOf(seed));
        std::vector<wire::Command> commands;
        for (std::uint64_t i = 0; i < kCommands; ++i) {
            commands.push_back(generator.Next(engine.pending()));
            engine.Apply(commands.back());
            generator.Observe(engine.events());
        }
        for (const wire::Command& command : commands) replayed.Apply(command);
        ASSERT_EQ(engine.exchange().Hash(), replayed.exchange().Hash()) << "seed " << seed;
    }
}

TEST(Replay, AnotherLastCommandGivesAnotherHash) {
    Engine engine;
    CommandGenerator generator(1, WeightsOf(1));
    for (int i = 0; i < 1'000; ++i) {
        engine.Apply(generator.Next(engine.pending()));
        generator.Observe(engine.events());
    }
    auto command = MakeCommand<Deposit>(kFirstCustomerAccount);
    command.amount = Amount{1};
    auto other = engine.Copy();
    ASSERT_TRUE(other);
    engine.Apply(wire::Command(command));
    command.amount = Amount{2};
    other->Apply(wire::Command(command));
    EXPECT_NE(engine.exchange().Hash(), other->exchange().Hash());
}

}  // namespace
}  // namespace bourse::reference
