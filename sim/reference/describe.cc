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

void WriteBody(std::ostream& out, const wire::Command& command) {
    switch (command.header().type) {
        case CommandType::kPlaceOrder:
            out << " PlaceOrder";
            return Write(out, command.As<PlaceOrder>().instruction);
        case CommandType::kCancelOrder: {
            const auto& c = command.As<CancelOrder>();
            out << " CancelOrder";
            Write(out, c.reference);
            return Fields(out, "cancel_id", c.cancel_id, "restriction", c.restriction);
        }
        case CommandType::kCancelAllOrders: {
            const auto& c = command.As<CancelAllOrders>();
            out << " CancelAllOrders";
            return Fields(out, "symbol", c.symbol, "cancel_id", c.cancel_id);
        }
        case CommandType::kCancelReplaceOrder: {
            const auto& c = command.As<CancelReplaceOrder>();
            out << " CancelReplaceOrder";
            Write(out, c.reference);
            Fields(out, "cancel_id", c.cancel_id, "mode", c.mode, "restriction", c.restriction);
            return Write(out, c.instruction);
        }
        case CommandType::kAmendOrder: {
            const auto& c = command.As<AmendOrder>();
            out << " AmendOrder";
            Write(out, c.reference);
            return Fields(out, "quantity", c.quantity, "new_client_order_id", c.client_order_id);
        }
        case CommandType::kDeposit: {
            const auto& c = command.As<Deposit>();
            out << " Deposit";
            return Fields(out, "asset", c.asset, "amount", c.amount);
        }
        case CommandType::kReserveWithdrawal: {
            const auto& c = command.As<ReserveWithdrawal>();
            out << " ReserveWithdrawal";
            return Fields(out, "asset", c.asset, "amount", c.amount);
        }
        case CommandType::kSettleWithdrawal:
            out << " SettleWithdrawal";
            return Fields(out, "withdrawal", command.As<SettleWithdrawal>().withdrawal);
        case CommandType::kReleaseWithdrawal:
            out << " ReleaseWithdrawal";
            return Fields(out, "withdrawal", command.As<ReleaseWithdrawal>().withdrawal);
        case CommandType::kDefineAsset: {
            const auto& d = command.As<DefineAsset>().definition;
            out << " DefineAsset";
            return Fields(out, "name", d.name, "decimals", d.decimals);
        }
        case CommandType::kDefineSymbol:
            out << " DefineSymbol";
            return Write(out, command.As<DefineSymbol>().definition);
        case CommandType::kChangeFilters: {
            const auto& c = command.As<ChangeFilters>();
            out << " ChangeFilters";
            Fields(out, "symbol", c.symbol);
            return Write(out, c.filters);
        }
        case CommandType::kSetSymbolMode: {
            const auto& c = command.As<SetSymbolMode>();
            out << " SetSymbolMode";
            return Fields(out, "symbol", c.symbol, "mode", c.mode);
        }
        case CommandType::kDefineFeeTier: {
            const auto& c = command.As<DefineFeeTier>();
            out << " DefineFeeTier";
            return Fields(out, "tier", c.tier, "maker", c.maker, "taker", c.taker);
        }
        case CommandType::kOpenAccount: {
            const auto& c = command.As<OpenAccount>();
            out << " OpenAccount";
            return Fields(out, "tier", c.tier, "trade_group", c.trade_group);
        }
        case CommandType::kChangeAccount: {
            const auto& c = command.As<ChangeAccount>();
            out << " ChangeAccount";
            Fields(out, "account", c.account, "tier", c.tier, "trade_group", c.trade_group);
            return Fields(out, "status", c.status);
        }
        case CommandType::kContinue:
            out << " Continue";
            return;
    }
    out << " type " << static_cast<int>(command.header().type);
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
        WriteBody(out, command);
    }
    return out.str();
}

}  // namespace bourse::reference
