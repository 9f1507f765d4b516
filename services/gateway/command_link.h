// CommandLink: a gateway thread's session with the engine. Commands go out numbered, answers come
// back with the committed events that each caused: an answer follows durability.
//
// A command that is not answered in time has an unknown outcome; its answer may still come, and is
// then dropped here, while the views show what happened.
// Thread: the gateway thread's.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <span>

#include "core/domain/events.h"
#include "core/wire/command_codec.h"
#include "services/engine/engine.h"

namespace bourse::gateway {

// What became of a command.
struct Answer {
    enum class Outcome : std::uint8_t {
        kApplied,  // sequenced and durable; `reason` says whether it was rejected
        kBusy,     // not taken: too much is waiting
        kUnknown,  // taken, and no answer came in time
    } outcome;
    RejectReason reason = RejectReason::kNone;
    // The events of the command, CommandApplied first; of CancelAllOrders those of all its steps.
    // Valid during the call only.
    std::span<const std::byte> events{};
};

// Whether commands get anywhere.
enum class EngineState : std::uint8_t {
    kTaking,
    kStopped,  // it stops, or has failed
    kLate,     // a command has waited for longer than CommandLink::kLateAfter
};

using AnswerHandler = std::function<void(const Answer&)>;
using TimePoint = std::chrono::steady_clock::time_point;

class CommandLink {
public:
    static constexpr std::chrono::seconds kAnswerTimeout{10};
    static constexpr std::chrono::seconds kLateAfter{2};

    CommandLink(engine::Engine& engine, SessionId session)
        : engine_(&engine), session_(session), next_(engine.NextNumber(session)) {}

    // Sends a command; `handler` is called once, here or later. Requires a header with size, type,
    // account and key, and of CancelAllOrders a cancel id that nobody else uses.
    void Send(wire::Command command, TimePoint now, AnswerHandler handler);

    // Takes committed events, in order, after the views have folded them.
    void OnEvents(std::span<const std::byte> events);
    // Gives up what has waited too long.
    void OnTick(TimePoint now);

    EngineState StateOfEngine(TimePoint now) const;

private:
    struct Pending {
        TimePoint deadline;
        AnswerHandler handler;
        ClientOrderId cancel_id;         // of CancelAllOrders, to know its later steps by
        wire::ByteBuffer earlier_steps;  // the events of those that are done
    };
    using PendingPlace = std::map<SessionNumber, Pending>::iterator;

    void OnCommand(std::span<const std::byte> events);
    PendingPlace PendingOf(std::span<const std::byte> events);
    void Finish(PendingPlace place, const Answer& answer);

    engine::Engine* engine_;
    SessionId session_;
    SessionNumber next_;
    std::map<SessionNumber, Pending> pending_;
};

}  // namespace bourse::gateway
