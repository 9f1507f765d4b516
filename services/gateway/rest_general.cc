#include "services/gateway/rest_general.h"

#include "core/domain/trailing_delta.h"
#include "services/gateway/symbol_parameters.h"
#include "services/gateway/vocabulary.h"

namespace bourse::gateway {

namespace {

struct RateLimit {
    std::string_view type, interval;
    int intervals;
    std::int64_t limit;
};

void WriteRateLimit(JsonWriter& json, const RateLimit& row, const std::int64_t* count) {
    json.BeginObject();
    json.Key("rateLimitType").String(row.type).Key("interval").String(row.interval);
    json.Key("intervalNum").Number(row.intervals).Key("limit").Number(row.limit);
    if (count != nullptr) json.Key("count").Number(*count);
    json.EndObject();
}

void WriteRateLimits(JsonWriter& json, const ThrottleLimits& limits, Interface interface) {
    json.BeginArray();
    WriteWeightLimit(json, limits);
    WriteOrderLimits(json, limits);
    WriteRateLimit(json, {"RAW_REQUESTS", "MINUTE", 5, limits.raw_requests_per_5_minutes}, nullptr);
    if (interface == Interface::kWebSocket) {
        WriteRateLimit(
            json, {"CONNECTIONS", "MINUTE", 5, limits.connections_per_5_minutes}, nullptr
        );
    }
    json.EndArray();
}

JsonWriter& BeginFilter(JsonWriter& json, std::string_view type) {
    return json.BeginObject().Key("filterType").String(type);
}

void WriteMultiplier(JsonWriter& json, std::string_view key, std::uint32_t multiplier) {
    constexpr DecimalScale kTenThousandths{1, 4};
    json.Key(key).Decimal(kTenThousandths, multiplier);
}

void WriteQuantityFilter(
    JsonWriter& json,
    const market::SymbolView& view,
    std::string_view type,
    Quantity min,
    Quantity max
) {
    BeginFilter(json, type).Key("minQty").Decimal(view.quantity, min.raw());
    json.Key("maxQty").Decimal(view.quantity, max.raw());
    json.Key("stepSize").Decimal(view.quantity, 1).EndObject();
}

void WritePriceFilters(JsonWriter& json, const market::SymbolView& view) {
    const SymbolFilters& filters = view.symbol.definition.filters;
    BeginFilter(json, "PRICE_FILTER").Key("minPrice").Decimal(view.price, filters.price_min.raw());
    json.Key("maxPrice").Decimal(view.price, filters.price_max.raw());
    json.Key("tickSize").Decimal(view.price, 1).EndObject();
    const bool has_multiplier = (filters.bid_multiplier_up | filters.bid_multiplier_down |
                                 filters.ask_multiplier_up | filters.ask_multiplier_down) != 0;
    if (!has_multiplier) return;
    BeginFilter(json, "PERCENT_PRICE_BY_SIDE");
    WriteMultiplier(json, "bidMultiplierUp", filters.bid_multiplier_up);
    WriteMultiplier(json, "bidMultiplierDown", filters.bid_multiplier_down);
    WriteMultiplier(json, "askMultiplierUp", filters.ask_multiplier_up);
    WriteMultiplier(json, "askMultiplierDown", filters.ask_multiplier_down);
    json.Key("avgPriceMins").Number(0).EndObject();
}

// A filter that counts; 0 switches it off.
void WriteCount(JsonWriter& json, std::string_view type, std::string_view key, std::uint32_t most) {
    if (most != 0) BeginFilter(json, type).Key(key).Number(most).EndObject();
}

void WriteTrailingDelta(JsonWriter& json, const SymbolFilters& filters) {
    const auto most = [](std::uint32_t max) { return max == 0 ? kMaxTrailingDelta : max; };
    BeginFilter(json, "TRAILING_DELTA");
    json.Key("minTrailingAboveDelta").Number(filters.trailing_above_min);
    json.Key("maxTrailingAboveDelta").Number(most(filters.trailing_above_max));
    json.Key("minTrailingBelowDelta").Number(filters.trailing_below_min);
    json.Key("maxTrailingBelowDelta").Number(most(filters.trailing_below_max)).EndObject();
}

void WriteFilters(JsonWriter& json, const market::SymbolView& view) {
    const SymbolFilters& filters = view.symbol.definition.filters;
    const bool is_bounded = filters.notional_max.raw() != 0;
    json.BeginArray();
    WritePriceFilters(json, view);
    WriteQuantityFilter(json, view, "LOT_SIZE", filters.quantity_min, filters.quantity_max);
    WriteQuantityFilter(
        json, view, "MARKET_LOT_SIZE", filters.market_quantity_min, filters.market_quantity_max
    );
    BeginFilter(json, "NOTIONAL");
    json.Key("minNotional").Decimal(view.quote_amount, filters.notional_min.raw());
    json.Key("applyMinToMarket").True();
    json.Key("maxNotional")
        .Decimal(view.quote_amount, is_bounded ? filters.notional_max.raw() : kAmountBound - 1);
    json.Key("applyMaxToMarket").True().Key("avgPriceMins").Number(0).EndObject();
    WriteCount(json, "ICEBERG_PARTS", "limit", filters.iceberg_parts);
    WriteTrailingDelta(json, filters);
    WriteCount(json, "MAX_NUM_ORDERS", "maxNumOrders", filters.max_orders);
    WriteCount(json, "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders", filters.max_algo_orders);
    WriteCount(json, "MAX_NUM_ICEBERG_ORDERS", "maxNumIcebergOrders", filters.max_iceberg_orders);
    WriteCount(json, "MAX_NUM_ORDER_LISTS", "maxNumOrderLists", filters.max_order_lists);
    WriteCount(json, "MAX_NUM_ORDER_AMENDS", "maxNumOrderAmends", filters.max_order_amends);
    if (filters.position_max.raw() != 0) {
        BeginFilter(json, "MAX_POSITION").Key("maxPosition");
        json.Decimal(view.base_amount, filters.position_max.raw()).EndObject();
    }
    json.EndArray();
}

void WriteSelfTradePrevention(JsonWriter& json, const SymbolDefinition& definition) {
    json.Key("defaultSelfTradePreventionMode")
        .String(WordOf(kSelfTradePreventions, definition.default_self_trade_prevention));
    json.Key("allowedSelfTradePreventionModes").BeginArray();
    for (const auto& [name, mode] : kSelfTradePreventions) {
        if (definition.allowed_self_trade_prevention >> static_cast<int>(mode) & 1) {
            json.String(name);
        }
    }
    json.EndArray();
}

void WriteFlags(JsonWriter& json) {
    constexpr std::string_view kYes[] = {
        "quoteOrderQtyMarketAllowed",
        "cancelReplaceAllowed",
        "amendAllowed",
        "isSpotTradingAllowed",
        "ocoAllowed",
        "otoAllowed",
        "icebergAllowed",
        "allowTrailingStop",
    };
    constexpr std::string_view kNo[] = {
        "opoAllowed",
        "pegInstructionsAllowed",
        "isMarginTradingAllowed",
    };
    for (const auto flag : kYes) json.Key(flag).True();
    for (const auto flag : kNo) json.Key(flag).False();
}

enum class PermissionSets { kShown, kHidden };

void WriteSymbol(
    JsonWriter& json, const market::Catalog& catalog, SymbolId id, PermissionSets sets
) {
    const market::SymbolView& view = catalog.symbol(id);
    const SymbolDefinition& definition = view.symbol.definition;
    const AssetDefinition& base = catalog.asset(definition.base);
    const AssetDefinition& quote = catalog.asset(definition.quote);
    json.BeginObject().Key("symbol").String(definition.name.view());
    json.Key("status").String(WordOf(kSymbolStatuses, view.mode));
    json.Key("baseAsset").String(base.name.view());
    json.Key("baseAssetPrecision").Number(base.decimals);
    json.Key("quoteAsset").String(quote.name.view()).Key("quotePrecision").Number(quote.decimals);
    json.Key("quoteAssetPrecision").Number(quote.decimals);
    json.Key("baseCommissionPrecision").Number(base.decimals);
    json.Key("quoteCommissionPrecision").Number(quote.decimals);
    json.Key("orderTypes").BeginArray();
    for (const auto& [name, type] : kOrderTypes) json.String(name);
    json.EndArray();
    WriteFlags(json);
    json.Key("filters");
    WriteFilters(json, view);
    json.Key("permissions").BeginArray().EndArray().Key("permissionSets").BeginArray();
    if (sets == PermissionSets::kShown) json.BeginArray().String("SPOT").EndArray();
    json.EndArray();
    WriteSelfTradePrevention(json, definition);
    json.EndObject();
}

// Every symbol here is SPOT, so `permissions` selects all of them or none.
void ApplyPermissions(Parameters& parameters, SymbolSelection& selection) {
    const bool has_status = parameters.Peek("symbolStatus").has_value();
    const auto permissions = parameters.FindList("permissions");
    if ((permissions || has_status) && selection.form != SymbolSelection::Form::kAll) {
        parameters.Fail(
            Refuse(ErrorCode::kInvalidCombination, "Combination of optional parameters invalid.")
        );
    }
    if (!permissions) return;
    bool has_spot = false;
    for (const auto& permission : *permissions) has_spot |= permission == "SPOT";
    if (!has_spot) selection.symbols.clear();
}

}  // namespace

void WriteOrderLimits(JsonWriter& json, const ThrottleLimits& limits, const OrderCounts* counts) {
    WriteRateLimit(
        json,
        {"ORDERS", "SECOND", 10, limits.orders_per_10_seconds},
        counts != nullptr ? &counts->ten_seconds : nullptr
    );
    WriteRateLimit(
        json,
        {"ORDERS", "DAY", 1, limits.orders_per_day},
        counts != nullptr ? &counts->day : nullptr
    );
}

void WriteWeightLimit(JsonWriter& json, const ThrottleLimits& limits, const std::int64_t* used) {
    WriteRateLimit(json, {"REQUEST_WEIGHT", "MINUTE", 1, limits.weight_per_minute}, used);
}

Reply Ping(const ApiContext&, Call& call) {
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    return std::string("{}");
}

Reply ServerTime(const ApiContext&, Call& call) {
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("serverTime").Number(call.Time(call.now)).EndObject();
    return body;
}

Reply ExchangeInfo(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    SymbolSelection selection = SelectSymbols(call.parameters, catalog);
    ApplyPermissions(call.parameters, selection);
    const bool shows_sets = call.parameters.FindFlag("showPermissionSets").value_or(true);
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};

    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("timezone").String("UTC");
    json.Key("serverTime").Number(call.Time(call.now)).Key("rateLimits");
    WriteRateLimits(json, context.throttle.limits(), call.interface);
    json.Key("exchangeFilters").BeginArray().EndArray().Key("symbols").BeginArray();
    for (const SymbolId symbol : selection.symbols) {
        WriteSymbol(
            json, catalog, symbol, shows_sets ? PermissionSets::kShown : PermissionSets::kHidden
        );
    }
    json.EndArray().EndObject();
    return body;
}

Reply MyFilters(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    const auto symbol = RequireSymbol(call.parameters, catalog);
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("exchangeFilters").BeginArray().EndArray().Key("symbolFilters");
    WriteFilters(json, catalog.symbol(*symbol));
    json.Key("assetFilters").BeginArray().EndArray().EndObject();
    return body;
}

}  // namespace bourse::gateway
