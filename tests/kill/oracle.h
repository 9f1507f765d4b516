// Oracle: the ledger of acknowledgements outside of the victim. It knows what was sent and
// answered, is shown what the journal holds, and finds what should not be:
//
//   lost       answered, and not in the journal
//   doubled    executed more than once
//   ghosts     in the journal, and never sent; or answered as rejected, and in effect
//   flapping   answered twice with different outcomes, or the journal says another one
//   reordered  sent after the answer to another command, and sequenced before it
//
// Thread: one owner.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/domain/reject_reason.h"
#include "core/domain/types.h"

namespace bourse::kill {

struct CommandId {
    SessionId session;
    SessionNumber number;  // 1, 2, 3 … a session, sent in this order
};

struct Outcome {
    Sequence sequence;
    RejectReason reason{};
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

struct Tally {
    std::uint64_t acknowledged = 0;
    std::uint64_t rejected = 0;
    std::uint64_t lost = 0;
    std::uint64_t doubled = 0;
    std::uint64_t ghosts = 0;
    std::uint64_t flapping = 0;
    std::uint64_t reordered = 0;

    std::uint64_t faults() const { return lost + doubled + ghosts + flapping + reordered; }
    friend bool operator==(const Tally&, const Tally&) = default;
};

class Oracle {
public:
    // For the first time or again.
    void Sent(CommandId id);
    void Answered(CommandId id, Outcome outcome);
    // The journal holds this command, executed at that place. Once for each such entry.
    void Found(CommandId id, Outcome outcome);

    Tally Judge() const;

private:
    struct Fate {
        Sequence after;  // the highest sequence that was answered when it was first sent
        std::optional<Outcome> answer;
        std::optional<Outcome> entry;
        std::uint32_t entries = 0;
    };
    Fate* Find(CommandId id);

    std::map<SessionId, std::vector<Fate>> sessions_;
    Sequence answered_;
    std::uint64_t never_sent_ = 0;
    std::uint64_t changed_answers_ = 0;
};

}  // namespace bourse::kill
