#include "sim/reference/venue.h"

namespace bourse::reference {

namespace {

enum VenueAsset : std::uint32_t { kBtc, kUsdt, kJpy, kEth, kXau };

AssetDefinition Asset(std::string_view name, std::uint32_t decimals) {
    AssetDefinition definition;
    definition.name = Name::From(name);
    definition.decimals = decimals;
    return definition;
}

SymbolDefinition Between(std::string_view name, VenueAsset base, VenueAsset quote) {
    SymbolDefinition definition;
    definition.name = Name::From(name);
    definition.base = AssetId{base};
    definition.quote = AssetId{quote};
    definition.filters.price_max = Price{100'000};
    definition.filters.quantity_max = Quantity{1'000'000};
    definition.filters.max_orders = 25;
    definition.filters.max_order_amends = 3;
    return definition;
}

std::vector<SymbolDefinition> MakeSymbols() {
    SymbolDefinition btcusdt = Between("BTCUSDT", kBtc, kUsdt);
    btcusdt.price_decimals = 2;
    btcusdt.lot_size = 10'000;
    btcusdt.default_self_trade_prevention = SelfTradePrevention::kExpireMaker;
    btcusdt.filters.max_orders = 0;
    btcusdt.filters.max_order_amends = 0;
    btcusdt.filters.notional_min = Amount{150};

    SymbolDefinition ethbtc = Between("ETHBTC", kEth, kBtc);
    ethbtc.price_decimals = 2;
    ethbtc.lot_size = 1'000'000'000'000;
    ethbtc.reference_price = Price{kFirstPrice};
    ethbtc.filters.bid_multiplier_up = ethbtc.filters.ask_multiplier_up = 12'000;
    ethbtc.filters.bid_multiplier_down = 9'000;
    ethbtc.filters.ask_multiplier_down = 9'500;
    ethbtc.filters.market_quantity_max = Quantity{40};
    ethbtc.filters.iceberg_parts = 8;
    ethbtc.filters.max_iceberg_orders = 3;

    SymbolDefinition xaujpy = Between("XAUJPY", kXau, kJpy);
    xaujpy.tick_size = 5;
    xaujpy.lot_size = 100;
    xaujpy.allowed_self_trade_prevention = 1 << 1 | 1 << 5;
    xaujpy.filters.quantity_min = Quantity{3};
    xaujpy.filters.quantity_max = Quantity{300};

    SymbolDefinition btcjpy = Between("BTCJPY", kBtc, kJpy);
    btcjpy.tick_size = 100'000;
    btcjpy.lot_size = 1'000;
    btcjpy.default_self_trade_prevention = SelfTradePrevention::kTransfer;
    btcjpy.filters.notional_max = Amount{8'000};
    btcjpy.filters.market_quantity_min = Quantity{5};

    SymbolDefinition jpyusdt = Between("JPYUSDT", kJpy, kUsdt);
    jpyusdt.price_decimals = 4;
    jpyusdt.default_self_trade_prevention = SelfTradePrevention::kDecrement;
    jpyusdt.filters.max_orders = 1000;
    jpyusdt.filters.position_max = Amount{150'000};
    return {btcusdt, ethbtc, xaujpy, btcjpy, jpyusdt};
}

DefineFeeTier Tier(std::uint32_t id, Rate maker, Rate taker) {
    auto command = MakeCommand<DefineFeeTier>(kVenueAccount);
    command.tier = FeeTierId{id};
    command.maker = maker;
    command.taker = taker;
    return command;
}

}  // namespace

const std::vector<AssetDefinition>& VenueAssets() {
    static const std::vector<AssetDefinition> assets = {
        Asset("BTC", 8), Asset("USDT", 6), Asset("JPY", 0), Asset("ETH", 18), Asset("XAU", 2)};
    return assets;
}

const std::vector<SymbolDefinition>& VenueSymbols() {
    static const std::vector<SymbolDefinition> symbols = MakeSymbols();
    return symbols;
}

const std::vector<DefineFeeTier>& VenueFeeTiers() {
    static const std::vector<DefineFeeTier> tiers = {
        Tier(1, Rate{10'000}, Rate{100'000}),
        Tier(2, Rate{0}, Rate{10'000'000}),
        Tier(3, Rate{1}, Rate{3'333'333}),
    };
    return tiers;
}

std::string NumberedName(char prefix, std::uint64_t number) {
    std::string name(1, prefix);
    name += std::to_string(number);
    return name;
}

std::int64_t UsualSize(AssetId asset) {
    switch (asset.raw()) {
        case kBtc:
            return 10'000;
        case kUsdt:
            return 1'000;
        case kJpy:
            return 50;
        case kEth:
            return 1'000'000'000'000;
        case kXau:
            return 100;
        default:
            return 1;
    }
}

}  // namespace bourse::reference
