#include "services/gateway/user_events.h"

#include "services/gateway/json_writer.h"
#include "services/gateway/market_events.h"
#include "services/gateway/order_report.h"
#include "services/gateway/vocabulary.h"

namespace bourse::gateway {

namespace {

using market::ExecutionReport;
using market::ExecutionType;
using market::OrderView;

constexpr Named<ExecutionType> kExecutionTypes[] = {
    {"NEW", ExecutionType::kNew},
    {"CANCELED", ExecutionType::kCanceled},
    {"REPLACED", ExecutionType::kReplaced},
    {"TRADE", ExecutionType::kTrade},
    {"EXPIRED", ExecutionType::kExpired},
    {"TRADE_PREVENTION", ExecutionType::kTradePrevention},
};

constexpr Named<market::OrderListStep> kListSteps[] = {
    {"EXEC_STARTED", market::OrderListStep::kStarted},
    {"UPDATED", market::OrderListStep::kUpdated},
    {"ALL_DONE", market::OrderListStep::kCompleted},
};

// An execution report under way.
class ReportWriter {
public:
    ReportWriter(const UserEventContext& context, const ExecutionReport& report)
        : context_(context),
          report_(report),
          order_(report.order),
          symbol_(context.catalog.symbol(report.order.symbol)),
          json_(text_) {}

    std::string Write() {
        json_.BeginObject().Key("e").String("executionReport");
        Time("E", report_.time);
        json_.Key("s").String(symbol_.symbol.definition.name.view());
        WriteOrder();
        WriteStep();
        WriteState();
        WriteAsked();
        WriteConditions();
        json_.EndObject();
        return std::move(text_);
    }

private:
    void WriteOrder() {
        json_.Key("c").String(report_.client_order_id.view());
        json_.Key("S").String(WordOf(kSides, order_.side));
        json_.Key("o").String(WordOf(kOrderTypes, order_.type));
        json_.Key("f").String(WordOf(kTimesInForce, order_.time_in_force));
        Lots("q", order_.quantity);
        Price("p", order_.price);
        Price("P", order_.conditions.stop_price);
        Lots("F", order_.conditions.iceberg_quantity);
        json_.Key("g").Number(ListNumber(order_.order_list));
        json_.Key("C").String(report_.original_client_order_id.view());
    }
    void WriteStep() {
        const bool is_trade = report_.type == ExecutionType::kTrade;
        const market::AccountTrade& fill = report_.fill;
        json_.Key("x").String(WordOf(kExecutionTypes, report_.type));
        json_.Key("X").String(WordOf(kOrderStatuses, order_.status));
        json_.Key("r").String("NONE");
        json_.Key("i").Number(order_.id.raw());
        Lots("l", fill.quantity);
        Lots("z", order_.executed);
        Price("L", fill.price);
        json_.Key("n");
        if (is_trade) {
            const AssetDefinition& asset = context_.catalog.asset(fill.commission_asset);
            json_.Decimal(AmountScale(asset), fill.commission.raw());
            json_.Key("N").String(asset.name.view());
        } else {
            json_.String("0").Key("N").Null();
        }
        Time("T", report_.time);
        json_.Key("t").Number(is_trade ? static_cast<std::int64_t>(fill.trade.raw()) : -1);
        json_.Key("I").Number(report_.execution_id);
    }
    void WriteState() {
        const bool is_maker = report_.type == ExecutionType::kTrade &&
                              report_.fill.liquidity == market::Liquidity::kMaker;
        const bool is_taker = report_.type == ExecutionType::kTrade && !is_maker;
        const bool is_working = market::IsOpen(order_.status) && order_.working_time != Timestamp();
        json_.Key("w").Bool(is_working && !is_taker);
        json_.Key("m").Bool(is_maker);
        json_.Key("M").Bool(report_.type == ExecutionType::kTrade);
        Time("O", order_.time);
        Quote("Z", order_.cumulative_quote);
        Quote("Y", report_.fill.notional);
        Quote("Q", order_.quote_quantity);
        if (order_.working_time != Timestamp()) Time("W", order_.working_time);
        json_.Key("V").String(WordOf(kSelfTradePreventions, order_.self_trade_prevention));
    }
    void WriteAsked() {
        const OrderConditions& conditions = order_.conditions;
        if (conditions.trailing_delta != 0) {
            json_.Key("d").Number(conditions.trailing_delta);
            if (order_.trailing_time != Timestamp()) Time("D", order_.trailing_time);
        }
        if (conditions.strategy_id != 0) json_.Key("j").Number(conditions.strategy_id);
        if (conditions.strategy_type != 0) json_.Key("J").Number(conditions.strategy_type);
        if (conditions.peg_price == PegPrice::kNone) return;
        json_.Key("gP").String(WordOf(kPegPrices, conditions.peg_price));
        if (conditions.peg_offset_levels != 0) {
            json_.Key("gOT").String("PRICE_LEVEL");
            json_.Key("gOV").Number(conditions.peg_offset_levels);
        }
        if (order_.working_time != Timestamp()) Price("gp", order_.price);
    }
    void WriteConditions() {
        if (order_.trade_group != 0) json_.Key("u").Number(order_.trade_group);
        if (order_.prevented_match != PreventedMatchId()) {
            json_.Key("v").Number(order_.prevented_match.raw());
            Lots("A", order_.prevented);
        }
        if (report_.type == ExecutionType::kTradePrevention) {
            Lots("B", report_.prevented.quantity);
            json_.Key("U").Number(report_.prevented.counter_order.raw());
            json_.Key("Cs").String(symbol_.symbol.definition.name.view());
            Lots("pl", report_.prevented.quantity);
            Price("pL", report_.prevented.price);
            Quote("pY", report_.prevented.notional);
        }
        const std::string_view reason = WordOf(kExpiryReasons, order_.expiry_reason);
        if (report_.type == ExecutionType::kExpired && !reason.empty()) {
            json_.Key("eR").String(reason);
        }
    }

