// The standard development venue: assets, markets, fee tiers and accounts, as the commands that
// build it on an empty exchange. The constants are the ids that Exchange::Apply then gives.
// Thread: any; pure.
#pragma once

#include <array>
#include <vector>

#include "core/domain/symbol.h"
#include "core/domain/types.h"
#include "core/wire/command_codec.h"

namespace bourse::sim {

inline constexpr AssetId kBtc{0}, kEth{1}, kUsdt{2}, kDemo{3};
inline constexpr std::size_t kAssetCount = 4;

inline constexpr SymbolId kBtcUsdt{0}, kEthUsdt{1}, kEthBtc{2}, kDemoUsdt{3};
inline constexpr std::size_t kMarketCount = 4;

inline constexpr FeeTierId kHouseTier{0};    // free
inline constexpr FeeTierId kRegularTier{1};  // maker 0.1 %, taker 0.1 %
inline constexpr FeeTierId kReducedTier{2};  // maker 0.05 %, taker 0.07 %

// Makers share a trade group: they never trade with each other. Takers are in none and only send
// orders that do not rest, so the house trades with itself only as maker and taker.
inline constexpr std::array kMakerAccounts{AccountId{2}, AccountId{3}, AccountId{4}};
inline constexpr std::array kTakerAccounts{AccountId{5}, AccountId{6}, AccountId{7}, AccountId{8}};
inline constexpr AccountId kAlice{9}, kBob{10};
inline constexpr AccountId kCarol{11};  // funded, then frozen
inline constexpr std::uint32_t kMakerGroup = 1;

constexpr bool IsMaker(AccountId account) {
    return kMakerAccounts.front() <= account && account <= kMakerAccounts.back();
}
constexpr bool IsHouse(AccountId account) {
    return kMakerAccounts.front() <= account && account <= kTakerAccounts.back();
}

const std::array<AssetDefinition, kAssetCount>& VenueAssets();     // by AssetId
const std::array<SymbolDefinition, kMarketCount>& VenueMarkets();  // by SymbolId

// Everything from the first asset to the last deposit; to be applied in order from sequence 1.
std::vector<wire::Command> SetupCommands();

}  // namespace bourse::sim
