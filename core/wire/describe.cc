#include "core/wire/describe.h"

#include <sstream>
#include <string_view>
#include <type_traits>

namespace bourse::wire {

namespace {

std::ostream& operator<<(std::ostream& out, const ClientOrderId& id) {
    if (id.length <= ClientOrderId::kMaxLength) return out << '"' << id.view() << '"';
    return out << "(length " << int{id.length} << ')';
}
std::ostream& operator<<(std::ostream& out, const Name& name) { return out << name.view(); }
template <class Tag, class Rep>
std::ostream& operator<<(std::ostream& out, const Strong<Tag, Rep>& value) {
    return out << value.raw();
}

template <class T>
void Write(std::ostream& out, const T& value) {
    if constexpr (std::is_enum_v<T>) {
        out << static_cast<int>(value);
    } else {
        out << value;
    }
}

// Fields(out, "price", event.price, "quantity", event.quantity …)
void Fields(std::ostream&) {}
template <class T, class... Rest>
void Fields(std::ostream& out, std::string_view name, const T& value, const Rest&... rest) {
    out << ' ' << name << '=';
    Write(out, value);
    Fields(out, rest...);
}

// Most orders have none.
void Write(std::ostream& out, const OrderConditions& c) {
    if (c.stop_price.raw() != 0) Fields(out, "stop_price", c.stop_price);
    if (c.trailing_delta != 0) Fields(out, "trailing_delta", c.trailing_delta);
    if (c.iceberg_quantity.raw() != 0) Fields(out, "iceberg_quantity", c.iceberg_quantity);
    if (c.peg_price != PegPrice::kNone || c.peg_offset_levels != 0) {
        Fields(out, "peg_price", c.peg_price, "peg_offset_levels", int{c.peg_offset_levels});
    }
    if (c.strategy_id != 0 || c.strategy_type != 0) {
        Fields(out, "strategy_id", c.strategy_id, "strategy_type", c.strategy_type);
    }
}
void Write(std::ostream& out, const OrderInstruction& i) {
    Fields(out, "symbol", i.symbol, "side", i.side, "type", i.type, "tif", i.time_in_force);
    Fields(out, "stp", i.self_trade_prevention, "price", i.price, "quantity", i.quantity);
    Fields(out, "quote_quantity", i.quote_quantity, "client_order_id", i.client_order_id);
    Write(out, i.conditions);
}
void Write(std::ostream& out, const OrderReference& r) {
    Fields(out, "symbol", r.symbol, "order", r.order, "client_order_id", r.client_order_id);
}
void Write(std::ostream& out, const SymbolFilters& f) {
    Fields(out, "price_min", f.price_min, "price_max", f.price_max);
    Fields(out, "quantity_min", f.quantity_min, "quantity_max", f.quantity_max);
    Fields(out, "market_min", f.market_quantity_min, "market_max", f.market_quantity_max);
    Fields(out, "notional_min", f.notional_min, "notional_max", f.notional_max);
    Fields(out, "bid_up", f.bid_multiplier_up, "bid_down", f.bid_multiplier_down);
    Fields(out, "ask_up", f.ask_multiplier_up, "ask_down", f.ask_multiplier_down);
    Fields(out, "max_orders", f.max_orders, "max_order_amends", f.max_order_amends);
    Fields(out, "trailing_above_min", f.trailing_above_min);
    Fields(out, "trailing_above_max", f.trailing_above_max);
    Fields(out, "trailing_below_min", f.trailing_below_min);
    Fields(out, "trailing_below_max", f.trailing_below_max);
    Fields(out, "iceberg_parts", f.iceberg_parts, "max_algo_orders", f.max_algo_orders);
    Fields(out, "max_iceberg_orders", f.max_iceberg_orders, "max_order_lists", f.max_order_lists);
    Fields(out, "position_max", f.position_max);
}
void Write(std::ostream& out, const SymbolDefinition& d) {
    Fields(out, "name", d.name, "base", d.base, "quote", d.quote, "tick_size", d.tick_size);
    Fields(out, "price_decimals", d.price_decimals, "lot_size", d.lot_size);
    Fields(out, "default_stp", d.default_self_trade_prevention);
    Fields(out, "allowed_stp", int{d.allowed_self_trade_prevention});
    Fields(out, "reference_price", d.reference_price);
    Write(out, d.filters);
}

void Write(std::ostream& out, const PlaceOrder& c) { Write(out, c.instruction); }
void Write(std::ostream& out, const CancelOrder& c) {
    Write(out, c.reference);
    Fields(out, "cancel_id", c.cancel_id, "restriction", c.restriction);
}
void Write(std::ostream& out, const CancelAllOrders& c) {
    Fields(out, "symbol", c.symbol, "cancel_id", c.cancel_id);
}
void Write(std::ostream& out, const CancelReplaceOrder& c) {
    Write(out, c.reference);
    Fields(out, "cancel_id", c.cancel_id, "mode", c.mode, "restriction", c.restriction);
    Write(out, c.instruction);
}
void Write(std::ostream& out, const AmendOrder& c) {
    Write(out, c.reference);
    Fields(out, "quantity", c.quantity, "new_client_order_id", c.client_order_id);
}
void Write(std::ostream& out, const PlaceOrderList& c) {
    Fields(out, "kind", c.kind, "list_client_id", c.list_client_id);
    for (const OrderInstruction& leg : c.legs) {
        out << " leg";
        Write(out, leg);
    }
}
void Write(std::ostream& out, const CancelOrderList& c) {
    Fields(out, "symbol", c.symbol, "list", c.list, "list_client_id", c.list_client_id);
    Fields(out, "cancel_id", c.cancel_id);
}
void Write(std::ostream& out, const Deposit& c) {
    Fields(out, "asset", c.asset, "amount", c.amount);
}
void Write(std::ostream& out, const ReserveWithdrawal& c) {
    Fields(out, "asset", c.asset, "amount", c.amount);
}
void Write(std::ostream& out, const SettleWithdrawal& c) {
    Fields(out, "withdrawal", c.withdrawal);
}
void Write(std::ostream& out, const ReleaseWithdrawal& c) {
    Fields(out, "withdrawal", c.withdrawal);
}
void Write(std::ostream& out, const DefineAsset& c) {
    Fields(out, "name", c.definition.name, "decimals", c.definition.decimals);
}
void Write(std::ostream& out, const DefineSymbol& c) { Write(out, c.definition); }
void Write(std::ostream& out, const ChangeFilters& c) {
    Fields(out, "symbol", c.symbol);
    Write(out, c.filters);
}
void Write(std::ostream& out, const SetSymbolMode& c) {
    Fields(out, "symbol", c.symbol, "mode", c.mode);
}
void Write(std::ostream& out, const DefineFeeTier& c) {
    Fields(out, "tier", c.tier, "maker", c.maker, "taker", c.taker);
}
void Write(std::ostream& out, const OpenAccount& c) {
    Fields(out, "tier", c.tier, "trade_group", c.trade_group);
}
void Write(std::ostream& out, const ChangeAccount& c) {
    Fields(out, "account", c.account, "tier", c.tier, "trade_group", c.trade_group);
    Fields(out, "status", c.status);
}
void Write(std::ostream&, const Continue&) {}

}  // namespace

std::string_view NameOf(CommandType type) {
    switch (type) {
        case CommandType::kPlaceOrder:
            return "PlaceOrder";
        case CommandType::kCancelOrder:
            return "CancelOrder";
        case CommandType::kCancelAllOrders:
            return "CancelAllOrders";
        case CommandType::kCancelReplaceOrder:
            return "CancelReplaceOrder";
        case CommandType::kAmendOrder:
            return "AmendOrder";
        case CommandType::kPlaceOrderList:
            return "PlaceOrderList";
        case CommandType::kCancelOrderList:
            return "CancelOrderList";
        case CommandType::kDeposit:
            return "Deposit";
        case CommandType::kReserveWithdrawal:
            return "ReserveWithdrawal";
        case CommandType::kSettleWithdrawal:
            return "SettleWithdrawal";
        case CommandType::kReleaseWithdrawal:
            return "ReleaseWithdrawal";
        case CommandType::kDefineAsset:
            return "DefineAsset";
        case CommandType::kDefineSymbol:
            return "DefineSymbol";
        case CommandType::kChangeFilters:
            return "ChangeFilters";
        case CommandType::kSetSymbolMode:
            return "SetSymbolMode";
        case CommandType::kDefineFeeTier:
            return "DefineFeeTier";
        case CommandType::kOpenAccount:
            return "OpenAccount";
        case CommandType::kChangeAccount:
            return "ChangeAccount";
        case CommandType::kContinue:
            return "Continue";
    }
    return "Unknown";
}

std::string Describe(const Command& command) {
    std::ostringstream out;
    const CommandHeader& header = command.header();
    out << "account " << header.account.raw();
    if (header.session != kNoSession) {
        Fields(out, "session", header.session, "number", header.number, "key", header.key);
    }
    if (CommandSize(header.type) != header.size) {
        Fields(out, "size", header.size, "type", header.type);
    } else {
        out << ' ' << NameOf(header.type);
        ForEachType(AllCommands{}, [&]<class T>() {
            if (header.type == T::kType) Write(out, command.As<T>());
        });
    }
    return out.str();
}

}  // namespace bourse::wire
