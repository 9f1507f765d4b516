// Traders: the clients of the victim. Each has a session, sends more before the answers to what it
// sent, and after a crash sends again, under the same numbers, what was not answered.
// Thread: one owner.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "core/wire/command_codec.h"
#include "sim/reference/random.h"
#include "tests/kill/oracle.h"

namespace bourse::kill {

class Traders {
public:
    explicit Traders(std::uint64_t seed);

    // The commands to send now: as many as may be in flight.
    std::vector<wire::Command> Next();
    void Answered(CommandId id);
    // Sent and not answered, each session in its order.
    std::vector<wire::Command> Unanswered() const;
    bool has_unanswered() const { return !Unanswered().empty(); }

private:
    struct Session {
        SessionNumber last;
        std::deque<wire::Command> in_flight;  // not answered, by number
    };
    void Add(wire::Command command, SessionId session);
    wire::Command Choose(AccountId account);

    reference::Random random_;
    std::map<SessionId, Session> sessions_;
    std::vector<wire::Command> next_;
    enum class Venue : std::uint8_t { kUndefined, kDefined } venue_ = Venue::kUndefined;
};

}  // namespace bourse::kill
