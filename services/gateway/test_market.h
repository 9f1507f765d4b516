// The market of the gateway's tests: BTC and USDT with 8 decimals, BTCUSDT with ticks of 0.01 and
// lots of 0.00001, and accounts 2 and 3, alice and bob, who have both.
#pragma once

#include <vector>

#include "core/domain/commands.h"
#include "core/wire/command_codec.h"

namespace bourse::gateway {

inline SymbolDefinition TestSymbol() {
    SymbolDefinition definition;
    definition.name = Name::From("BTCUSDT");
    definition.base = AssetId(0);
    definition.quote = AssetId(1);
    definition.price_decimals = 2;
    definition.lot_size = 1'000;
    definition.filters.price_max = Price(100'000'000);
    definition.filters.quantity_max = Quantity(900'000'000);
    return definition;
}

struct TestMarket {
    SymbolDefinition symbol = TestSymbol();
    Rate maker{100'000}, taker{100'000};
    Amount base{100'000'000'00000000}, quote{100'000'000'00000000};  // of each account
};

// The commands that make it.
inline std::vector<wire::Command> CommandsOf(const TestMarket& market) {
    std::vector<wire::Command> commands;
    for (const char* name : {"BTC", "USDT"}) {
        auto asset = MakeCommand<DefineAsset>(kVenueAccount);
        asset.definition = {Name::From(name), 8, 0};
        commands.emplace_back(asset);
    }
    auto symbol = MakeCommand<DefineSymbol>(kVenueAccount);
    symbol.definition = market.symbol;
    commands.emplace_back(symbol);
    auto tier = MakeCommand<DefineFeeTier>(kVenueAccount);
    tier.tier = FeeTierId(1);
    tier.maker = market.maker;
    tier.taker = market.taker;
    commands.emplace_back(tier);
    for (const AccountId account : {AccountId(2), AccountId(3)}) {
        auto open = MakeCommand<OpenAccount>(kVenueAccount);
        open.tier = FeeTierId(1);
        commands.emplace_back(open);
        for (const auto& [asset, amount] :
             {std::pair(AssetId(0), market.base), std::pair(AssetId(1), market.quote)}) {
            auto deposit = MakeCommand<Deposit>(account);
            deposit.asset = asset;
            deposit.amount = amount;
            commands.emplace_back(deposit);
        }
    }
    return commands;
}

}  // namespace bourse::gateway
