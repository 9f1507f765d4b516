#include <algorithm>

#include "services/gateway/admin_act.h"
#include "services/gateway/vocabulary.h"

namespace bourse::gateway {

namespace {

constexpr std::uint32_t kMaxDecimals = 18;
constexpr DecimalScale kPercentScale{1, 6};  // 1 % = 1'000'000 of Rate's parts

// "0.01" is 1 of 2 decimals, "5" is 5 of 0: the size of a tick or lot as it is defined.
struct Step {
    std::int64_t unit = 0;
    std::uint32_t decimals = 0;
};

std::optional<Step> ReadStep(std::string_view text) {
    Step step;
    const std::size_t point = text.find('.');
    if (point != std::string_view::npos) {
        const std::size_t last = text.find_last_not_of('0');
        step.decimals = static_cast<std::uint32_t>(last - std::min(point, last));
    }
    if (step.decimals > kMaxDecimals) return std::nullopt;
    const auto unit = ParseDecimal({1, step.decimals}, text);
    if (!unit || *unit <= 0) return std::nullopt;
    step.unit = *unit;
    return step;
}

// The filters that an operator may give, in the words of exchangeInfo.
void ReadFilters(
    const Symbol& symbol,
    DecimalScale lot,
    DecimalScale quote,
    Parameters& parameters,
    SymbolFilters& filters
) {
    const auto price = [&](std::string_view name, Price& bound) {
        const DecimalRule rule{PriceScale(symbol), kMaxDecimals, "PRICE_FILTER"};
        if (const auto count = parameters.FindDecimal(name, rule)) bound = Price(*count);
    };
    const auto quantity = [&](std::string_view name, Quantity& bound) {
        const DecimalRule rule{lot, kMaxDecimals, "LOT_SIZE"};
        if (const auto count = parameters.FindDecimal(name, rule)) bound = Quantity(*count);
    };
    const auto amount = [&](std::string_view name, Amount& bound) {
        const DecimalRule rule{quote, kMaxDecimals, "NOTIONAL"};
        if (const auto count = parameters.FindDecimal(name, rule)) bound = Amount(*count);
    };
    const auto number = [&](std::string_view name, std::uint32_t& bound) {
        const auto count = parameters.FindInteger(name);
        if (!count) return;
        if (*count > UINT32_MAX) return parameters.Fail(InvalidParameter(name));
        bound = static_cast<std::uint32_t>(*count);
    };
    price("minPrice", filters.price_min);
    price("maxPrice", filters.price_max);
    quantity("minQty", filters.quantity_min);
    quantity("maxQty", filters.quantity_max);
    quantity("marketMinQty", filters.market_quantity_min);
    quantity("marketMaxQty", filters.market_quantity_max);
    amount("minNotional", filters.notional_min);
    amount("maxNotional", filters.notional_max);
    number("maxNumOrders", filters.max_orders);
    number("maxNumAlgoOrders", filters.max_algo_orders);
    number("maxNumOrderLists", filters.max_order_lists);
    number("maxNumOrderAmends", filters.max_order_amends);
}

std::string WhatIsWrong(DefinitionError error) {
    switch (error) {
        case DefinitionError::kName:
            return "a symbol has 1 to 23 of A-Z, 0-9, '.', '_' and '-'";
        case DefinitionError::kDecimals:
            return "at most 18 decimals";
        case DefinitionError::kTickOrLot:
            return "tickSize times stepSize must be a whole number of the quote asset's smallest "
                   "units";
        case DefinitionError::kBounds:
            return "a minimum is above its maximum, or not above zero";
        case DefinitionError::kTooLarge:
            return "maxPrice times maxQty is more than the exchange can count";
        case DefinitionError::kReferencePrice:
            return "referencePrice lies outside minPrice to maxPrice";
        case DefinitionError::kSelfTradePrevention:
            return "the self-trade prevention mode is not allowed";
    }
    CHECK(false);
}

std::string Quoted(std::string_view text) {
    return std::string("'").append(text.substr(0, 64)).append("'");
}

// Of a market; nothing is set after an error.
struct MarketTerms {
    AssetId base, quote;
    Step tick, lot;
};

Expected<MarketTerms, PlanRefusal> ReadTerms(
    const market::Catalog& catalog, Parameters& parameters
) {
    MarketTerms terms;
    for (const auto& [name, asset] : {std::pair("base", &terms.base), {"quote", &terms.quote}}) {
        const std::string_view text = parameters.Require(name);
        const auto found = catalog.FindAsset(text);
        if (!found) return RefusePlan(400, Quoted(text) + " is no asset; create it first");
        *asset = *found;
    }
    for (const auto& [name, step] :
         {std::pair("tickSize", &terms.tick), {"stepSize", &terms.lot}}) {
        const std::string_view text = parameters.Require(name);
        const auto read = ReadStep(text);
        if (!read) {
            return RefusePlan(
                400, std::string(name) + " is " + Quoted(text) + ", not such as 0.01"
            );
        }
        *step = *read;
    }
    return terms;
}

}  // namespace

Prepared CreateAsset(const AdminContext& context, Parameters& parameters) {
    const std::string_view name = parameters.Require("asset");
    const std::uint64_t decimals = parameters.FindInteger("decimals").value_or(8);
    if (const auto read = parameters.Finish(); !read) return RefusePlan(400, read.error().message);
    if (name.size() > Name::kMaxLength || !IsValid(Name::From(name))) {
        return RefusePlan(400, "an asset has 1 to 23 of A-Z, 0-9, '.', '_' and '-'");
    }
    if (decimals > kMaxDecimals) return RefusePlan(400, "decimals are 0 to 18");
    if (context.views.catalog().FindAsset(name)) return RefusePlan(409, "there is such an asset");
    auto command = MakeCommand<DefineAsset>(kVenueAccount);
    command.definition = {Name::From(name), static_cast<std::uint32_t>(decimals), 0};
    return Plan{.commands = {wire::Command(command)}};
}

Prepared CreateMarket(const AdminContext& context, Parameters& parameters) {
    const market::Catalog& catalog = context.views.catalog();
    const std::string_view name = parameters.Require("symbol");
    if (name.size() > Name::kMaxLength || !IsValid(Name::From(name))) {
        return RefusePlan(400, WhatIsWrong(DefinitionError::kName));
    }
    if (catalog.FindSymbol(name)) return RefusePlan(409, "there is such a market");
    if (context.admin.state().FindKill("VENUE", "") != nullptr) {
        return RefusePlan(409, "the kill switch of the venue is engaged");
    }
    const auto terms = ReadTerms(catalog, parameters);
    if (!terms) return Unexpected{terms.error()};
    auto command = MakeCommand<DefineSymbol>(kVenueAccount);
    SymbolDefinition& definition = command.definition;
    definition.name = Name::From(name);
    definition.base = terms->base;
    definition.quote = terms->quote;
    definition.tick_size = terms->tick.unit;
    definition.price_decimals = terms->tick.decimals;
    const AssetDefinition& base = catalog.asset(terms->base);
    if (terms->lot.decimals > base.decimals) {
        return RefusePlan(400, "stepSize is finer than the base asset");
    }
    definition.lot_size = terms->lot.unit;
    for (std::uint32_t i = terms->lot.decimals; i < base.decimals; ++i) {
        if (definition.lot_size > INT64_MAX / 10) return RefusePlan(400, "stepSize is too large");
        definition.lot_size *= 10;
    }
    const Symbol symbol{definition, 0};
    const DecimalScale lot{definition.lot_size, base.decimals};
    const DecimalScale quote = AmountScale(catalog.asset(terms->quote));
    parameters.Require("maxPrice");
    parameters.Require("maxQty");
    ReadFilters(symbol, lot, quote, parameters, definition.filters);
    const DecimalRule price{PriceScale(symbol), kMaxDecimals, "PRICE_FILTER"};
    definition.reference_price = Price(parameters.FindDecimal("referencePrice", price).value_or(0));
    if (const auto read = parameters.Finish(); !read) return RefusePlan(400, read.error().message);
    const auto valid = Validate(definition, base, catalog.asset(terms->quote));
    if (!valid) return RefusePlan(400, WhatIsWrong(valid.error()));
    return Plan{.commands = {wire::Command(command)}};
}

namespace {

Expected<SymbolId, PlanRefusal> RequireMarket(const AdminContext& context, Parameters& parameters) {
    const std::string_view name = parameters.Require("symbol");
    const auto symbol = context.views.catalog().FindSymbol(name);
    if (!symbol) return RefusePlan(404, Quoted(name) + " is no market");
    return *symbol;
}

}  // namespace

Prepared ChangeMarketFilters(const AdminContext& context, Parameters& parameters) {
    const auto symbol = RequireMarket(context, parameters);
    if (!symbol) return Unexpected{symbol.error()};
    const market::SymbolView& view = context.views.catalog().symbol(*symbol);
    auto command = MakeCommand<ChangeFilters>(kVenueAccount);
    command.symbol = *symbol;
    command.filters = view.symbol.definition.filters;
    ReadFilters(view.symbol, view.quantity, view.quote_amount, parameters, command.filters);
    if (const auto read = parameters.Finish(); !read) return RefusePlan(400, read.error().message);
    const auto valid = WithFilters(view.symbol, command.filters);
    if (!valid) return RefusePlan(400, WhatIsWrong(valid.error()));
    return Plan{.commands = {wire::Command(command)}};
}

Prepared SetMarketMode(const AdminContext& context, Parameters& parameters) {
    const auto symbol = RequireMarket(context, parameters);
    if (!symbol) return Unexpected{symbol.error()};
    const auto mode = parameters.FindOneOf("mode", kSymbolStatuses, InvalidParameter("mode"));
    if (const auto read = parameters.Finish(); !read) return RefusePlan(400, read.error().message);
    if (!mode || *mode == SymbolMode{}) {
        return RefusePlan(400, "mode is TRADING, CANCEL_ONLY or HALT");
    }
    const admin::VenueState state = context.admin.state();
    const std::string_view name =
        context.views.catalog().symbol(*symbol).symbol.definition.name.view();
    const bool is_killed =
        state.FindKill("VENUE", "") != nullptr || state.FindKill("MARKET", name) != nullptr;
    if (is_killed && *mode != SymbolMode::kHalted) {
        return RefusePlan(409, "a kill switch is engaged; release it, with a second operator");
    }
    auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
    command.symbol = *symbol;
    command.mode = *mode;
    return Plan{.commands = {wire::Command(command)}};
}

Prepared SetFee(const AdminContext& context, Parameters& parameters) {
    const auto tier = parameters.FindInteger("tier");
    const DecimalRule percent{kPercentScale, kMaxDecimals, "percent"};
    const auto maker = parameters.FindDecimal("makerPercent", percent);
    const auto taker = parameters.FindDecimal("takerPercent", percent);
    if (const auto read = parameters.Finish(); !read) return RefusePlan(400, read.error().message);
    const std::size_t next = context.views.catalog().tiers().size();
    if (!tier || *tier == 0 || *tier > next || !maker || !taker) {
        return RefusePlan(
            400,
            "needs tier (1 to " + std::to_string(next) +
                "; the last one is new), makerPercent and takerPercent"
        );
    }
    constexpr std::int64_t kMost = kRateScale / 10;
    if (*maker > kMost || *taker > kMost) return RefusePlan(400, "a rate is 0 to 10 percent");
    auto command = MakeCommand<DefineFeeTier>(kVenueAccount);
    command.tier = FeeTierId(static_cast<std::uint32_t>(*tier));
    command.maker = Rate(*maker);
    command.taker = Rate(*taker);
    return Plan{.commands = {wire::Command(command)}};
}

}  // namespace bourse::gateway
