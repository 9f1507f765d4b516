// Lookahead: the commands that come next, on their way into the caches. A command's memory is found
// in three steps, each of which reads what the step before started to load: an index, a record, and
// what the record points to. A group of commands takes one step each time the next group is shown,
// so that the loads of all three go on while other commands are applied.
//
// It is a hint: it may hold anything, and nothing that Apply does depends on it.
// Thread: that of the exchange.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/domain/order.h"
#include "core/domain/types.h"

namespace bourse::exchange {

// What a command will look for: an order by its id or, with OrderId(0), the account's funds and the
// place in the book where a new order of this side and price would rest.
struct Target {
    AccountId account;
    SymbolId symbol;
    OrderId order;
    Side side{};
    Price price{};
};

class Lookahead {
public:
    // Commands of one group; groups on their way. The group shown kGroups - 1 calls ago is loaded.
    static constexpr std::size_t kGroup = 16;
    static constexpr std::size_t kGroups = 3;

private:
    friend class Exchange;

    // Apart by kind, so that a step has no branch that depends on the command.
    struct Named {
        OrderId order;
        std::uint32_t slot;
    };
    struct Placed {
        Target target;
        std::uint32_t position;
    };
    struct Group {
        std::array<Named, kGroup> named;
        std::array<Placed, kGroup> placed;
        std::size_t named_count = 0;
        std::size_t placed_count = 0;
    };

    // The newest first.
    Group& operator[](std::size_t age) { return groups_[(newest_ + kGroups - age) % kGroups]; }
    Group& Start(std::span<const Target> targets) {
        newest_ = (newest_ + 1) % kGroups;
        Group& group = groups_[newest_];
        group.named_count = group.placed_count = 0;
        for (const Target& target : targets) {
            if (target.order.raw() != 0) {
                group.named[group.named_count++].order = target.order;
            } else {
                group.placed[group.placed_count++].target = target;
            }
        }
        return group;
    }

    std::array<Group, kGroups> groups_;
    std::size_t newest_ = 0;
};

}  // namespace bourse::exchange
