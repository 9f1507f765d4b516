// What kill_victim writes to its standard output, in the machine's own byte order: first one Hello,
// then an Answer for each command, never before the command is durable.
#pragma once

#include <cstdint>
#include <type_traits>

#include "core/domain/reject_reason.h"
#include "core/domain/types.h"

namespace bourse::kill {

// The state that was recovered.
struct Hello {
    Sequence sequence;
    std::uint64_t state_hash = 0;
};

// Of a command that came a second time: the answer to the first one.
struct Answer {
    SessionId session;
    SessionNumber number;
    Sequence sequence;
    RejectReason reason{};
    std::uint16_t reserved[3] = {};
};
static_assert(sizeof(Hello) == 16 && sizeof(Answer) == 32);
static_assert(std::is_trivially_copyable_v<Answer>);

}  // namespace bourse::kill
