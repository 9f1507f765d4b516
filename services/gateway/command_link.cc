#include "services/gateway/command_link.h"

#include <optional>
#include <utility>

#include "core/wire/event_codec.h"

namespace bourse::gateway {

namespace {

const CommandApplied& Applied(std::span<const std::byte> events) {
    const wire::EventView first(events.first(sizeof(CommandApplied)));
    return first.As<CommandApplied>();
}

// Calls visit(events) for each command in a run of events.
template <class Visit>
void ForEachCommand(std::span<const std::byte> events, Visit&& visit) {
    std::size_t begin = 0;
    std::size_t end = 0;
    wire::ForEachEvent(events, [&](wire::EventView event) {
        if (event.type() == EventType::kCommandApplied && end != begin) {
            visit(events.subspan(begin, end - begin));
            begin = end;
        }
        end += event.bytes().size();
    });
    if (end != begin) visit(events.subspan(begin, end - begin));
}

bool IsCancelAllDone(std::span<const std::byte> events) {
    bool is_done = false;
    wire::ForEachEvent(events, [&](wire::EventView event) {
        is_done = is_done || event.type() == EventType::kCancelAllCompleted;
    });
    return is_done;
}

// The cancel id of the orders that a step of CancelAllOrders cancelled.
std::optional<ClientOrderId> CancelIdOf(std::span<const std::byte> events) {
    std::optional<ClientOrderId> cancel_id;
    wire::ForEachEvent(events, [&](wire::EventView event) {
        if (event.type() != EventType::kOrderCanceled) return;
        cancel_id = event.As<OrderCanceled>().cancel_id;
    });
    return cancel_id;
}

}  // namespace

void CommandLink::Send(wire::Command command, TimePoint now, AnswerHandler handler) {
    command.header().session = session_;
    command.header().number = next_;
    if (engine_->Submit(command.bytes()) != engine::Submitted::kAccepted) {
        return handler({Answer::Outcome::kBusy});
    }
    Pending pending{now + kAnswerTimeout, std::move(handler), {}, {}};
    if (command.header().type == CommandType::kCancelAllOrders) {
        pending.cancel_id = command.As<CancelAllOrders>().cancel_id;
    }
    pending_.emplace(next_, std::move(pending));
    next_ = next_.Next();
}

void CommandLink::OnEvents(std::span<const std::byte> events) {
    ForEachCommand(events, [&](std::span<const std::byte> command) { OnCommand(command); });
}

CommandLink::PendingPlace CommandLink::PendingOf(std::span<const std::byte> events) {
    const CommandApplied& applied = Applied(events);
    if (applied.command != CommandType::kContinue) {
        return applied.session == session_ ? pending_.find(applied.number) : pending_.end();
    }
    const auto cancel_id = CancelIdOf(events);
    auto place = pending_.begin();
    while (place != pending_.end() &&
           (!cancel_id || place->second.cancel_id.view() != cancel_id->view())) {
        ++place;
    }
    return place;
}

void CommandLink::OnCommand(std::span<const std::byte> events) {
    const auto place = PendingOf(events);
    if (place == pending_.end()) return;
    Pending& pending = place->second;
    const RejectReason reason = Applied(events).reason;
    const bool is_cancel_all = !pending.cancel_id.empty() && reason == RejectReason::kNone;
    if (!is_cancel_all) return Finish(place, {Answer::Outcome::kApplied, reason, events});
    pending.earlier_steps.Append(events);
    if (!IsCancelAllDone(events)) return;
    const wire::ByteBuffer steps = std::move(pending.earlier_steps);
    Finish(place, {Answer::Outcome::kApplied, reason, steps.bytes()});
}

void CommandLink::Finish(PendingPlace place, const Answer& answer) {
    const AnswerHandler handler = std::move(place->second.handler);
    pending_.erase(place);
    handler(answer);
}

void CommandLink::OnTick(TimePoint now) {
    while (!pending_.empty() && pending_.begin()->second.deadline <= now) {
        Finish(pending_.begin(), {Answer::Outcome::kUnknown});
    }
}

}  // namespace bourse::gateway
