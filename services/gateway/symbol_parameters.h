// Reading of `symbol`, `symbols` and `symbolStatus`.
// Thread: any; pure.
#pragma once

#include <optional>
#include <vector>

#include "core/market/catalog.h"
#include "services/gateway/parameters.h"

namespace bourse::gateway {

// The mandatory parameter `symbol`; nothing after an error.
std::optional<SymbolId> RequireSymbol(Parameters& parameters, const market::Catalog& catalog);

struct SymbolSelection {
    std::vector<SymbolId> symbols;
    enum class Form : std::uint8_t { kOne, kList, kAll } form = Form::kAll;
};
// `symbol` or `symbols` or neither (all), less those that `symbolStatus` leaves out.
SymbolSelection SelectSymbols(Parameters& parameters, const market::Catalog& catalog);
// As SelectSymbols; neither is an error.
SymbolSelection RequireSymbols(Parameters& parameters, const market::Catalog& catalog);

// How many symbols a request names; 0: it names none.
std::int64_t CountSymbols(const Parameters& parameters);

}  // namespace bourse::gateway
