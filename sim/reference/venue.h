// The venue that generated commands trade at: five assets from 0 to 18 decimals and five symbols
// with different ticks, lots and filters.
// Thread: any; constants.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/domain/commands.h"
#include "core/domain/symbol.h"

namespace bourse::reference {

inline constexpr std::int64_t kFirstPrice = 100;  // ticks, of every symbol

const std::vector<AssetDefinition>& VenueAssets();
const std::vector<SymbolDefinition>& VenueSymbols();
const std::vector<DefineFeeTier>& VenueFeeTiers();

// Such as "A17".
std::string NumberedName(char prefix, std::uint64_t number);

// What a usual order moves of the asset, in minor units; 1 for an asset of others.
std::int64_t UsualSize(AssetId asset);

}  // namespace bourse::reference
