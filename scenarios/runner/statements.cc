#include "scenarios/runner/statements.h"

#include <fmt/format.h>

namespace bourse::scenarios {

namespace {

// price=1..100, and so on: what is not given stays.
void ReadFilters(Words& words, SymbolFilters& filters) {
    const auto range = [&](const char* name, auto& min, auto& max) {
        using Bound = std::remove_reference_t<decltype(min)>;
        const auto text = words.TakeOption(name);
        if (!text) return;
        const auto dots = text->find("..");
        if (dots == std::string::npos) throw ScenarioError(*text + " is no range, such as 1..9");
        min = Bound(ParseNumber(text->substr(0, dots), name));
        max = Bound(ParseNumber(text->substr(dots + 2), name));
    };
    range("price", filters.price_min, filters.price_max);
    range("quantity", filters.quantity_min, filters.quantity_max);
    range("market_quantity", filters.market_quantity_min, filters.market_quantity_max);
    range("notional", filters.notional_min, filters.notional_max);
    range("trailing_above", filters.trailing_above_min, filters.trailing_above_max);
    range("trailing_below", filters.trailing_below_min, filters.trailing_below_max);
    const auto number = [&](const char* name, std::uint32_t& value) {
        value = static_cast<std::uint32_t>(words.TakeNumberOption(name, value));
    };
    number("bid_up", filters.bid_multiplier_up);
    number("bid_down", filters.bid_multiplier_down);
    number("ask_up", filters.ask_multiplier_up);
    number("ask_down", filters.ask_multiplier_down);
    number("max_orders", filters.max_orders);
    number("max_amends", filters.max_order_amends);
    number("max_stops", filters.max_algo_orders);
    number("max_lists", filters.max_order_lists);
    number("max_icebergs", filters.max_iceberg_orders);
    number("iceberg_parts", filters.iceberg_parts);
    filters.position_max = Amount(words.TakeNumberOption("position", filters.position_max.raw()));
}

// `stop [PRICE] [trailing DELTA]` or `profit …` makes a stop order of a LIMIT or MARKET one.
void ReadStop(Words& words, OrderInstruction& order) {
    const bool has_limit = order.type == OrderType::kLimit;
    if (words.TakeIf("stop")) {
        order.type = has_limit ? OrderType::kStopLossLimit : OrderType::kStopLoss;
    } else if (words.TakeIf("profit")) {
        order.type = has_limit ? OrderType::kTakeProfitLimit : OrderType::kTakeProfit;
    } else {
        return;
    }
    const auto read_delta = [&] {
        if (!words.TakeIf("trailing")) return false;
        order.conditions.trailing_delta = static_cast<std::uint32_t>(words.TakeNumber("a delta"));
        return true;
    };
    if (read_delta()) return;
    order.conditions.stop_price = Price(words.TakeNumber("a stop price"));
    read_delta();
}

Side ParseSide(std::string_view verb) {
    if (verb == "buys") return Side::kBuy;
    if (verb == "sells") return Side::kSell;
    throw ScenarioError(fmt::format("'{}' is neither buys nor sells", verb));
}

CancelRestriction RestrictionBy(Words& words) {
    if (words.TakeIf("only-new")) return CancelRestriction::kOnlyNew;
    if (words.TakeIf("only-partially-filled")) return CancelRestriction::kOnlyPartiallyFilled;
    return CancelRestriction::kNone;
}

ClientOrderId ClientIdBy(Words& words) {
    // Legs of a list are named by words, for options stand once a line.
    if (words.TakeIf("as")) return ClientOrderId::From(words.Take("an id"));
    return ClientOrderId::From(words.TakeOption("id").value_or(""));
}

}  // namespace

void Statements::Execute(Words words) {
    venue_.SetSession(kNoSession, SessionNumber(0));
    if (words.TakeIf("session")) {
        const auto session = static_cast<std::uint64_t>(words.TakeNumber("a session"));
        const auto number = static_cast<std::uint64_t>(words.TakeNumber("a number"));
        venue_.SetSession(SessionId(session), SessionNumber(number));
    }
    const std::string verb = words.Take("a statement");
    if (!ExecuteDefinition(verb, words) && !ExecuteOperation(verb, words)) {
        ExecuteCustomer(venue_.AccountNamed(verb), words);
    }
    words.End();
}

bool Statements::ExecuteDefinition(std::string_view verb, Words& words) {
    if (verb == "simple-market") return SimpleMarket(), true;
    if (verb == "asset") return DefineAssetBy(words), true;
    if (verb == "symbol") return DefineSymbolBy(words), true;
    if (verb == "tier") return DefineTierBy(words), true;
    if (verb == "account") return OpenAccountBy(words), true;
    if (verb == "change") return ChangeAccountBy(words), true;
    if (verb == "filters") return ChangeFiltersBy(words), true;
    if (verb == "mode") return SetModeBy(words), true;
    return false;
}

bool Statements::ExecuteOperation(std::string_view verb, Words& words) {
    if (verb == "on") {
        symbol_ = venue_.SymbolNamed(words.Take("a symbol"));
    } else if (verb == "snapshot") {
        venue_.Reload();
    } else if (verb == "continue") {
        venue_.Apply(MakeCommand<Continue>(kVenueAccount));
    } else if (verb == "settle" || verb == "release" || verb == "deposit" || verb == "withdraw") {
        Transfer(verb, words);
    } else {
        return false;
    }
    return true;
}

void Statements::ExecuteCustomer(AccountId account, Words& words) {
    if (words.TakeIf("cancels")) return CancelBy(account, words);
    if (words.TakeIf("amends")) return AmendBy(account, words);
    if (words.TakeIf("replaces")) return ReplaceBy(account, words);
    if (words.TakeIf("lists")) return PlaceListBy(account, words);
    auto command = MakeCommand<PlaceOrder>(account);
    command.instruction = InstructionBy(words);
    venue_.Apply(command);
}

void Statements::SimpleMarket() {
    for (const char* line :
         {"asset BTC",
          "asset USD",
          "symbol BTCUSD BTC USD",
          "account alice",
          "account bob",
          "account carol"}) {
        Execute(Words(line));
    }
    for (const char* name : {"alice", "bob", "carol"}) {
        Execute(Words(fmt::format("deposit {} 1000 BTC", name)));
        Execute(Words(fmt::format("deposit {} 100000 USD", name)));
    }
}

void Statements::DefineAssetBy(Words& words) {
    auto command = MakeCommand<DefineAsset>(kVenueAccount);
    command.definition.name = Name::From(words.Take("a name"));
    command.definition.decimals = static_cast<std::uint32_t>(words.TakeNumberOption("decimals", 0));
    venue_.Apply(command);
}

void Statements::DefineSymbolBy(Words& words) {
    auto command = MakeCommand<DefineSymbol>(kVenueAccount);
    SymbolDefinition& definition = command.definition;
    definition.name = Name::From(words.Take("a name"));
    definition.base = venue_.AssetNamed(words.Take("the base asset"));
    definition.quote = venue_.AssetNamed(words.Take("the quote asset"));
    definition.tick_size = words.TakeNumberOption("tick", 1);
    definition.price_decimals = static_cast<std::uint32_t>(words.TakeNumberOption("decimals", 0));
    definition.lot_size = words.TakeNumberOption("lot", 1);
    definition.reference_price = Price(words.TakeNumberOption("reference", 0));
    if (const auto mode = words.TakeOption("stp")) {
        definition.default_self_trade_prevention = ParseSelfTradePrevention(*mode);
    }
    definition.filters.price_max = Price(1'000'000);
    definition.filters.quantity_max = Quantity(1'000'000);
    definition.filters.max_orders = 0;
    definition.filters.max_algo_orders = 0;
    definition.filters.max_order_lists = 0;
    ReadFilters(words, definition.filters);
    venue_.Apply(command);
}

void Statements::DefineTierBy(Words& words) {
    auto command = MakeCommand<DefineFeeTier>(kVenueAccount);
    command.tier = FeeTierId(static_cast<std::uint32_t>(words.TakeNumber("a tier")));
    command.maker = Rate(words.TakeNumberOption("maker", 0));
    command.taker = Rate(words.TakeNumberOption("taker", 0));
    venue_.Apply(command);
}

void Statements::OpenAccountBy(Words& words) {
    const std::string name = words.Take("a name");
    auto command = MakeCommand<OpenAccount>(kVenueAccount);
    command.tier = FeeTierId(static_cast<std::uint32_t>(words.TakeNumberOption("tier", 0)));
    command.trade_group = static_cast<std::uint32_t>(words.TakeNumberOption("group", 0));
    venue_.Apply(command);
    venue_.NameAccount(name);
}

void Statements::ChangeAccountBy(Words& words) {
    auto command = MakeCommand<ChangeAccount>(kVenueAccount);
    command.account = venue_.AccountNamed(words.Take("an account"));
    command.tier = FeeTierId(static_cast<std::uint32_t>(words.TakeNumberOption("tier", 0)));
    command.trade_group = static_cast<std::uint32_t>(words.TakeNumberOption("group", 0));
    command.status = words.TakeIf("frozen") ? AccountStatus::kFrozen : AccountStatus::kActive;
    venue_.Apply(command);
}

void Statements::ChangeFiltersBy(Words& words) {
    auto command = MakeCommand<ChangeFilters>(kVenueAccount);
    command.symbol = symbol_;
    const Symbol* symbol = venue_.exchange().symbol(symbol_);
    if (symbol == nullptr) throw ScenarioError("no symbol is defined yet");
    command.filters = symbol->definition.filters;
    ReadFilters(words, command.filters);
    venue_.Apply(command);
}

void Statements::SetModeBy(Words& words) {
    auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
    command.symbol = symbol_;
    const std::string mode = words.Take("continuous, cancel-only or halted");
    if (mode == "continuous") command.mode = SymbolMode::kContinuous;
    if (mode == "cancel-only") command.mode = SymbolMode::kCancelOnly;
    if (mode == "halted") command.mode = SymbolMode::kHalted;
    venue_.Apply(command);
}

void Statements::Transfer(std::string_view verb, Words& words) {
    if (verb == "settle" || verb == "release") {
        auto settle = MakeCommand<SettleWithdrawal>(kVenueAccount);
        settle.withdrawal = WithdrawalId(static_cast<std::uint64_t>(words.TakeNumber("a number")));
        if (verb == "settle") return venue_.Apply(settle);
        auto release = MakeCommand<ReleaseWithdrawal>(kVenueAccount);
        release.withdrawal = settle.withdrawal;
        return venue_.Apply(release);
    }
    const AccountId account = venue_.AccountNamed(words.Take("an account"));
    const Amount amount(words.TakeNumber("an amount"));
    const AssetId asset = venue_.AssetNamed(words.Take("an asset"));
    auto deposit = MakeCommand<Deposit>(account);
    deposit.asset = asset;
    deposit.amount = amount;
    if (verb == "deposit") return venue_.Apply(deposit);
    auto reserve = MakeCommand<ReserveWithdrawal>(account);
    reserve.asset = asset;
    reserve.amount = amount;
    venue_.Apply(reserve);
}

OrderReference Statements::ReferenceBy(Words& words) const {
    return {symbol_, 0, venue_.OrderNamed(words.Take("an order")), {}};
}

void Statements::CancelBy(AccountId account, Words& words) {
    if (words.TakeIf("all")) {
        auto command = MakeCommand<CancelAllOrders>(account);
        command.symbol = symbol_;
        return venue_.Apply(command);
    }
    if (words.TakeIf("list")) {
        auto command = MakeCommand<CancelOrderList>(account);
        command.symbol = symbol_;
        command.list_client_id = ClientOrderId::From(words.Take("a list"));
        return venue_.Apply(command);
    }
    auto command = MakeCommand<CancelOrder>(account);
    command.reference = ReferenceBy(words);
    command.restriction = RestrictionBy(words);
    venue_.Apply(command);
}

// oco | oto | otoco, a name, and the legs behind colons.
void Statements::PlaceListBy(AccountId account, Words& words) {
    auto command = MakeCommand<PlaceOrderList>(account);
    const std::string kind = words.Take("oco, oto or otoco");
    if (kind == "oco") command.kind = OrderListKind::kOco;
    if (kind == "oto") command.kind = OrderListKind::kOto;
    if (kind == "otoco") command.kind = OrderListKind::kOtoco;
    command.list_client_id = ClientOrderId::From(words.Take("a name"));
    for (std::size_t leg = 0; words.TakeIf(":"); ++leg) {
        if (leg == kMaxListLegs) throw ScenarioError("a list has three legs at most");
        command.legs[leg] = InstructionBy(words);
    }
    venue_.Apply(command);
}

void Statements::AmendBy(AccountId account, Words& words) {
    auto command = MakeCommand<AmendOrder>(account);
    command.reference = ReferenceBy(words);
    if (!words.TakeIf("to")) throw ScenarioError("expected: amends ORDER to QUANTITY");
    command.quantity = Quantity(words.TakeNumber("a quantity"));
    command.client_order_id = ClientIdBy(words);
    venue_.Apply(command);
}

void Statements::ReplaceBy(AccountId account, Words& words) {
    auto command = MakeCommand<CancelReplaceOrder>(account);
    command.reference = ReferenceBy(words);
    command.restriction = RestrictionBy(words);
    const bool allows_failure = words.TakeIf("or-not");
    command.mode =
        allows_failure ? CancelReplaceMode::kAllowFailure : CancelReplaceMode::kStopOnFailure;
    if (!words.TakeIf("with")) throw ScenarioError("expected: replaces ORDER with …");
    command.instruction = InstructionBy(words);
    venue_.Apply(command);
}

OrderInstruction Statements::InstructionBy(Words& words) {
    OrderInstruction order;
    order.symbol = symbol_;
    order.side = ParseSide(words.Take("buys or sells"));
    if (words.TakeIf("for")) {
        order.quote_quantity = Amount(words.TakeNumber("an amount of the quote asset"));
    } else {
        order.quantity = Quantity(words.TakeNumber("a quantity"));
    }
    order.type = OrderType::kMarket;
    if (words.TakeIf("@")) {
        order.price = Price(words.TakeNumber("a price"));
        order.type = words.TakeIf("maker") ? OrderType::kLimitMaker : OrderType::kLimit;
    } else if (!words.TakeIf("at") || !words.TakeIf("market")) {
        throw ScenarioError("expected '@ PRICE' or 'at market'");
    }
    ReadStop(words, order);
    if (words.TakeIf("showing")) {
        order.conditions.iceberg_quantity = Quantity(words.TakeNumber("a quantity"));
    }
    if (words.TakeIf("ioc")) order.time_in_force = TimeInForce::kImmediateOrCancel;
    if (words.TakeIf("fok")) order.time_in_force = TimeInForce::kFillOrKill;
    order.self_trade_prevention =
        ParseSelfTradePrevention(words.TakeOption("stp").value_or("default"));
    order.client_order_id = ClientIdBy(words);
    return order;
}

}  // namespace bourse::scenarios
