#include "core/market/catalog.h"

namespace bourse::market {

namespace {

// The place of a dense id: an existing one, or one right behind the last.
template <class T, class Id>
T& Slot(std::vector<T>& entries, Id id) {
    CHECK(id.raw() <= entries.size());
    if (id.raw() == entries.size()) entries.emplace_back();
    return entries[id.raw()];
}

template <class Id>
std::optional<Id> Find(const std::map<std::string, Id, std::less<>>& ids, std::string_view name) {
    const auto found = ids.find(name);
    return found == ids.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

void Catalog::Apply(const AssetDefined& event) {
    Slot(assets_, event.asset) = event.definition;
    asset_by_name_.emplace(event.definition.name.view(), event.asset);
}

void Catalog::Apply(const SymbolDefined& event) {
    const SymbolDefinition& definition = event.definition;
    const AssetDefinition& base = asset(definition.base);
    const AssetDefinition& quote = asset(definition.quote);
    SymbolView& view = Slot(symbols_, event.symbol);
    view.symbol = Validate(definition, base, quote).value();
    view.price = PriceScale(view.symbol);
    view.quantity = QuantityScale(view.symbol, base);
    view.base_amount = AmountScale(base);
    view.quote_amount = AmountScale(quote);
    symbol_by_name_.emplace(definition.name.view(), event.symbol);
}

void Catalog::Apply(const SymbolModeChanged& event) {
    CHECK(event.symbol.raw() < symbols_.size());
    symbols_[event.symbol.raw()].mode = event.mode;
}

void Catalog::Apply(const FeeTierDefined& event) {
    Slot(tiers_, event.tier) = {event.maker, event.taker};
}

void Catalog::Apply(const AccountChanged& event) {
    if (event.account.raw() >= accounts_.size()) accounts_.resize(event.account.raw() + 1);
    accounts_[event.account.raw()] = {event.tier, event.trade_group, event.status};
}

std::optional<AssetId> Catalog::FindAsset(std::string_view name) const {
    return Find(asset_by_name_, name);
}

std::optional<SymbolId> Catalog::FindSymbol(std::string_view name) const {
    return Find(symbol_by_name_, name);
}

const AccountView* Catalog::FindAccount(AccountId id) const {
    if (id.raw() >= accounts_.size()) return nullptr;
    const AccountView& account = accounts_[id.raw()];
    return account.status == AccountStatus{} ? nullptr : &account;
}

}  // namespace bourse::market
