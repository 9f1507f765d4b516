#include "core/market/balances.h"

#include <algorithm>

namespace bourse::market {

namespace {

constexpr auto kByAsset = [](const Balance& balance, AssetId asset) {
    return balance.asset < asset;
};

}  // namespace

void Balances::Apply(const BalanceChanged& event) {
    if (event.account.raw() >= accounts_.size()) accounts_.resize(event.account.raw() + 1);
    std::vector<Balance>& balances = accounts_[event.account.raw()];
    auto place = std::lower_bound(balances.begin(), balances.end(), event.asset, kByAsset);
    if (place == balances.end() || place->asset != event.asset) {
        place = balances.insert(place, Balance{event.asset, {}, {}});
    }
    place->available = event.available;
    place->held = event.held;
}

std::span<const Balance> Balances::Of(AccountId account) const {
    if (account.raw() >= accounts_.size()) return {};
    return accounts_[account.raw()];
}

Balance Balances::Of(AccountId account, AssetId asset) const {
    const auto balances = Of(account);
    const auto place = std::lower_bound(balances.begin(), balances.end(), asset, kByAsset);
    return place == balances.end() || place->asset != asset ? Balance{asset, {}, {}} : *place;
}

}  // namespace bourse::market
