#include "services/engine/sequencer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace bourse::engine {

namespace {

exchange::Exchange::Target TargetOf(const wire::Command& command) {
    const AccountId account = command.header().account;
    const auto order = [&](const OrderReference& reference) {
        return exchange::Exchange::Target{account, reference.symbol, reference.order, {}, {}};
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

std::size_t Sequencer::LookAhead(std::span<const std::byte> commands) const {
    std::array<exchange::Exchange::Target, exchange::Exchange::kLookahead> targets;
    std::size_t count = 0;
    while (count < targets.size() && !commands.empty()) {
        const auto command = wire::DecodeCommand(commands);
        if (!command) break;
        targets[count++] = TargetOf(*command);
    }
    exchange_.Prefetch(std::span(targets).first(count));
    return count;
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
