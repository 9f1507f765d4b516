// Catalog: what is traded and who trades: assets, symbols with their modes, fee tiers, accounts.
// Thread: one owner. Ids are dense, so all lookups by id are array accesses; references last until
// the next definition of the same kind.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/decimal.h"
#include "core/domain/events.h"
#include "core/domain/symbol.h"

namespace bourse::market {

struct SymbolView {
    Symbol symbol;
    SymbolMode mode = SymbolMode::kContinuous;
    DecimalScale price, quantity;
    DecimalScale base_amount, quote_amount;
};

struct FeeTier {
    Rate maker, taker;
};

struct AccountView {
    FeeTierId tier;
    std::uint32_t trade_group = 0;
    AccountStatus status{};  // 0: not opened
};

class Catalog {
public:
    void Apply(const AssetDefined& event);
    void Apply(const SymbolDefined& event);  // a symbol that is known keeps its mode
    void Apply(const SymbolModeChanged& event);
    void Apply(const FeeTierDefined& event);
    void Apply(const AccountChanged& event);

    // Names are exact, upper case.
    std::optional<AssetId> FindAsset(std::string_view name) const;
    std::optional<SymbolId> FindSymbol(std::string_view name) const;

    const std::vector<AssetDefinition>& assets() const { return assets_; }
    const std::vector<SymbolView>& symbols() const { return symbols_; }
    const std::vector<FeeTier>& tiers() const { return tiers_; }

    // Require: defined. FindAccount answers nullptr for an account that was not opened.
    const AssetDefinition& asset(AssetId id) const {
        return CHECK(id.raw() < assets_.size()), assets_[id.raw()];
    }
    const SymbolView& symbol(SymbolId id) const {
        return CHECK(id.raw() < symbols_.size()), symbols_[id.raw()];
    }
    const FeeTier& tier(FeeTierId id) const {
        return CHECK(id.raw() < tiers_.size()), tiers_[id.raw()];
    }
    const AccountView* FindAccount(AccountId id) const;

private:
    std::vector<AssetDefinition> assets_;
    std::vector<SymbolView> symbols_;
    std::vector<FeeTier> tiers_{FeeTier{}};  // tier 0 pays nothing
    std::vector<AccountView> accounts_;
    std::map<std::string, AssetId, std::less<>> asset_by_name_;
    std::map<std::string, SymbolId, std::less<>> symbol_by_name_;
};

}  // namespace bourse::market
