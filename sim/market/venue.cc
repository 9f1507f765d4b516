#include "sim/market/venue.h"

namespace bourse::sim {

namespace {

constexpr std::uint32_t kDecimals = 8;
constexpr std::int64_t kUnit = 100'000'000;  // minor units of one BTC, ETH, USDT or DEMO

struct Funds {
    std::int64_t btc, eth, usdt, demo;  // whole units
};
constexpr Funds kMakerFunds{1'000'000, 10'000'000, 6'000'000'000, 1'000'000'000};
constexpr Funds kTakerFunds{1'000'000, 10'000'000, 6'000'000'000, 1'000'000'000};
constexpr Funds kUserFunds{10, 100, 500'000, 100'000};

// One market's figures in the units of a person: prices in ticks, quantities in lots.
struct Market {
    const char* name;
    AssetId base, quote;
    std::uint32_t price_decimals;  // a tick is 10^-price_decimals
    std::int64_t lot_size;         // minor units
    std::int64_t reference_price, price_max, quantity_max, market_quantity_max;
    std::int64_t notional_min, notional_max;  // minor units
};
constexpr std::array<Market, kMarketCount> kMarkets{{
    {"BTCUSDT",
     kBtc,
     kUsdt,
     2,
     1'000,
     6'000'000,
     100'000'000,
     900'000'000,
     12'000'000,
     5 * kUnit,
     9'000'000 * kUnit},
    {"ETHUSDT",
     kEth,
     kUsdt,
     2,
     10'000,
     300'000,
     100'000'000,
     90'000'000,
     24'000'000,
     5 * kUnit,
     9'000'000 * kUnit},
    {"ETHBTC",
     kEth,
     kBtc,
     5,
     100'000,
     5'000,
     100'000'000,
     100'000'000,
     2'400'000,
     kUnit / 10'000,
     9'000 * kUnit},
    {"DEMOUSDT",
     kDemo,
     kUsdt,
     4,
     10'000'000,
     12'500,
     10'000'000,
     90'000'000,
     45'000'000,
     5 * kUnit,
     9'000'000 * kUnit},
}};

SymbolDefinition Define(const Market& market) {
    SymbolDefinition definition;
    definition.name = Name::From(market.name);
    definition.base = market.base;
    definition.quote = market.quote;
    definition.price_decimals = market.price_decimals;
    definition.lot_size = market.lot_size;
    definition.default_self_trade_prevention = SelfTradePrevention::kExpireMaker;
    definition.allowed_self_trade_prevention = 0x3E;  // all but kTransfer
    definition.reference_price = Price(market.reference_price);
    SymbolFilters& filters = definition.filters;
    filters.price_max = Price(market.price_max);
    filters.quantity_max = Quantity(market.quantity_max);
    filters.market_quantity_max = Quantity(market.market_quantity_max);
    filters.notional_min = Amount(market.notional_min);
    filters.notional_max = Amount(market.notional_max);
    filters.bid_multiplier_up = filters.ask_multiplier_up = 5 * kMultiplierScale;
    filters.bid_multiplier_down = filters.ask_multiplier_down = kMultiplierScale / 5;
    return definition;
}

class SetupScript {
public:
    void DefineVenue() {
        for (const AssetDefinition& asset : VenueAssets()) {
            auto command = MakeCommand<DefineAsset>(kVenueAccount);
            command.definition = asset;
            Add(command);
        }
        for (const SymbolDefinition& market : VenueMarkets()) {
            auto command = MakeCommand<DefineSymbol>(kVenueAccount);
            command.definition = market;
            Add(command);
        }
        DefineTier(kRegularTier, {.maker = Rate(100'000), .taker = Rate(100'000)});
        DefineTier(kReducedTier, {.maker = Rate(50'000), .taker = Rate(70'000)});
    }
    void Open(AccountId expected, FeeTierId tier, std::uint32_t trade_group, const Funds& funds) {
        CHECK(expected == next_account_);
        next_account_ = AccountId(next_account_.raw() + 1);
        auto command = MakeCommand<OpenAccount>(kVenueAccount);
        command.tier = tier;
        command.trade_group = trade_group;
        Add(command);
        Fund(expected, kBtc, funds.btc);
        Fund(expected, kEth, funds.eth);
        Fund(expected, kUsdt, funds.usdt);
        Fund(expected, kDemo, funds.demo);
    }
    void Freeze(AccountId account) {
        auto command = MakeCommand<ChangeAccount>(kVenueAccount);
        command.account = account;
        command.tier = kRegularTier;
        command.status = AccountStatus::kFrozen;
        Add(command);
    }
    std::vector<wire::Command> Take() { return std::move(commands_); }

private:
    struct Rates {
        Rate maker, taker;
    };

    template <class T>
    void Add(const T& command) {
        commands_.emplace_back(command);
    }
    void DefineTier(FeeTierId tier, const Rates& rates) {
        auto command = MakeCommand<DefineFeeTier>(kVenueAccount);
        command.tier = tier;
        command.maker = rates.maker;
        command.taker = rates.taker;
        Add(command);
    }
    void Fund(AccountId account, AssetId asset, std::int64_t units) {
        auto command = MakeCommand<Deposit>(account);
        command.asset = asset;
        command.amount = Amount(units * kUnit);
        Add(command);
    }

    std::vector<wire::Command> commands_;
    AccountId next_account_ = kFirstCustomerAccount;
};

}  // namespace

const std::array<AssetDefinition, kAssetCount>& VenueAssets() {
    static const std::array<AssetDefinition, kAssetCount> assets{{
        {.name = Name::From("BTC"), .decimals = kDecimals},
        {.name = Name::From("ETH"), .decimals = kDecimals},
        {.name = Name::From("USDT"), .decimals = kDecimals},
        {.name = Name::From("DEMO"), .decimals = kDecimals},
    }};
    return assets;
}

const std::array<SymbolDefinition, kMarketCount>& VenueMarkets() {
    static const std::array<SymbolDefinition, kMarketCount> markets{
        Define(kMarkets[0]), Define(kMarkets[1]), Define(kMarkets[2]), Define(kMarkets[3])};
    return markets;
}

std::vector<wire::Command> SetupCommands() {
    SetupScript script;
    script.DefineVenue();
    for (const AccountId maker : kMakerAccounts) {
        script.Open(maker, kHouseTier, kMakerGroup, kMakerFunds);
    }
    for (const AccountId taker : kTakerAccounts) {
        script.Open(taker, kHouseTier, 0, kTakerFunds);
    }
    script.Open(kAlice, kRegularTier, 0, kUserFunds);
    script.Open(kBob, kReducedTier, 0, kUserFunds);
    script.Open(kCarol, kRegularTier, 0, kUserFunds);
    script.Freeze(kCarol);
    return script.Take();
}

}  // namespace bourse::sim
