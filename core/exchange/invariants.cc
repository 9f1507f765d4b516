// What must hold of all state after every command; a broken invariant ends the process.
#include <map>
#include <utility>

#include "core/exchange/state.h"

namespace bourse::exchange {

using matching::OrderSlot;

namespace {

bool IsInPair(const matching::OrderStore& orders, OrderSlot slot) {
    const OrderListId list = orders.ListOf(slot);
    return list.raw() != 0 && orders.lists().Find(list)->stage == matching::OrderList::Stage::kPair;
}

}  // namespace

void Exchange::State::CheckInvariants() const {
    ledger.CheckInvariants();
    std::map<std::pair<AccountId, AssetId>, Int128> held;
    for (const auto& [id, withdrawal] : withdrawals) {
        held[{withdrawal.account, withdrawal.asset}] += withdrawal.amount.raw();
    }
    for (const auto& market : markets) {
        market->book.CheckInvariants();
        market->triggers.CheckInvariants(market->last_price);
        const auto bid = market->book.BestBid();
        const auto ask = market->book.BestAsk();
        CHECK(!bid || !ask || *bid < *ask);
        const auto add_hold = [&](OrderSlot slot, const book::RestingOrder& resting) {
            const matching::OrderRecord& record = orders[slot];
            const auto slot_held = record.side == Side::kBuy ? record.quote : record.base;
            if (IsInPair(orders, slot)) return true;
            CHECK(resting.remaining.raw() > 0 && orders.Executed(slot).raw() >= 0);
            held[{record.account, ledger[slot_held].asset}] +=
                market->HoldOf(record.side, HoldPrice(orders, slot), orders.Open(slot)).raw();
            return true;
        };
        market->book.Walk(Side::kBuy, add_hold);
        market->book.Walk(Side::kSell, add_hold);
        market->triggers.waiting().Walk(Side::kBuy, add_hold);
        market->triggers.waiting().Walk(Side::kSell, add_hold);
        const auto add_trailing = [&](OrderSlot slot) { add_hold(slot, orders.resting(slot)); };
        market->triggers.trailing().ForEachFollower(Side::kBuy, add_trailing);
        market->triggers.trailing().ForEachFollower(Side::kSell, add_trailing);
        market->triggers.trailing().ForEachDue(add_trailing);
    }
    for (const auto& [id, list] : orders.lists().all()) {
        CHECK(!list.is_empty());
        if (list.stage != matching::OrderList::Stage::kPair) continue;
        const matching::Market& market = *MarketOf(list.symbol);
        const auto leg = list.legs[list.legs[0].raw() == 0 ? 1 : 0];
        const matching::OrderRecord& record = orders[orders.Find(leg)];
        const auto slot_held = record.side == Side::kBuy ? record.quote : record.base;
        held[{record.account, ledger[slot_held].asset}] +=
            matching::SharedHold(orders, market, list).raw();
    }
    for (const ledger::Balance& balance : ledger.balances()) {
        const auto expected = held.find({balance.account, balance.asset});
        CHECK(balance.held.raw() == (expected == held.end() ? 0 : expected->second));
    }
}

}  // namespace bourse::exchange
