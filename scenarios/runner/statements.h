// The statements of a scenario as commands (scenarios/README.md has the grammar).
// Thread: one owner.
#pragma once

#include <string_view>

#include "scenarios/runner/scenario_venue.h"
#include "scenarios/runner/words.h"

namespace bourse::scenarios {

class Statements {
public:
    explicit Statements(ScenarioVenue& venue) : venue_(venue) {}

    void Execute(Words words);
    // What orders and books are about: the first symbol, or what `on` says.
    SymbolId symbol() const { return symbol_; }

private:
    bool ExecuteDefinition(std::string_view verb, Words& words);
    bool ExecuteOperation(std::string_view verb, Words& words);
    void ExecuteCustomer(AccountId account, Words& words);
    void SimpleMarket();
    void DefineAssetBy(Words& words);
    void DefineSymbolBy(Words& words);
    void DefineTierBy(Words& words);
    void OpenAccountBy(Words& words);
    void ChangeAccountBy(Words& words);
    void ChangeFiltersBy(Words& words);
    void SetModeBy(Words& words);
    void Transfer(std::string_view verb, Words& words);
    void CancelBy(AccountId account, Words& words);
    void PlaceListBy(AccountId account, Words& words);
    void AmendBy(AccountId account, Words& words);
    void ReplaceBy(AccountId account, Words& words);
    OrderInstruction InstructionBy(Words& words);
    OrderReference ReferenceBy(Words& words) const;

    ScenarioVenue& venue_;
    SymbolId symbol_{0};
};

}  // namespace bourse::scenarios
