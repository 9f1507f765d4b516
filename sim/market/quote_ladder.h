// QuoteLadder: the makers' resting orders of one market.
//
// Around a centre, each side is divided into kLevels intervals of growing width; each wants one
// order at a random tick within it. Requote keeps every order that still lies alone in some
// interval, and moves the others (crossed, doubled, worn) into the empty ones with one
// CancelReplaceOrder each; what is missing is placed, and what is left over is cancelled. So a
// small move of the centre costs a few commands, and the far levels rarely change. After Requote's
// commands, every level of both sides has an order, and bids and asks are at least two half-spreads
// apart.
//
// The centre has a dead band: it stays as long as the wanted one is within half the first level.
// Thread: one owner.
#pragma once

#include <array>
#include <vector>

#include "core/domain/events.h"
#include "core/wire/command_codec.h"
#include "sim/market/market_profile.h"
#include "sim/market/preset.h"
#include "sim/market/random.h"

namespace bourse::sim {

class QuoteLadder {
public:
    static constexpr std::size_t kLevels = 40;

    explicit QuoteLadder(const MarketProfile& profile);

    // Appends the commands that bring the ladder around `center_subticks`. Requires that the
    // events of all former commands were given.
    void Requote(
        std::int64_t center_subticks,
        const Preset& preset,
        Random& random,
        std::vector<wire::Command>& commands
    );

    // What became of orders of the makers.
    void OnAccepted(const OrderAccepted& order);
    void OnOpenQuantity(OrderId order, Quantity open);
    void OnEnded(OrderId order) { OnOpenQuantity(order, Quantity(0)); }

    // The widest spread after Requote's commands.
    Price max_spread(const Preset& preset) const;

private:
    struct Quote {
        OrderId order;
        AccountId account;
        Price price;
        Quantity quantity;
        Quantity open;
    };
    using Quotes = std::vector<Quote>;

    struct Plan {  // for one side
        std::array<bool, kLevels> is_filled{};
        std::vector<const Quote*> surplus;
    };

    Plan MakePlan(Side side, const Preset& preset) const;
    void RequoteSide(
        Side side, const Preset& preset, Random& random, std::vector<wire::Command>& commands
    );
    std::int64_t Edge(std::size_t level, const Preset& preset) const {
        return edges_[level] * preset.spread_percent / 100;
    }
    Price ChoosePrice(Side side, std::size_t level, const Preset& preset, Random& random) const;
    Quantity ChooseQuantity(std::size_t level, const Preset& preset, Random& random) const;

    OrderInstruction ChooseOrder(Side side, std::size_t level, const Preset& preset, Random& random)
        const;
    OrderReference ReferenceTo(const Quote& quote) const;

    const MarketProfile* profile_;
    std::array<std::int64_t, kLevels + 1> edges_;  // distances from the centre, in subticks
    std::array<Quotes, 2> quotes_;                 // by Side
    std::int64_t center_ = 0;
    std::size_t next_maker_ = 0;
};

}  // namespace bourse::sim