    void Time(std::string_view key, Timestamp time) {
        json_.Key(key).Number(InUnit(time, context_.unit));
    }
    void Price(std::string_view key, bourse::Price price) {
        json_.Key(key).Decimal(symbol_.price, price.raw());
    }
    void Lots(std::string_view key, Quantity quantity) {
        json_.Key(key).Decimal(symbol_.quantity, quantity.raw());
    }
    void Quote(std::string_view key, Amount amount) {
        json_.Key(key).Decimal(symbol_.quote_amount, amount.raw());
    }

    const UserEventContext& context_;
    const ExecutionReport& report_;
    const OrderView& order_;
    const market::SymbolView& symbol_;
    std::string text_;
    JsonWriter json_;
};

// {"e":"<name>","E":<time>}
std::string BareEvent(std::string_view name, const EventTime& when) {
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key("e").String(name);
    json.Key("E").Number(InUnit(when.time, when.unit)).EndObject();
    return text;
}

}  // namespace

std::string ExecutionReportEvent(
    const UserEventContext& context, const market::ExecutionReport& report
) {
    return ReportWriter(context, report).Write();
}

std::string ListStatusEvent(
    const UserEventContext& context, const market::OrderListReport& report
) {
    const market::OrderListView& list = report.list;
    const std::string_view symbol =
        context.catalog.symbol(list.symbol).symbol.definition.name.view();
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key("e").String("listStatus");
    json.Key("E").Number(InUnit(report.time, context.unit)).Key("s").String(symbol);
    json.Key("g").Number(list.id.raw()).Key("c").String(ContingencyOf(list.kind));
    json.Key("l").String(WordOf(kListSteps, report.step));
    json.Key("L").String(list.is_open() ? "EXECUTING" : "ALL_DONE").Key("r").String("NONE");
    json.Key("C").String(list.list_client_id.view());
    json.Key("T").Number(InUnit(report.time, context.unit)).Key("O").BeginArray();
    for (const auto& leg : std::span(list.legs).first(list.leg_count)) {
        json.BeginObject().Key("s").String(symbol).Key("i").Number(leg.order.raw());
        json.Key("c").String(leg.client_order_id.view()).EndObject();
    }
    json.EndArray().EndObject();
    return text;
}

std::string AccountPositionEvent(
    const UserEventContext& context, const std::vector<market::Balance>& balances
) {
    std::string text;
    JsonWriter json(text);
    const std::int64_t time = InUnit(context.time, context.unit);
    json.BeginObject().Key("e").String("outboundAccountPosition");
    json.Key("E").Number(time).Key("u").Number(time).Key("B").BeginArray();
    for (const market::Balance& balance : balances) {
        const AssetDefinition& asset = context.catalog.asset(balance.asset);
        json.BeginObject().Key("a").String(asset.name.view());
        json.Key("f").Decimal(AmountScale(asset), balance.available.raw());
        json.Key("l").Decimal(AmountScale(asset), balance.held.raw()).EndObject();
    }
    json.EndArray().EndObject();
    return text;
}

std::string BalanceUpdateEvent(const UserEventContext& context, const BalanceChange& change) {
    std::string text;
    JsonWriter json(text);
    const std::int64_t time = InUnit(context.time, context.unit);
    const AssetDefinition& asset = context.catalog.asset(change.asset);
    json.BeginObject().Key("e").String("balanceUpdate").Key("E").Number(time);
    json.Key("a").String(asset.name.view());
    json.Key("d").Decimal(AmountScale(asset), change.amount.raw());
    json.Key("T").Number(time).EndObject();
    return text;
}

std::string StreamTerminatedEvent(const EventTime& when) {
    return BareEvent("eventStreamTerminated", when);
}

std::string ServerShutdownEvent(const EventTime& when) { return BareEvent("serverShutdown", when); }

std::string ListenKeyExpiredEvent(const EventTime& when, std::string_view listen_key) {
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key("e").String("listenKeyExpired");
    json.Key("E").Number(InUnit(when.time, when.unit));
    json.Key("listenKey").String(listen_key).EndObject();
    return text;
}

}  // namespace bourse::gateway
