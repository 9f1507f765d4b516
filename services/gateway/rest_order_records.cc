#include "services/gateway/json_writer.h"
#include "services/gateway/rest_account.h"
#include "services/gateway/symbol_parameters.h"
#include "services/gateway/vocabulary.h"

namespace bourse::gateway {

namespace {

constexpr LimitRange kRowLimit{500, 1'000};

// Which of the caller's prevented matches on a symbol.
struct MatchSelection {
    std::optional<std::uint64_t> match, order, from;

    // By one match, or by an order and from there on.
    bool is_sound() const { return match.has_value() != order.has_value() && !(match && from); }
    bool Has(const market::SelfTradeRecord& record) const {
        if (match) return record.id.raw() == *match;
        const bool is_of_order =
            record.taker_order.raw() == *order || record.maker_order.raw() == *order;
        return is_of_order && record.id.raw() >= from.value_or(0);
    }
};

void WriteRecord(
    JsonWriter& json,
    const Call& call,
    const market::SymbolView& symbol,
    const market::SelfTradeRecord& record
) {
    const std::string_view name = symbol.symbol.definition.name.view();
    json.BeginObject().Key("symbol").String(name);
    json.Key("preventedMatchId").Number(record.id.raw());
    json.Key("takerOrderId").Number(record.taker_order.raw()).Key("makerSymbol").String(name);
    json.Key("makerOrderId").Number(record.maker_order.raw());
    json.Key("tradeGroupId");
    record.trade_group == 0 ? json.Number(-1) : json.Number(record.trade_group);
    json.Key("selfTradePreventionMode").String(WordOf(kSelfTradePreventions, record.mode));
    json.Key("price").Decimal(symbol.price, record.price.raw());
    if (record.taker_prevented != Quantity()) {
        json.Key("takerPreventedQuantity").Decimal(symbol.quantity, record.taker_prevented.raw());
    }
    if (record.maker_prevented != Quantity()) {
        json.Key("makerPreventedQuantity").Decimal(symbol.quantity, record.maker_prevented.raw());
    }
    json.Key("transactTime").Number(call.Time(record.time)).EndObject();
}

void WriteRecord(
    JsonWriter& json,
    const Call& call,
    const market::SymbolView& symbol,
    const market::Amendment& amendment
) {
    json.BeginObject().Key("symbol").String(symbol.symbol.definition.name.view());
    json.Key("orderId").Number(amendment.order.raw());
    json.Key("executionId").Number(amendment.execution_id);
    json.Key("origClientOrderId").String(amendment.client_order_id_before.view());
    json.Key("newClientOrderId").String(amendment.client_order_id.view());
    json.Key("origQty").Decimal(symbol.quantity, amendment.quantity_before.raw());
    json.Key("newQty").Decimal(symbol.quantity, amendment.quantity.raw());
    json.Key("time").Number(call.Time(amendment.time)).EndObject();
}

template <class T>
std::string WriteRecords(
    const Call& call, const market::SymbolView& symbol, const std::vector<T>& records
) {
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    for (const T& record : records) WriteRecord(json, call, symbol, record);
    json.EndArray();
    return body;
}

}  // namespace

Reply PreventedMatches(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    Parameters& parameters = call.parameters;
    const auto symbol = RequireSymbol(parameters, catalog);
    const MatchSelection selection{
        parameters.FindInteger("preventedMatchId"),
        parameters.FindInteger("orderId"),
        parameters.FindInteger("fromPreventedMatchId"),
    };
    const std::uint64_t limit = parameters.FindLimit("limit", kRowLimit);
    if (!selection.is_sound()) {
        parameters.Fail(
            Refuse(ErrorCode::kInvalidCombination, "Combination of optional parameters invalid.")
        );
    }
    if (const auto read = parameters.Finish(); !read) return Unexpected{read.error()};
    const auto records = context.views.self_trades().Select(
        call.account(),
        limit,
        [&](const market::SelfTradeRecord& record) {
            return record.symbol == *symbol && selection.Has(record);
        }
    );
    return WriteRecords(call, catalog.symbol(*symbol), records);
}

std::int64_t PreventedMatchesWeight(const Parameters& parameters) {
    return parameters.Peek("orderId") ? 20 : 2;
}

Reply OrderAmendments(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    Parameters& parameters = call.parameters;
    const auto symbol = RequireSymbol(parameters, catalog);
    parameters.Require("orderId");
    const auto order = parameters.FindInteger("orderId");
    const auto from = parameters.FindInteger("fromExecutionId");
    const std::uint64_t limit = parameters.FindLimit("limit", kRowLimit);
    if (const auto read = parameters.Finish(); !read) return Unexpected{read.error()};
    const auto records = context.views.amendments().Select(
        call.account(),
        limit,
        [&](const market::Amendment& amendment) {
            return amendment.symbol == *symbol && amendment.order.raw() == *order &&
                   amendment.execution_id >= from.value_or(0);
        }
    );
    return WriteRecords(call, catalog.symbol(*symbol), records);
}

}  // namespace bourse::gateway
