#include "core/matching/dry_run.h"

#include <algorithm>
#include <vector>

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
class DryWalk {
public:
    DryWalk(const Market& market, const OrderStore& orders, const Taker& taker, Goal goal)
        : market_(market), orders_(orders), taker_(taker), goal_(goal) {}

    DryRun Run() {
        const Side makers = Opposite(taker_.side);
        bool goes_on = true;
        market_.book.Walk(makers, [&](OrderSlot slot, const book::RestingOrder& maker) {
            if (!refreshed_.empty() && refreshed_.front().maker.price != maker.price) [[unlikely]]
                goes_on = VisitRefreshed();
            goes_on = goes_on && Visit({slot, maker, orders_.Hidden(slot)});
            return goes_on;
        });
        if (goes_on) VisitRefreshed();
        run_.is_complete = goal_.is_reached();
        return run_;
    }

private:
    // A resting order, or the next part of an iceberg.
    struct Maker {
        OrderSlot slot;
        book::RestingOrder maker;
        Quantity hidden;
    };

    // Whether the walk goes on.
    bool Visit(const Maker& visited) {
        const auto& [slot, maker, hidden] = visited;
        if (EndsWalk(goal_) || visits_ == kMaxVisits) return false;
        if (!book::Accepts(taker_.side, taker_.limit, maker.price)) return false;
        ++visits_;
        const bool avoids = taker_.Avoids(maker, orders_[slot].account);
        const SelfTradePrevention mode = taker_.self_trade_prevention;
        if (avoids && EndsTaker(mode)) return false;
        if (avoids && mode == SelfTradePrevention::kExpireMaker) return true;
        const Quantity lots = goal_.Take(market_, maker);
        (avoids ? run_.decremented : run_.traded) += lots;
        if (!avoids || IsTransfer(taker_, orders_[slot])) {
            run_.spent += lots;
            run_.cost += market_.symbol.Notional(maker.price, lots).raw();
        }
        if (hidden.raw() != 0 && lots == maker.remaining) [[unlikely]]
            refreshed_.push_back(NextPart(visited));
        return true;
    }
    Maker NextPart(Maker next) const {
        next.maker.remaining = std::min(orders_.conditions(next.slot).iceberg, next.hidden);
        next.hidden -= next.maker.remaining;
        return next;
    }
    // Those of one price, behind all that rest at it.
    bool VisitRefreshed() {
        bool goes_on = true;
        for (std::size_t i = 0; goes_on && i < refreshed_.size(); ++i) {
            const Maker next = refreshed_[i];
            goes_on = Visit(next);
        }
        refreshed_.clear();
        return goes_on;
    }

    const Market& market_;
    const OrderStore& orders_;
    const Taker& taker_;
    Goal goal_;
    DryRun run_;
    std::uint32_t visits_ = 0;
    std::vector<Maker> refreshed_;
};

}  // namespace

DryRun RunDry(const Market& market, const OrderStore& orders, const Taker& taker) {
    return DryWalk(market, orders, taker, QuantityGoal(taker.quantity)).Run();
}

DryRun RunDryWithin(
    Amount budget, const Market& market, const OrderStore& orders, const Taker& taker
) {
    return DryWalk(market, orders, taker, BudgetGoal(budget)).Run();
}

}  // namespace bourse::matching
