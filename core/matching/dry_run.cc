#include "core/matching/dry_run.h"

#include <algorithm>

namespace bourse::matching {

namespace {

bool EndsTaker(SelfTradePrevention mode) {
    return mode == SelfTradePrevention::kExpireTaker || mode == SelfTradePrevention::kExpireBoth;
}

// Takes lots until a quantity is reached.
class QuantityGoal {
public:
    explicit QuantityGoal(Quantity quantity) : left_(quantity) {}

    bool is_reached() const { return left_.raw() == 0; }
    Quantity Take(const Market&, const book::RestingOrder& maker) {
        const Quantity lots = std::min(left_, maker.remaining);
        left_ -= lots;
        return lots;
    }

private:
    Quantity left_;
};

// Takes lots until the next one would cost more than is left.
class BudgetGoal {
public:
    explicit BudgetGoal(Amount budget) : left_(budget) {}

    bool is_reached() const { return took_part_ || left_ < last_lot_price_; }
    Quantity Take(const Market& market, const book::RestingOrder& maker) {
        last_lot_price_ = market.symbol.Notional(maker.price, Quantity(1));
        const Quantity affordable(left_.raw() / last_lot_price_.raw());
        const Quantity lots = std::min(affordable, maker.remaining);
        left_ -= market.symbol.Notional(maker.price, lots);
        took_part_ = lots < maker.remaining;
        return lots;
    }
    // A seller's next lot may be cheaper than the last one, so only a part taken ends the walk.
    bool ends_walk() const { return took_part_; }

private:
    Amount left_;
    Amount last_lot_price_;
    bool took_part_ = false;
};

bool EndsWalk(const QuantityGoal& goal) { return goal.is_reached(); }
bool EndsWalk(const BudgetGoal& goal) { return goal.ends_walk(); }

// Walks as matching does until the goal ends the walk.
template <class Goal>
DryRun Walk(const Market& market, const OrderStore& orders, const Taker& taker, Goal goal) {
    DryRun run;
    std::uint32_t visits = 0;
    market.book.Walk(Opposite(taker.side), [&](OrderSlot slot, const book::RestingOrder& maker) {
        if (EndsWalk(goal) || visits == kMaxVisits) return false;
        if (!book::Accepts(taker.side, taker.limit, maker.price)) return false;
        ++visits;
        const bool avoids = taker.Avoids(maker, orders[slot].account);
        if (avoids && EndsTaker(taker.self_trade_prevention)) return false;
        if (avoids && taker.self_trade_prevention == SelfTradePrevention::kExpireMaker) return true;
        const Quantity lots = goal.Take(market, maker);
        (avoids ? run.decremented : run.traded) += lots;
        if (!avoids || IsTransfer(taker, orders[slot])) {
            run.spent += lots;
            run.cost += market.symbol.Notional(maker.price, lots).raw();
        }
        return true;
    });
    run.is_complete = goal.is_reached();
    return run;
}

}  // namespace

DryRun RunDry(const Market& market, const OrderStore& orders, const Taker& taker) {
    return Walk(market, orders, taker, QuantityGoal(taker.quantity));
}

DryRun RunDryWithin(
    Amount budget, const Market& market, const OrderStore& orders, const Taker& taker
) {
    return Walk(market, orders, taker, BudgetGoal(budget));
}

}  // namespace bourse::matching
