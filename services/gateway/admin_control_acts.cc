#include <algorithm>

#include "services/gateway/admin_act.h"
#include "services/gateway/vocabulary.h"

namespace bourse::gateway {

namespace {

enum class Scope : std::uint8_t { kVenue, kMarket, kUser, kKey };
constexpr Named<Scope> kScopes[] = {
    {"VENUE", Scope::kVenue},
    {"MARKET", Scope::kMarket},
    {"USER", Scope::kUser},
    {"KEY", Scope::kKey}};

struct Switch {
    Scope scope{};
    std::string target;
};

Expected<Switch, PlanRefusal> ReadSwitch(Parameters& parameters) {
    const auto scope = parameters.FindOneOf("scope", kScopes, InvalidParameter("scope"));
    if (!scope) return RefusePlan(400, "scope is VENUE, MARKET, USER or KEY");
    Switch read{*scope, {}};
    if (*scope != Scope::kVenue) read.target = parameters.Require("target");
    if (const auto all = parameters.Finish(); !all) return RefusePlan(400, all.error().message);
    return read;
}

wire::Command ModeCommand(SymbolId symbol, SymbolMode mode) {
    auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
    command.symbol = symbol;
    command.mode = mode;
    return wire::Command(command);
}

// Halts these, and remembers "BTCUSDT=TRADING ETHUSDT=CANCEL_ONLY".
Plan HaltAll(const market::Catalog& catalog, std::span<const SymbolId> symbols) {
    Plan plan;
    for (const SymbolId symbol : symbols) {
        const market::SymbolView& view = catalog.symbol(symbol);
        if (view.mode == SymbolMode::kHalted) continue;
        plan.commands.push_back(ModeCommand(symbol, SymbolMode::kHalted));
        if (!plan.outcome.empty()) plan.outcome += ' ';
        plan.outcome.append(view.symbol.definition.name.view()).append("=");
        plan.outcome.append(WordOf(kSymbolStatuses, view.mode));
    }
    if (plan.commands.empty()) {
        plan.effect = [](const Plan::Done& done) { done(""); };
        plan.outcome = "all were halted";
    }
    return plan;
}

// Freezes, so that nothing new comes, and then cancels what is open.
Plan StopUser(const AdminContext& context, AccountId account) {
    Plan plan;
    const bool is_frozen =
        context.views.catalog().FindAccount(account)->status == AccountStatus::kFrozen;
    plan.outcome = is_frozen ? "was frozen" : "was active";
    plan.commands.push_back(ChangeStatus(context, account, AccountStatus::kFrozen));
    std::vector<SymbolId> symbols;
    for (const market::OrderView* order : context.views.orders().Open(account, std::nullopt)) {
        if (std::ranges::find(symbols, order->symbol) == symbols.end()) {
            symbols.push_back(order->symbol);
        }
    }
    for (const SymbolId symbol : symbols) {
        auto command = MakeCommand<CancelAllOrders>(account);
        command.symbol = symbol;
        plan.commands.emplace_back(command);
    }
    return plan;
}

Plan RestoreMarkets(const market::Catalog& catalog, std::string_view before) {
    Plan plan;
    while (!before.empty()) {
        const std::size_t end = std::min(before.find(' '), before.size());
        const std::string_view pair = before.substr(0, end);
        before.remove_prefix(std::min(end + 1, before.size()));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        const auto symbol = catalog.FindSymbol(pair.substr(0, equals));
        const auto mode =
            std::ranges::find(kSymbolStatuses, pair.substr(equals + 1), &Named<SymbolMode>::name);
        if (!symbol || mode == std::end(kSymbolStatuses)) continue;
        plan.commands.push_back(ModeCommand(*symbol, mode->value));
    }
    return plan;
}

}  // namespace

Prepared EngageKill(const AdminContext& context, Parameters& parameters) {
    const auto read = ReadSwitch(parameters);
    if (!read) return Unexpected{read.error()};
    const admin::VenueState state = context.admin.state();
    if (state.FindKill(WordOf(kScopes, read->scope), read->target) != nullptr) {
        return RefusePlan(409, "that kill switch is engaged already");
    }
    const market::Catalog& catalog = context.views.catalog();
    if (read->scope == Scope::kVenue) {
        std::vector<SymbolId> symbols;
        for (std::uint32_t i = 0; i < catalog.symbols().size(); ++i) symbols.emplace_back(i);
        return HaltAll(catalog, symbols);
    }
    if (read->scope == Scope::kMarket) {
        const auto symbol = catalog.FindSymbol(read->target);
        if (!symbol) return RefusePlan(404, "there is no such market");
        return HaltAll(catalog, {&*symbol, 1});
    }
    if (read->scope == Scope::kUser) {
        const auto user = context.identity.FindUser(read->target);
        if (!user || catalog.FindAccount(user->account) == nullptr) {
            return RefusePlan(404, "there is no such user with an account");
        }
        return StopUser(context, user->account);
    }
    Parameters key;
    (void)key.Add("apiKey", read->target);
    return RevokeUserKey(context, key);
}

Prepared ReleaseKill(const AdminContext& context, Parameters& parameters) {
    const auto read = ReadSwitch(parameters);
    if (!read) return Unexpected{read.error()};
    if (read->scope == Scope::kKey) {
        return RefusePlan(409, "a revoked key does not come back; its owner makes a new one");
    }
    const admin::VenueState state = context.admin.state();
    const auto* kill = state.FindKill(WordOf(kScopes, read->scope), read->target);
    if (kill == nullptr) return RefusePlan(404, "that kill switch is not engaged");
    if (read->scope == Scope::kMarket && state.FindKill("VENUE", "") != nullptr) {
        return RefusePlan(409, "the kill switch of the venue is engaged; release that one first");
    }
    Plan plan;
    if (read->scope == Scope::kUser) {
        const auto user = context.identity.FindUser(read->target);
        if (!user) return RefusePlan(404, "there is no such user");
        const bool was_frozen = kill->before == "was frozen";
        plan.commands.push_back(ChangeStatus(
            context, user->account, was_frozen ? AccountStatus::kFrozen : AccountStatus::kActive
        ));
    } else {
        plan = RestoreMarkets(context.views.catalog(), kill->before);
    }
    if (plan.commands.empty()) plan.effect = [](const Plan::Done& done) { done(""); };
    plan.outcome = "released";
    return plan;
}

}  // namespace bourse::gateway
