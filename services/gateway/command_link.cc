#include "services/gateway/command_link.h"

#include <algorithm>
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

// What a command's events say of a CancelAllOrders: the id of its cancels, and its end.
struct CancelAllStep {
    std::optional<ClientOrderId> cancel_id;
    std::optional<CancelAllCompleted> completed;
};
CancelAllStep StepOf(std::span<const std::byte> events) {
    CancelAllStep step;
    wire::ForEachEvent(events, [&](wire::EventView event) {
        if (event.type() == EventType::kOrderCanceled) {
            step.cancel_id = event.As<OrderCanceled>().cancel_id;
        } else if (event.type() == EventType::kCancelAllCompleted) {
            step.completed = event.As<CancelAllCompleted>();
        }
    });
    return step;
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
    const CancelAllStep step = StepOf(events);
    if (step.completed) {
        return step.completed->session == session_ ? pending_.find(step.completed->number)
                                                   : pending_.end();
    }
    return std::find_if(pending_.begin(), pending_.end(), [&](const auto& entry) {
        return step.cancel_id && entry.second.cancel_id.view() == step.cancel_id->view();
    });
}

void CommandLink::OnCommand(std::span<const std::byte> events) {
    const auto place = PendingOf(events);
    if (place == pending_.end()) return;
    Pending& pending = place->second;
    const RejectReason reason = Applied(events).reason;
    const bool is_cancel_all = !pending.cancel_id.empty() && reason == RejectReason::kNone;
    if (!is_cancel_all) return Finish(place, {Answer::Outcome::kApplied, reason, events});
    pending.earlier_steps.Append(events);
    if (!StepOf(events).completed) return;
    const wire::ByteBuffer steps = std::move(pending.earlier_steps);
    Finish(place, {Answer::Outcome::kApplied, reason, steps.bytes()});
}

void CommandLink::Finish(PendingPlace place, const Answer& answer) {
    const AnswerHandler handler = std::move(place->second.handler);
    pending_.erase(place);
    handler(answer);
}

EngineState CommandLink::StateOfEngine(TimePoint now) const {
    if (engine_->Submit({}) == engine::Submitted::kStopped) return EngineState::kStopped;
    if (pending_.empty()) return EngineState::kTaking;
    const TimePoint sent = pending_.begin()->second.deadline - kAnswerTimeout;
    return now - sent > kLateAfter ? EngineState::kLate : EngineState::kTaking;
}

void CommandLink::OnTick(TimePoint now) {
    while (!pending_.empty() && pending_.begin()->second.deadline <= now) {
        Finish(pending_.begin(), {Answer::Outcome::kUnknown});
    }
}

}  // namespace bourse::gateway
