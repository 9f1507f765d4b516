#include "core/matching/execution.h"

#include <algorithm>

#include "core/matching/dry_run.h"

namespace bourse::matching {

using book::MatchStep;

void ReleaseHold(Venue venue, const Market& market, OrderSlot slot, Quantity lots) {
    const OrderRecord& record = venue.orders[slot];
    const Price price = venue.orders.resting(slot).price;
    const auto balance = record.side == Side::kBuy ? record.quote : record.base;
    venue.ledger.Release(balance, market.HoldOf(record.side, price, lots));
}

MatchStep Execution::OnMaker(OrderSlot slot, const book::RestingOrder& maker, Quantity open) {
    if (is_prevented_) return MatchStep::Stop();
    if (taker_.Avoids(maker, venue_.orders[slot].account)) return Prevent(slot, maker, open);
    return Execute(slot, maker, open);
}

Settlement Execution::SettleTrade(const OrderRecord& maker, const Fill& fill) {
    const Party maker_party{maker.base, maker.quote, fill.rates.maker};
    const Party taker_party{taker_.base, taker_.quote, fill.rates.taker};
    const bool taker_buys = taker_.side == Side::kBuy;
    const auto settlement = Settle(
        venue_.ledger,
        market_.symbol,
        {fill.price,
         fill.lots,
         taker_buys ? taker_party : maker_party,
         taker_buys ? maker_party : taker_party}
    );
    // What a buyer's limit was above the price is no longer needed.
    if (taker_buys && taker_.type != OrderType::kMarket) {
        const Price improvement(taker_.limit.raw() - fill.price.raw());
        venue_.ledger.Release(taker_.quote, market_.symbol.Notional(improvement, fill.lots));
    }
    return settlement;
}

MatchStep Execution::Execute(OrderSlot slot, const book::RestingOrder& maker, Quantity open) {
    const Quantity lots = std::min(open, maker.remaining);
    const OrderRecord& record = venue_.orders[slot];
    const ledger::FeeTier rates{
        venue_.accounts.RatesOf(record.account).maker,
        venue_.accounts.RatesOf(taker_.account).taker};
    const auto settlement = SettleTrade(record, {maker.price, lots, rates});
    const bool taker_buys = taker_.side == Side::kBuy;
    market_.last_price = maker.price;
    if (market_.triggers.Reaches(maker.price)) [[unlikely]]
        market_.triggers.OnTrade(maker.price);

    auto& event = venue_.events.Add<TradeExecuted>();
    event.trade = market_.last_trade = market_.last_trade.Next();
    event.symbol = market_.id;
    event.taker_side = taker_.side;
    event.maker_order = record.id;
    event.taker_order = taker_.id;
    event.maker = record.account;
    event.taker = taker_.account;
    event.price = maker.price;
    event.quantity = lots;
    event.notional = settlement.notional;
    event.maker_commission =
        taker_buys ? settlement.seller_commission : settlement.buyer_commission;
    event.taker_commission =
        taker_buys ? settlement.buyer_commission : settlement.seller_commission;
    event.maker_open = maker.remaining - lots;
    event.taker_open = open - lots;
    event.update_id = market_.NextUpdate();
    if (record.conditions != OrderRecord::kNoConditions) [[unlikely]] {
        event.maker_open += venue_.orders.Hidden(slot);
        const bool is_filled = event.maker_open.raw() == 0;
        NoteLeg(slot, maker, is_filled ? LegNote::End::kFilled : LegNote::End::kOpen);
    }
    return MatchStep::ReduceBoth(lots);
}

// The leg of an order list; what that means for the others waits until the walk is over.
void Execution::NoteLeg(OrderSlot slot, const book::RestingOrder& maker, LegNote::End end) {
    const OrderListId list = venue_.orders.ListOf(slot);
    if (list.raw() == 0) return;
    venue_.orders.lists().Note({list, venue_.orders[slot].id, maker.price, end});
}

SelfTradePrevented& Execution::AddPrevented(OrderSlot slot, SelfTradePrevention mode) {
    const OrderRecord& record = venue_.orders[slot];
    auto& event = venue_.events.Add<SelfTradePrevented>();
    event.prevented_match = market_.last_prevented_match = market_.last_prevented_match.Next();
    event.symbol = market_.id;
    event.taker_side = taker_.side;
    event.mode = mode;
    event.maker_order = record.id;
    event.taker_order = taker_.id;
    event.maker = record.account;
    event.taker = taker_.account;
    event.price = venue_.orders.resting(slot).price;
    return event;
}

MatchStep Execution::Prevent(OrderSlot slot, const book::RestingOrder& maker, Quantity open) {
    const SelfTradePrevention mode = taker_.self_trade_prevention;
    if (mode == SelfTradePrevention::kDecrement || mode == SelfTradePrevention::kTransfer) {
        return Decrement(slot, maker, open);
    }
    const Quantity hidden = venue_.orders.Hidden(slot);
    const Quantity maker_open = maker.remaining + hidden;
    auto& event = AddPrevented(slot, mode);
    event.maker_open = maker_open;
    event.taker_open = open;
    is_prevented_ = mode != SelfTradePrevention::kExpireMaker;
    if (mode == SelfTradePrevention::kExpireTaker) return MatchStep::Stop();
    ReleaseHold(venue_, market_, slot, maker_open);
    NoteLeg(slot, maker, LegNote::End::kOther);
    auto& expired = AddMakerExpired(slot, maker_open);
    expired.hidden = hidden;
    expired.update_id = market_.NextUpdate();
    if (hidden.raw() != 0) venue_.orders.conditions(slot).hidden = Quantity(0);
    return MatchStep::RemoveMaker();
}

MatchStep Execution::Decrement(OrderSlot slot, const book::RestingOrder& maker, Quantity open) {
    const Quantity lots = std::min(open, maker.remaining);
    OrderRecord& record = venue_.orders[slot];
    const bool is_transfer = IsTransfer(taker_, record);
    auto& event = AddPrevented(
        slot, is_transfer ? SelfTradePrevention::kTransfer : SelfTradePrevention::kDecrement
    );
    event.quantity = lots;
    const Quantity maker_open = maker.remaining - lots + venue_.orders.Hidden(slot);
    event.maker_open = maker_open;
    event.taker_open = open - lots;
    event.update_id = market_.NextUpdate();
    record.prevented += lots;
    taker_prevented_ += lots;
    if (is_transfer) {
        SettleTrade(record, {maker.price, lots, {}});
    } else {
        ReleaseHold(venue_, market_, slot, lots);
        if (taker_.type != OrderType::kMarket) {
            const auto balance = taker_.side == Side::kBuy ? taker_.quote : taker_.base;
            venue_.ledger.Release(balance, market_.HoldOf(taker_.side, taker_.limit, lots));
        }
    }
    NoteLeg(slot, maker, maker_open.raw() == 0 ? LegNote::End::kOther : LegNote::End::kOpen);
    if (maker_open.raw() == 0) AddMakerExpired(slot, Quantity(0));
    is_prevented_ = lots == open;
    return MatchStep::ReduceBoth(lots);
}

OrderExpired& Execution::AddMakerExpired(OrderSlot slot, Quantity open) {
    const OrderRecord& record = venue_.orders[slot];
    auto& event = venue_.events.Add<OrderExpired>();
    event.order = record.id;
    event.account = record.account;
    event.symbol = market_.id;
    event.side = record.side;
    event.reason = ExpiryReason::kSelfTradePrevention;
    event.price = venue_.orders.resting(slot).price;
    event.quantity = open;
    return event;
}

}  // namespace bourse::matching
