#include "sim/reference/describe.h"

#include <sstream>
#include <string_view>
#include <type_traits>

namespace bourse::reference {

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

void Write(std::ostream& out, const OrderInstruction& i) {
    Fields(out, "symbol", i.symbol, "side", i.side, "type", i.type, "tif", i.time_in_force);
    Fields(out, "stp", i.self_trade_prevention, "price", i.price, "quantity", i.quantity);
    Fields(out, "quote_quantity", i.quote_quantity, "client_order_id", i.client_order_id);
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
}
void Write(std::ostream& out, const SymbolDefinition& d) {
    Fields(out, "name", d.name, "base", d.base, "quote", d.quote, "tick_size", d.tick_size);
    Fields(out, "price_decimals", d.price_decimals, "lot_size", d.lot_size);
    Fields(out, "default_stp", d.default_self_trade_prevention);
    Fields(out, "allowed_stp", int{d.allowed_self_trade_prevention});
    Fields(out, "reference_price", d.reference_price);
    Write(out, d.filters);
}

void Write(std::ostream& out, const PlaceOrder& c) {
    out << " PlaceOrder";
    Write(out, c.instruction);
}
void Write(std::ostream& out, const CancelOrder& c) {
    out << " CancelOrder";
    Write(out, c.reference);
    Fields(out, "cancel_id", c.cancel_id, "restriction", c.restriction);
}
void Write(std::ostream& out, const CancelAllOrders& c) {
    out << " CancelAllOrders";
    Fields(out, "symbol", c.symbol, "cancel_id", c.cancel_id);
}
void Write(std::ostream& out, const CancelReplaceOrder& c) {
    out << " CancelReplaceOrder";
    Write(out, c.reference);
    Fields(out, "cancel_id", c.cancel_id, "mode", c.mode, "restriction", c.restriction);
    Write(out, c.instruction);
}
void Write(std::ostream& out, const AmendOrder& c) {
    out << " AmendOrder";
    Write(out, c.reference);
    Fields(out, "quantity", c.quantity, "new_client_order_id", c.client_order_id);
}
void Write(std::ostream& out, const Deposit& c) {
    out << " Deposit";
    Fields(out, "asset", c.asset, "amount", c.amount);
}
void Write(std::ostream& out, const ReserveWithdrawal& c) {
    out << " ReserveWithdrawal";
    Fields(out, "asset", c.asset, "amount", c.amount);
}
void Write(std::ostream& out, const SettleWithdrawal& c) {
    out << " SettleWithdrawal";
    Fields(out, "withdrawal", c.withdrawal);
}
void Write(std::ostream& out, const ReleaseWithdrawal& c) {
    out << " ReleaseWithdrawal";
    Fields(out, "withdrawal", c.withdrawal);
}
void Write(std::ostream& out, const DefineAsset& c) {
    out << " DefineAsset";
    Fields(out, "name", c.definition.name, "decimals", c.definition.decimals);
}
void Write(std::ostream& out, const DefineSymbol& c) {
    out << " DefineSymbol";
    Write(out, c.definition);
}
void Write(std::ostream& out, const ChangeFilters& c) {
    out << " ChangeFilters";
    Fields(out, "symbol", c.symbol);
    Write(out, c.filters);
}
void Write(std::ostream& out, const SetSymbolMode& c) {
    out << " SetSymbolMode";
    Fields(out, "symbol", c.symbol, "mode", c.mode);
}
void Write(std::ostream& out, const DefineFeeTier& c) {
    out << " DefineFeeTier";
    Fields(out, "tier", c.tier, "maker", c.maker, "taker", c.taker);
}
void Write(std::ostream& out, const OpenAccount& c) {
    out << " OpenAccount";
    Fields(out, "tier", c.tier, "trade_group", c.trade_group);
}
void Write(std::ostream& out, const ChangeAccount& c) {
    out << " ChangeAccount";
    Fields(out, "account", c.account, "tier", c.tier, "trade_group", c.trade_group);
    Fields(out, "status", c.status);
}
void Write(std::ostream& out, const Continue&) { out << " Continue"; }

// Writes the command as the one of these types that it is.
template <class... Commands>
void WriteAs(std::ostream& out, const wire::Command& command) {
    const auto write = [&]<class T>(const T*) {
        if (command.header().type == T::kType) Write(out, command.As<T>());
    };
    (write(static_cast<const Commands*>(nullptr)), ...);
}

}  // namespace

std::string Describe(const wire::Command& command) {
    std::ostringstream out;
    const CommandHeader& header = command.header();
    out << "account " << header.account.raw();
    if (header.session != kNoSession) {
        Fields(out, "session", header.session, "number", header.number, "key", header.key);
    }
    if (wire::CommandSize(header.type) != header.size) {
        Fields(out, "size", header.size, "type", header.type);
    } else {
        WriteAs<
            PlaceOrder,
            CancelOrder,
            CancelAllOrders,
            CancelReplaceOrder,
            AmendOrder,
            Deposit,
            ReserveWithdrawal,
            SettleWithdrawal,
            ReleaseWithdrawal,
            DefineAsset,
            DefineSymbol,
            ChangeFilters,
            SetSymbolMode,
            DefineFeeTier,
            OpenAccount,
            ChangeAccount,
            Continue>(out, command);
    }
    return out.str();
}

}  // namespace bourse::reference
