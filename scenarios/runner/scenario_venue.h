// ScenarioVenue: an Exchange whose accounts, assets, symbols and orders have names, and whose
// events are lines of text. It folds the books from the events alone, as a reader would. Thread:
// one owner.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange/exchange.h"
#include "scenarios/runner/words.h"

namespace bourse::scenarios {

class ScenarioVenue {
public:
    // Applies a command, tells its events in lines(), and checks every invariant.
    template <class T>
    void Apply(const T& command) {
        Apply(wire::Command(command));
    }
    void Apply(wire::Command command);
    // The session of the next command.
    void SetSession(SessionId session, SessionNumber number) {
        session_ = session;
        number_ = number;
    }
    // Saves the state and goes on with what Restore makes of it.
    void Reload();

    std::vector<std::string>& lines() { return lines_; }
    exchange::Exchange& exchange() { return exchange_; }

    // Names. An unknown one is a ScenarioError.
    AccountId AccountNamed(std::string_view name) const;
    AssetId AssetNamed(std::string_view name) const;
    SymbolId SymbolNamed(std::string_view name) const;
    OrderId OrderNamed(std::string_view name) const;
    void NameAccount(std::string_view name);  // the last one opened

    // The levels of a side as "price x quantity", best first: "100x3,99x5", or "-" for none.
    std::string BookText(SymbolId symbol, Side side) const;

private:
    using Levels = std::map<Price, Quantity>;
    struct RestingOrder {
        SymbolId symbol;
        Side side{};
        Price price;
    };

    void Tell(const wire::EventView& event);
    void TellOrder(const wire::EventView& event);
    void TellConditional(const wire::EventView& event);
    void TellMoney(const wire::EventView& event);
    void Tell(const TradeExecuted& event);
    void Tell(const SelfTradePrevented& event);
    void Fold(const RestingOrder& order, Quantity change);
    std::string NameOf(OrderId order) const;
    std::string NameOf(AccountId account) const;

    exchange::Exchange exchange_;
    std::vector<std::string> lines_;
    std::map<std::string, AccountId, std::less<>> accounts_;
    std::map<std::string, OrderId, std::less<>> orders_;
    std::map<OrderId, std::string> order_names_;
    std::map<OrderId, RestingOrder> resting_;
    std::map<std::pair<SymbolId, Side>, Levels> books_;
    SessionId session_ = kNoSession;
    SessionNumber number_;
};

// "expire-maker" for kExpireMaker and so on; a ScenarioError for a word that is none of them.
SelfTradePrevention ParseSelfTradePrevention(std::string_view word);

}  // namespace bourse::scenarios
