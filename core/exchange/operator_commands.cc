#include <algorithm>

#include "core/exchange/state.h"

namespace bourse::exchange {

using matching::Market;

namespace {

constexpr std::uint32_t kMaxAssetDecimals = 18;
constexpr std::int64_t kMaxRate = kRateScale / 10;

bool IsValid(const AssetDefinition& definition) {
    return bourse::IsValid(definition.name) && definition.decimals <= kMaxAssetDecimals;
}

bool IsValidRate(Rate rate) { return rate.raw() >= 0 && rate.raw() <= kMaxRate; }

}  // namespace

RejectReason Exchange::State::Do(const DefineAsset& command) {
    const AssetDefinition& definition = command.definition;
    if (!IsValid(definition)) return RejectReason::kInvalidDefinition;
    const auto has_name = [&](const AssetDefinition& asset) {
        return asset.name == definition.name;
    };
    if (std::any_of(assets.begin(), assets.end(), has_name)) return RejectReason::kDuplicateName;
    if (assets.size() == kMaxAssets) return RejectReason::kCapacity;
    auto& event = events_.Add<AssetDefined>();
    event.asset = AssetId(static_cast<std::uint32_t>(assets.size()));
    event.definition = definition;
    assets.push_back(definition);
    ledger.AddAsset();
    return RejectReason::kNone;
}

RejectReason Exchange::State::Do(const DefineSymbol& command) {
    const SymbolDefinition& definition = command.definition;
    if (definition.base.raw() >= assets.size() || definition.quote.raw() >= assets.size()) {
        return RejectReason::kUnknownAsset;
    }
    if (definition.base == definition.quote) return RejectReason::kInvalidDefinition;
    const auto symbol =
        Validate(definition, assets[definition.base.raw()], assets[definition.quote.raw()]);
    if (!symbol) return RejectReason::kInvalidDefinition;
    const auto has_name = [&](const std::unique_ptr<Market>& market) {
        return market->symbol.definition.name == definition.name;
    };
    if (std::any_of(markets.begin(), markets.end(), has_name)) return RejectReason::kDuplicateName;
    if (markets.size() == kMaxSymbols) return RejectReason::kCapacity;
    const SymbolId id(static_cast<std::uint32_t>(markets.size()));
    markets.push_back(std::make_unique<Market>(id, *symbol, orders));
    AddSymbolDefined(*markets.back());
    return RejectReason::kNone;
}

RejectReason Exchange::State::Do(const ChangeFilters& command) {
    Market* market = MarketOf(command.symbol);
    if (market == nullptr) return RejectReason::kUnknownSymbol;
    const auto changed = WithFilters(market->symbol, command.filters);
    if (!changed) return RejectReason::kInvalidDefinition;
    market->symbol = *changed;
    AddSymbolDefined(*market);
    return RejectReason::kNone;
}

RejectReason Exchange::State::Do(const SetSymbolMode& command) {
    Market* market = MarketOf(command.symbol);
    if (market == nullptr) return RejectReason::kUnknownSymbol;
    if (command.mode != SymbolMode::kContinuous && command.mode != SymbolMode::kCancelOnly &&
        command.mode != SymbolMode::kHalted) {
        return RejectReason::kInvalidMode;
    }
    market->mode = command.mode;
    if (command.mode != SymbolMode::kContinuous) UnqueueTriggers(*market);
    if (market->has_pending_steps()) QueueTriggers(*market);
    auto& event = events_.Add<SymbolModeChanged>();
    event.symbol = command.symbol;
    event.mode = command.mode;
    return RejectReason::kNone;
}

RejectReason Exchange::State::Do(const DefineFeeTier& command) {
    const std::size_t tier = command.tier.raw();
    const std::size_t next = accounts.tiers.size();
    if (tier == 0 || tier > next) return RejectReason::kUnknownFeeTier;
    if (!IsValidRate(command.maker) || !IsValidRate(command.taker)) {
        return RejectReason::kInvalidRate;
    }
    if (tier == ledger::Accounts::kMaxTiers) return RejectReason::kCapacity;
    if (tier == next) accounts.tiers.emplace_back();
    accounts.tiers[tier] = {command.maker, command.taker};
    auto& event = events_.Add<FeeTierDefined>();
    event.tier = command.tier;
    event.maker = command.maker;
    event.taker = command.taker;
    return RejectReason::kNone;
}

RejectReason Exchange::State::Do(const OpenAccount& command) {
    if (!accounts.HasTier(command.tier)) return RejectReason::kUnknownFeeTier;
    const auto next = static_cast<std::uint32_t>(accounts.accounts.size());
    if (next == ledger::Accounts::kMaxAccounts) return RejectReason::kCapacity;
    if (command.trade_group > kMaxTradeGroup) return RejectReason::kInvalidTradeGroup;
    accounts.accounts.push_back({command.tier, command.trade_group});
    AddAccountChanged(AccountId(next));
    return RejectReason::kNone;
}

RejectReason Exchange::State::Do(const ChangeAccount& command) {
    if (!accounts.IsCustomer(command.account)) return RejectReason::kUnknownAccount;
    if (!accounts.HasTier(command.tier)) return RejectReason::kUnknownFeeTier;
    if (command.status != AccountStatus::kActive && command.status != AccountStatus::kFrozen) {
        return RejectReason::kInvalidAccountStatus;
    }
    if (command.trade_group > kMaxTradeGroup) return RejectReason::kInvalidTradeGroup;
    accounts[command.account] = {command.tier, command.trade_group, command.status};
    AddAccountChanged(command.account);
    return RejectReason::kNone;
}

void Exchange::State::AddAccountChanged(AccountId account) {
    const ledger::Account& changed = accounts[account];
    auto& event = events_.Add<AccountChanged>();
    event.account = account;
    event.tier = changed.tier;
    event.trade_group = changed.trade_group;
    event.status = changed.status;
}

void Exchange::State::AddSymbolDefined(const Market& market) {
    auto& event = events_.Add<SymbolDefined>();
    event.symbol = market.id;
    event.definition = market.symbol.definition;
}

}  // namespace bourse::exchange
