// Sending a call's command to the engine, and what its answer means for reply and throttle.
// Thread: the gateway thread's.
#pragma once

#include <functional>
#include <span>

#include "core/wire/command_codec.h"
#include "services/gateway/operation.h"

namespace bourse::gateway {

// The reply to a command that was applied, from its events; called with the call that it was of.
using AppliedHandler = std::function<Reply(const Call&, std::span<const std::byte> events)>;

struct EngineCall {
    Call call;
    wire::Command command;
    Action action{};  // how rejects are worded
    AppliedHandler on_applied;
};
// Sends, unless the call is too old by now. Rejects, -1007 and -1008 never reach `on_applied`.
void SendCommand(const ApiContext& context, EngineCall engine_call, ReplyHandler reply);

// The account's command, with the key it came by.
template <class T>
T CommandOf(const Call& call) {
    T command = MakeCommand<T>(call.account());
    command.header.key = call.key->id;
    return command;
}

// Gives the accounts of these trades their order counts back for first fills.
void CreditFirstFills(const ApiContext& context, std::span<const std::byte> events);
// Likewise, for the trades of stop orders that were triggered: their commands answer no call.
void CreditTriggeredFills(const ApiContext& context, std::span<const std::byte> events);

}  // namespace bourse::gateway
