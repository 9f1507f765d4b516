#include "services/gateway/symbol_parameters.h"

#include <algorithm>

#include "services/gateway/vocabulary.h"

namespace bourse::gateway {

namespace {

Result<SymbolId> FindSymbol(const market::Catalog& catalog, std::string_view text) {
    const bool fits = text.size() <= Name::kMaxLength;
    if (!fits || !IsValid(Name::From(text))) {
        return IllegalCharacters("symbol", "^[A-Z0-9-_.]{1,20}$");
    }
    const auto symbol = catalog.FindSymbol(text);
    if (!symbol) return Refuse(ErrorCode::kInvalidSymbol, "Invalid symbol.");
    return *symbol;
}

void Select(
    Parameters& parameters,
    const market::Catalog& catalog,
    std::string_view name,
    SymbolSelection& selection
) {
    const auto symbol = FindSymbol(catalog, name);
    if (symbol) {
        selection.symbols.push_back(*symbol);
    } else {
        parameters.Fail(Unexpected{symbol.error()});
    }
}

void ApplyStatus(
    Parameters& parameters, const market::Catalog& catalog, SymbolSelection& selection
) {
    const auto status = parameters.FindOneOf(
        "symbolStatus",
        kSymbolStatuses,
        Refuse(ErrorCode::kInvalidSymbolStatus, "Invalid symbolStatus.")
    );
    if (!status) return;
    const auto removed = std::erase_if(selection.symbols, [&](SymbolId symbol) {
        return catalog.symbol(symbol).mode != *status;
    });
    if (removed != 0 && selection.form == SymbolSelection::Form::kOne) {
        parameters.Fail(Refuse(
            ErrorCode::kSymbolStatusMismatch,
            "The symbol's status does not match the requested symbolStatus."
        ));
    }
}

}  // namespace

std::optional<SymbolId> RequireSymbol(Parameters& parameters, const market::Catalog& catalog) {
    const std::string_view text = parameters.Require("symbol");
    if (text.empty()) return std::nullopt;
    const auto symbol = FindSymbol(catalog, text);
    if (symbol) return *symbol;
    parameters.Fail(Unexpected{symbol.error()});
    return std::nullopt;
}

SymbolSelection SelectSymbols(Parameters& parameters, const market::Catalog& catalog) {
    SymbolSelection selection;
    const auto one = parameters.Find("symbol");
    const auto list = parameters.FindList("symbols");
    if (one && list) {
        parameters.Fail(
            Refuse(ErrorCode::kInvalidCombination, "Combination of optional parameters invalid.")
        );
    } else if (one) {
        selection.form = SymbolSelection::Form::kOne;
        Select(parameters, catalog, *one, selection);
    } else if (list) {
        selection.form = SymbolSelection::Form::kList;
        for (const auto& name : *list) Select(parameters, catalog, name, selection);
    } else {
        for (std::uint32_t id = 0; id < catalog.symbols().size(); ++id) {
            selection.symbols.emplace_back(id);
        }
    }
    ApplyStatus(parameters, catalog, selection);
    return selection;
}

SymbolSelection RequireSymbols(Parameters& parameters, const market::Catalog& catalog) {
    if (CountSymbols(parameters) == 0) {
        parameters.Fail(Refuse(
            ErrorCode::kMandatoryParameter,
            "Param 'symbol' or 'symbols' must be sent, but both were empty/null!"
        ));
    }
    return SelectSymbols(parameters, catalog);
}

std::int64_t CountSymbols(const Parameters& parameters) {
    if (const auto list = parameters.Peek("symbols")) return std::ranges::count(*list, ',') + 1;
    return parameters.Peek("symbol") ? 1 : 0;
}

}  // namespace bourse::gateway
