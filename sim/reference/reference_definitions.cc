// Section 2 of the rules: definitions.
#include <algorithm>
#include <limits>

#include "sim/reference/reference_exchange.h"

namespace bourse::reference {

namespace {

constexpr std::size_t kMaxAssets = 1024;
constexpr std::size_t kMaxSymbols = 1024;
constexpr std::size_t kMaxFeeTiers = 255;
constexpr std::size_t kMaxAccounts = 16'777'216;
constexpr std::uint32_t kMaxDecimals = 18;
constexpr std::uint32_t kMaxTradeGroupId = 2'147'483'647;
constexpr std::int64_t kMaxRate = 10'000'000;
const Natural kAmountLimit{std::int64_t{1} << 62};

Natural PowerOfTen(std::uint32_t exponent) {
    Natural power{1};
    for (std::uint32_t i = 0; i < exponent; ++i) power = power * Natural{10};
    return power;
}

bool IsName(const Name& name) {
    bool has_ended = false;
    for (const char c : name.text) {
        const bool is_allowed =
            (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        if (c == '\0') {
            has_ended = true;
        } else if (has_ended || !is_allowed) {
            return false;
        }
    }
    return has_ended && name.text[0] != '\0';
}

bool AreBoundsLegal(std::int64_t minimum, std::int64_t maximum) {
    return minimum >= 1 && minimum <= maximum;
}

bool AreOptionalBoundsLegal(std::int64_t minimum, std::int64_t maximum) {
    return minimum >= 0 && maximum >= 0 && (maximum == 0 || minimum <= maximum);
}

bool AreFiltersLegal(
    const SymbolFilters& filters, const SymbolDefinition& definition, const Natural& notional_unit
) {
    if (!AreBoundsLegal(filters.price_min.raw(), filters.price_max.raw()) ||
        !AreBoundsLegal(filters.quantity_min.raw(), filters.quantity_max.raw()) ||
        !AreOptionalBoundsLegal(
            filters.market_quantity_min.raw(), filters.market_quantity_max.raw()
        ) ||
        !AreOptionalBoundsLegal(filters.notional_min.raw(), filters.notional_max.raw()) ||
        !AreOptionalBoundsLegal(filters.trailing_above_min, filters.trailing_above_max) ||
        !AreOptionalBoundsLegal(filters.trailing_below_min, filters.trailing_below_max) ||
        filters.position_max < Amount{0}) {
        return false;
    }
    const bool is_count_bounded = filters.max_orders >= 1 && filters.max_orders <= 1000;
    if (filters.position_max != Amount{0} && !is_count_bounded) return false;
    const Natural most{filters.quantity_max.raw()};
    if (Natural{filters.price_max.raw()} * most * notional_unit >= kAmountLimit) return false;
    if (most * Natural{definition.lot_size} >= kAmountLimit) return false;
    const Price reference = definition.reference_price;
    return reference == Price{} ||
           (filters.price_min <= reference && reference <= filters.price_max);
}

bool IsSelfTradePreventionLegal(const SymbolDefinition& definition) {
    const auto mode = static_cast<int>(definition.default_self_trade_prevention);
    const int allowed = definition.allowed_self_trade_prevention;
    for (int bit = 0; bit < 8; ++bit) {
        const bool is_mode = bit >= 1 && bit <= kSelfTradePreventionLast;
        if ((allowed >> bit & 1) != 0 && !is_mode) return false;
    }
    return mode >= 1 && mode <= kSelfTradePreventionLast && (allowed >> mode & 1) != 0;
}

}  // namespace

RejectReason ReferenceExchange::Do(const DefineAsset& command) {
    const AssetDefinition& definition = command.definition;
    if (!IsName(definition.name) || definition.decimals > kMaxDecimals) {
        return RejectReason::kInvalidDefinition;
    }
    for (const AssetDefinition& asset : assets_) {
        if (asset.name == definition.name) return RejectReason::kDuplicateName;
    }
    if (assets_.size() == kMaxAssets) return RejectReason::kCapacity;

    assets_.push_back(definition);
    outside_.emplace_back();
    auto& event = Say<AssetDefined>();
    event.asset = AssetId(static_cast<std::uint32_t>(assets_.size() - 1));
    event.definition = definition;
    return RejectReason::kNone;
}

// A tick and a lot in minor units of the quote asset, when that is a whole number.
std::optional<Natural> ReferenceExchange::NotionalUnit(const SymbolDefinition& definition) const {
    const Natural numerator = Natural{definition.tick_size} * Natural{definition.lot_size} *
                              PowerOfTen(assets_[definition.quote.raw()].decimals);
    const Natural denominator =
        PowerOfTen(definition.price_decimals + assets_[definition.base.raw()].decimals);
    if (numerator % denominator != Natural{}) return std::nullopt;
    return numerator / denominator;
}

RejectReason ReferenceExchange::Do(const DefineSymbol& command) {
    const SymbolDefinition& definition = command.definition;
    if (!IsAsset(definition.base) || !IsAsset(definition.quote)) {
        return RejectReason::kUnknownAsset;
    }
    if (definition.base == definition.quote || !IsName(definition.name) ||
        definition.price_decimals > kMaxDecimals || definition.tick_size <= 0 ||
        definition.lot_size <= 0 || !IsSelfTradePreventionLegal(definition)) {
        return RejectReason::kInvalidDefinition;
    }
    const auto unit = NotionalUnit(definition);
    if (!unit || !AreFiltersLegal(definition.filters, definition, *unit)) {
        return RejectReason::kInvalidDefinition;
    }
    for (const Market& market : markets_) {
        if (market.definition.name == definition.name) return RejectReason::kDuplicateName;
    }
    if (markets_.size() == kMaxSymbols) return RejectReason::kCapacity;

    Market market;
    market.id = SymbolId(static_cast<std::uint32_t>(markets_.size()));
    market.definition = definition;
    market.notional_unit = *unit;
    market.last_price = definition.reference_price;
    markets_.push_back(market);
    SaySymbolDefined(market);
    return RejectReason::kNone;
}

void ReferenceExchange::SaySymbolDefined(const Market& market) {
    auto& event = Say<SymbolDefined>();
    event.symbol = market.id;
    event.definition = market.definition;
}

RejectReason ReferenceExchange::Do(const ChangeFilters& command) {
    Market* market = FindMarket(command.symbol);
    if (market == nullptr) return RejectReason::kUnknownSymbol;
    if (!AreFiltersLegal(command.filters, market->definition, market->notional_unit)) {
        return RejectReason::kInvalidDefinition;
    }

    market->definition.filters = command.filters;
    SaySymbolDefined(*market);
    return RejectReason::kNone;
}

RejectReason ReferenceExchange::Do(const SetSymbolMode& command) {
    Market* market = FindMarket(command.symbol);
    if (market == nullptr) return RejectReason::kUnknownSymbol;
    const auto mode = static_cast<int>(command.mode);
    if (mode < 1 || mode > 3) return RejectReason::kInvalidMode;

    market->mode = command.mode;
    if (mode != 1) std::erase(triggered_, market->id);
    QueueTriggers(*market);
    auto& event = Say<SymbolModeChanged>();
    event.symbol = command.symbol;
    event.mode = command.mode;
    return RejectReason::kNone;
}

RejectReason ReferenceExchange::Do(const DefineFeeTier& command) {
    if (command.tier == FeeTierId{0} || command.tier.raw() > fee_tiers_.size()) {
        return RejectReason::kUnknownFeeTier;
    }
    for (const Rate rate : {command.maker, command.taker}) {
        if (rate < Rate{0} || rate > Rate{kMaxRate}) return RejectReason::kInvalidRate;
    }
    const bool is_new = command.tier.raw() == fee_tiers_.size();
    if (is_new && fee_tiers_.size() - 1 == kMaxFeeTiers) return RejectReason::kCapacity;

    if (is_new) fee_tiers_.emplace_back();
    fee_tiers_[command.tier.raw()] = {command.maker, command.taker};
    auto& event = Say<FeeTierDefined>();
    event.tier = command.tier;
    event.maker = command.maker;
    event.taker = command.taker;
    return RejectReason::kNone;
}

RejectReason ReferenceExchange::Do(const OpenAccount& command) {
    if (!IsFeeTier(command.tier)) return RejectReason::kUnknownFeeTier;
    if (accounts_.size() == kMaxAccounts) return RejectReason::kCapacity;
    if (command.trade_group > kMaxTradeGroupId) return RejectReason::kInvalidTradeGroup;

    accounts_.push_back({command.tier, command.trade_group, AccountStatus::kActive});
    SayAccountChanged(
        AccountId(kFirstCustomerAccount.raw() + static_cast<std::uint32_t>(accounts_.size()) - 1)
    );
    return RejectReason::kNone;
}

RejectReason ReferenceExchange::Do(const ChangeAccount& command) {
    if (!IsOpened(command.account)) return RejectReason::kUnknownAccount;
    if (!IsFeeTier(command.tier)) return RejectReason::kUnknownFeeTier;
    if (command.status != AccountStatus::kActive && command.status != AccountStatus::kFrozen) {
        return RejectReason::kInvalidAccountStatus;
    }
    if (command.trade_group > kMaxTradeGroupId) return RejectReason::kInvalidTradeGroup;

    CustomerOf(command.account) = {command.tier, command.trade_group, command.status};
    SayAccountChanged(command.account);
    return RejectReason::kNone;
}

void ReferenceExchange::SayAccountChanged(AccountId id) {
    const Account& account = CustomerOf(id);
    auto& event = Say<AccountChanged>();
    event.account = id;
    event.tier = account.tier;
    event.trade_group = account.trade_group;
    event.status = account.status;
}

}  // namespace bourse::reference
