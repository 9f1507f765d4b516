// MarketFixture: one market with its ledger, accounts and order store, below the exchange, for
// tests of the parts of matching. All units are 1; alice, bob and carol own kFunds of both assets.
#pragma once

#include <limits>

#include "core/matching/matcher.h"

namespace bourse::matching {

inline constexpr AssetId kBtc{0};
inline constexpr AssetId kUsd{1};
inline constexpr AccountId kAlice{2};
inline constexpr AccountId kBob{3};
inline constexpr AccountId kCarol{4};

inline Symbol MakeSymbol() {
    Symbol symbol;
    symbol.definition.base = kBtc;
    symbol.definition.quote = kUsd;
    symbol.definition.filters.price_max = Price(1'000'000);
    symbol.definition.filters.quantity_max = Quantity(1'000'000);
    symbol.definition.filters.max_orders = 0;
    symbol.notional_unit = 1;
    return symbol;
}

class MarketFixture {
public:
    static constexpr Amount kFunds{1'000'000};

    MarketFixture() {
        ledger.AddAsset();
        ledger.AddAsset();
        for (const AccountId account : {kAlice, kBob, kCarol}) {
            accounts.accounts.emplace_back();
            ledger.Deposit(ledger.SlotOf(account, kBtc), kFunds);
            ledger.Deposit(ledger.SlotOf(account, kUsd), kFunds);
        }
    }
    virtual ~MarketFixture() {
        ledger.CheckInvariants();
        market.book.CheckInvariants();
    }
    MarketFixture(const MarketFixture&) = delete;
    MarketFixture& operator=(const MarketFixture&) = delete;

    static OrderInstruction Limit(Side side, Price price, Quantity quantity) {
        OrderInstruction order;
        order.side = side;
        order.type = OrderType::kLimit;
        order.self_trade_prevention = SelfTradePrevention::kNone;
        order.price = price;
        order.quantity = quantity;
        return order;
    }
    static OrderInstruction Sell(std::int64_t price, Quantity quantity) {
        return Limit(Side::kSell, Price(price), quantity);
    }
    static OrderInstruction Buy(std::int64_t price, Quantity quantity) {
        return Limit(Side::kBuy, Price(price), quantity);
    }
    // Places as the next order; ledger.touched() tells its touches.
    RejectReason Place(AccountId account, const OrderInstruction& order) {
        ledger.BeginRound();
        last_order = last_order.Next();
        return matcher.Place(
            market, last_order, {account, orders.FindPosition(account, market.id)}, order
        );
    }
    ledger::BalanceSlot btc(AccountId account) { return ledger.SlotOf(account, kBtc); }
    ledger::BalanceSlot usd(AccountId account) { return ledger.SlotOf(account, kUsd); }

    ledger::Ledger ledger;
    ledger::Accounts accounts;
    OrderStore orders;
    Market market{SymbolId(0), MakeSymbol(), orders};
    wire::ByteBuffer output;
    wire::EventWriter events{output};
    Matcher matcher{Venue{ledger, accounts, orders, events}};
    OrderId last_order;
};

}  // namespace bourse::matching
