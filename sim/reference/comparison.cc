#include "sim/reference/comparison.h"

#include <algorithm>

#include "core/exchange/exchange.h"
#include "sim/reference/describe_events.h"

namespace bourse::reference {

namespace {

constexpr std::int64_t kNanosecondsBetween = 1000;
constexpr std::size_t kMaxReplayed = 1'000'000;  // commands, to find a shorter list

// Engine and reference after the same commands.
class Pair {
public:
    explicit Pair(Defect defect) : reference_(defect) {}

    // Applies to both; whether they said the same.
    bool Apply(const wire::Command& command) {
        ++count_;
        engine_events_.Clear();
        reference_events_.Clear();
        const Sequence sequence{count_};
        const Timestamp timestamp{static_cast<std::int64_t>(count_) * kNanosecondsBetween};
        engine_.Apply(command, {sequence, timestamp}, engine_events_);
        reference_.Apply(command, sequence, timestamp, reference_events_);
        return std::ranges::equal(engine_events_.bytes(), reference_events_.bytes());
    }
    PendingWork pending() const {
        return engine_.has_pending_work() ? PendingWork::kSome : PendingWork::kNone;
    }
    std::span<const std::byte> engine_events() const { return engine_events_.bytes(); }

    Difference Differ(std::vector<wire::Command> commands) const {
        return {
            count_ - 1,
            std::move(commands),
            DescribeEvents(engine_events_.bytes()),
            DescribeEvents(reference_events_.bytes())};
    }

private:
    exchange::Exchange engine_;
    ReferenceExchange reference_;
    wire::ByteBuffer engine_events_, reference_events_;
    std::uint64_t count_ = 0;
};

}  // namespace

std::optional<Difference> Compare(const ComparisonOptions& options) {
    Pair pair(options.defect);
    CommandGenerator generator(options.seed, WeightsOf(options.seed));
    std::vector<wire::Command> commands;
    for (std::uint64_t i = 0; i < options.commands; ++i) {
        commands.push_back(generator.Next(pair.pending()));
        if (!pair.Apply(commands.back())) return pair.Differ(std::move(commands));
        generator.Observe(pair.engine_events());
    }
    return std::nullopt;
}

std::optional<Difference> Replay(const std::vector<wire::Command>& commands, Defect defect) {
    Pair pair(defect);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (!pair.Apply(commands[i])) {
            const auto end = commands.begin() + static_cast<std::ptrdiff_t>(i) + 1;
            return pair.Differ({commands.begin(), end});
        }
    }
    return std::nullopt;
}

std::vector<wire::Command> Shrink(std::vector<wire::Command> commands, Defect defect) {
    std::size_t replayed = 0;
    for (std::size_t size = commands.size() / 2; size > 0; size /= 2) {
        for (std::size_t at = 0; at + size < commands.size() && replayed < kMaxReplayed;) {
            replayed += commands.size();
            std::vector<wire::Command> shorter = commands;
            const auto first = shorter.begin() + static_cast<std::ptrdiff_t>(at);
            shorter.erase(first, first + static_cast<std::ptrdiff_t>(size));
            if (const auto difference = Replay(shorter, defect)) {
                commands = difference->commands;
            } else {
                at += size;
            }
        }
    }
    return commands;
}

}  // namespace bourse::reference
