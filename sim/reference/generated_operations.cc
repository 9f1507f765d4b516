// The operator's commands of CommandGenerator.
#include <algorithm>
#include <string>

#include "sim/reference/command_generator.h"
#include "sim/reference/venue.h"

namespace bourse::reference {

wire::Command CommandGenerator::Operate() {
    switch (random_.Below(9)) {
        case 0:
            return ChangeMode();
        case 1:
            return ChangeSomeFilters();
        case 2:
            return DefineTier();
        case 3:
        case 4:
            return ChangeSomeAccount();
        case 5:
            return DefineSomeAsset();
        case 6:
            return DefineSomeSymbol();
        default: {
            auto command = MakeCommand<OpenAccount>(kVenueAccount);
            command.tier = FeeTierId{static_cast<std::uint32_t>(random_.Below(tiers_ + 2))};
            command.trade_group = static_cast<std::uint32_t>(random_.Below(3));
            return wire::Command(command);
        }
    }
}

// Puts back what an operator, or a broken field, disturbed.
wire::Command CommandGenerator::Repair() {
    if (!frozen_accounts_.empty() && random_.OneIn(2)) {
        auto command = MakeCommand<ChangeAccount>(kVenueAccount);
        command.account = AccountId{frozen_accounts_.begin()->first};
        command.tier = FeeTierId{static_cast<std::uint32_t>(random_.Below(4))};
        command.status = AccountStatus::kActive;
        return wire::Command(command);
    }
    if (disturbed_symbols_.empty()) return Place();
    const SymbolId symbol{disturbed_symbols_.begin()->first};
    if (random_.OneIn(2)) {
        auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
        command.symbol = symbol;
        command.mode = SymbolMode::kContinuous;
        return wire::Command(command);
    }
    if (random_.OneIn(3) || symbol.raw() >= first_filters_.size()) {
        disturbed_symbols_.erase(symbol.raw());
        return Place();
    }
    auto command = MakeCommand<ChangeFilters>(kVenueAccount);
    command.symbol = symbol;
    command.filters = first_filters_[symbol.raw()];
    return wire::Command(command);
}

wire::Command CommandGenerator::ChangeMode() {
    auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
    command.symbol = SomeSymbol();
    command.mode =
        static_cast<SymbolMode>(random_.OneIn(20) ? random_.Below(256) : random_.Below(3) + 1);
    return wire::Command(command);
}

wire::Command CommandGenerator::ChangeSomeFilters() {
    auto command = MakeCommand<ChangeFilters>(kVenueAccount);
    command.symbol = SomeSymbol();
    const std::size_t at = std::min<std::size_t>(command.symbol.raw(), first_filters_.size() - 1);
    SymbolFilters& filters = command.filters = first_filters_[at];
    const auto some = [this](std::int64_t last) { return random_.In({-1, last}); };
    const auto multiplier = [this] {
        return static_cast<std::uint32_t>(random_.In({8000, 13'000}));
    };
    switch (random_.Below(8)) {
        case 0:
            filters.price_min = Price{some(prices_[at])};
            break;
        case 1:
            filters.price_max = Price{some(prices_[at] * 2)};
            break;
        case 2:
            filters.quantity_min = Quantity{some(20)};
            filters.quantity_max = Quantity{some(100)};
            break;
        case 3:
            filters.market_quantity_min = Quantity{some(20)};
            filters.market_quantity_max = Quantity{some(40)};
            break;
        case 4:
            filters.notional_min = Amount{some(2000)};
            filters.notional_max = Amount{some(6000)};
            break;
        case 5:
            filters.bid_multiplier_up = multiplier();
            filters.bid_multiplier_down = multiplier();
            filters.ask_multiplier_up = multiplier();
            filters.ask_multiplier_down = multiplier();
            break;
        case 6:
            filters.max_orders = static_cast<std::uint32_t>(random_.Below(8));
            filters.max_order_amends = static_cast<std::uint32_t>(random_.Below(3));
            break;
        case 7:
            filters.max_orders = static_cast<std::uint32_t>(random_.In({0, 40}));
            filters.position_max =
                Amount{some(weights_.deposit_units_max) * UsualSize(VenueSymbols()[at].base)};
            break;
        default:
            filters.price_max = Price{(std::int64_t{1} << 62) / filters.quantity_max.raw() / 5};
            break;
    }
    return wire::Command(command);
}

wire::Command CommandGenerator::DefineTier() {
    auto command = MakeCommand<DefineFeeTier>(kVenueAccount);
    command.tier = FeeTierId{
        static_cast<std::uint32_t>(random_.OneIn(4) ? random_.Below(tiers_ + 3) : tiers_ + 1)};
    command.maker = Rate{random_.In({-1, random_.OneIn(2) ? 10'000'001 : 1000})};
    command.taker = Rate{random_.In({-1, random_.OneIn(2) ? 10'000'001 : 100'000})};
    return wire::Command(command);
}

wire::Command CommandGenerator::ChangeSomeAccount() {
    auto command = MakeCommand<ChangeAccount>(kVenueAccount);
    command.account =
        random_.OneIn(20) ? AccountId{static_cast<std::uint32_t>(random_.Below(3))} : SomeAccount();
    command.tier = FeeTierId{static_cast<std::uint32_t>(random_.Below(tiers_ + 2))};
    command.trade_group = random_.OneIn(3) ? static_cast<std::uint32_t>(random_.Below(3)) : 0;
    command.status = static_cast<AccountStatus>(random_.OneIn(6) ? random_.Below(4) : 1);
    return wire::Command(command);
}

wire::Command CommandGenerator::DefineSomeAsset() {
    auto command = MakeCommand<DefineAsset>(kVenueAccount);
    const std::string name = NumberedName('A', definitions_);
    if (!random_.OneIn(5)) ++definitions_;
    command.definition.name = Name::From(name);
    command.definition.decimals = static_cast<std::uint32_t>(random_.Below(20));
    return wire::Command(command);
}

// Often at the edge of what is valid: the largest order near 2^62, ticks that leave a fraction.
wire::Command CommandGenerator::DefineSomeSymbol() {
    auto command = MakeCommand<DefineSymbol>(kVenueAccount);
    SymbolDefinition& definition = command.definition =
        VenueSymbols()[random_.Below(VenueSymbols().size())];
    definition.name = Name::From(NumberedName('S', definitions_));
    if (!random_.OneIn(5)) ++definitions_;
    definition.base = AssetId{static_cast<std::uint32_t>(random_.Below(assets_ + 1))};
    definition.quote = AssetId{static_cast<std::uint32_t>(random_.Below(assets_ + 1))};
    definition.price_decimals = static_cast<std::uint32_t>(random_.Below(20));
    if (random_.OneIn(2)) {
        definition = VenueSymbols()[2];
        definition.name = Name::From(NumberedName('S', definitions_));
        definition.tick_size = random_.In({1, 9});
        const std::int64_t unit = definition.tick_size;
        definition.filters.quantity_max = Quantity{random_.In({3, 1000})};
        definition.filters.price_max = Price{
            ((std::int64_t{1} << 62) / unit) / definition.filters.quantity_max.raw() +
            random_.In({-1, 1})};
    }
    if (random_.OneIn(4)) {
        definition.allowed_self_trade_prevention = static_cast<std::uint8_t>(random_.Below(256));
        definition.default_self_trade_prevention =
            static_cast<SelfTradePrevention>(random_.Below(8));
    }
    if (random_.OneIn(4)) definition.reference_price = Price{random_.In({-1, 200'000})};
    return wire::Command(command);
}

}  // namespace bourse::reference
