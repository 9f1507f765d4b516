#include "services/engine/sequencer.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace bourse::engine {

namespace {

exchange::Target TargetOf(const wire::Command& command) {
    const AccountId account = command.header().account;
    const auto order = [&](const OrderReference& reference) {
        return exchange::Target{account, reference.symbol, reference.order, {}, {}};
    };
    switch (command.header().type) {
        case CommandType::kCancelOrder:
            return order(command.As<CancelOrder>().reference);
        case CommandType::kCancelReplaceOrder:
            return order(command.As<CancelReplaceOrder>().reference);
        case CommandType::kAmendOrder:
            return order(command.As<AmendOrder>().reference);
        case CommandType::kPlaceOrder: {
            const OrderInstruction& placed = command.As<PlaceOrder>().instruction;
            return {account, placed.symbol, OrderId(0), placed.side, placed.price};
        }
        default:
            return {account, SymbolId(0), OrderId(0), {}, {}};
    }
}

}  // namespace

void Sequencer::LookAhead(std::span<const std::byte> commands) {
    const std::byte* end = commands.data() + commands.size();
    // Somewhere else than expected: these are other commands, of which none was shown.
    if (std::less<>()(shown_end_, commands.data()) || std::less<>()(end, shown_end_)) {
        shown_end_ = commands.data();
        for (std::size_t group = 1; group < exchange::Lookahead::kGroups; ++group) ShowGroup(end);
    }
    ShowGroup(end);
}

void Sequencer::ShowGroup(const std::byte* end) {
    std::array<exchange::Target, exchange::Lookahead::kGroup> targets;
    std::size_t count = 0;
    std::span<const std::byte> rest(shown_end_, end);
    while (count < targets.size() && !rest.empty()) {
        const auto command = wire::DecodeCommand(rest);
        if (!command) break;
        targets[count++] = TargetOf(*command);
    }
    shown_end_ = rest.data();
    exchange_.Prefetch(lookahead_, std::span(targets).first(count));
}

void Sequencer::Apply(const wire::Command& command, Timestamp now) {
    const CommandHeader& header = command.header();
    CHECK(header.size != 0 && header.size == wire::CommandSize(header.type));
    const Sequence sequence = exchange_.sequence().Next();
    const Timestamp timestamp = std::max(now, exchange_.timestamp());
    if (batch_ == nullptr) {
        batch_ = std::make_unique<Batch>();
        batch_->first = sequence;
    }
    batch_->last = sequence;
    wire::AppendJournaledCommand(timestamp, command, batch_->commands);
    exchange_.Apply(command, {sequence, timestamp}, batch_->events);
}

void Sequencer::Continue(Timestamp now) {
    CHECK(has_pending_work());
    Apply(wire::Command(MakeCommand<bourse::Continue>(kVenueAccount)), now);
}

std::unique_ptr<Batch> Sequencer::Seal() {
    CHECK(has_batch());
    return std::move(batch_);
}

}  // namespace bourse::engine
