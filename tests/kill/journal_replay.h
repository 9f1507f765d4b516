// JournalReplay: the state that a journal stands for, computed outside of the victim and batch by
// batch, and what the oracle needs to know of it.
// Thread: one owner.
#pragma once

#include <filesystem>

#include "core/exchange/exchange.h"
#include "tests/kill/oracle.h"

namespace bourse::kill {

class JournalReplay {
public:
    // Reads on in a copy of the journal in `directory`, whose owner is dead: its successor must
    // find the files as they are. Shows the oracle what was executed. A journal that cannot be
    // read, or a broken invariant, fails a CHECK.
    void ReadOn(const std::filesystem::path& directory, Oracle& oracle);

    const exchange::Exchange& exchange() const { return exchange_; }

private:
    void Apply(std::span<const std::byte> payload, Oracle& oracle);

    exchange::Exchange exchange_;
};

}  // namespace bourse::kill
