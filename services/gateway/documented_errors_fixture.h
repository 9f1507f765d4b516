// DocumentedErrors: expects errors of calls over REST and, where there is one, the WebSocket API of
// a whole gateway, for tests. Clients match these texts, so they are compared to the letter.
#pragma once

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>

#include "services/gateway/api_client_fixture.h"

namespace bourse::gateway {

using std::string_literals::operator""s;

struct Documented {
    std::string_view method, path, parameters;
    int code;
    std::string message;  // as JSON has it
    int status = 400;
    std::string_view user = "alice";
};

inline TestMarket StrictMarket() {
    TestMarket market;
    SymbolDefinition& symbol = market.symbol;
    symbol.allowed_self_trade_prevention = 0x3E;  // all but TRANSFER
    symbol.reference_price = Price(2'000'000);
    symbol.filters.notional_min = Amount(5'00000000);
    symbol.filters.market_quantity_max = Quantity(50'000'000);
    symbol.filters.bid_multiplier_up = symbol.filters.ask_multiplier_up = 50'000;
    symbol.filters.bid_multiplier_down = symbol.filters.ask_multiplier_down = 2'000;
    symbol.filters.max_orders = 3;
    symbol.filters.max_order_amends = 1;
    symbol.filters.max_algo_orders = 1;
    market.base = Amount(10'00000000);
    market.quote = Amount(1'000'000'00000000);
    return market;
}

inline std::string Missing(std::string_view name) {
    return "Mandatory parameter '"s.append(name).append(
        "' was not sent, was empty/null, or malformed."
    );
}

inline const std::string kLimit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&";
inline const std::string kMarket = "symbol=BTCUSDT&side=BUY&type=MARKET&";

class DocumentedErrors : public ApiClientFixture {
protected:
    explicit DocumentedErrors(const ThrottleLimits& limits = {.weight_per_minute = 1'000'000})
        : ApiClientFixture(StrictMarket(), limits) {}

    void Expect(const Documented& error) {
        for (const Transport transport : {Transport::kRest, Transport::kSocket}) {
            const Operation* operation = FindOperation(error.method, error.path);
            const bool has_method = operation != nullptr && !operation->socket_method.empty();
            if (transport == Transport::kSocket && !has_method) continue;
            const ApiAnswer answer =
                Send(transport, {error.method, error.path, error.parameters, error.user});
            const bool is_rest = transport == Transport::kRest;
            const std::string text =
                "{\"code\":" + std::to_string(error.code) + ",\"msg\":\"" + error.message + "\"";
            SCOPED_TRACE(
                std::string(is_rest ? error.path : operation->socket_method) + "?" +
                std::string(error.parameters)
            );
            EXPECT_EQ(answer.status, error.status) << answer.text;
            EXPECT_TRUE(answer.Has((is_rest ? "" : R"("error":)") + text)) << answer.text;
        }
    }
    // Of a new order.
    struct OfPlacing {
        std::string parameters;
        int code;
        std::string message;
    };
    void Expect(const OfPlacing& error) {
        Expect({"POST", "/api/v3/order", error.parameters, error.code, error.message});
    }
    void ExpectAll(std::span<const OfPlacing> errors) {
        for (const OfPlacing& error : errors) Expect(error);
    }
    void ExpectAll(std::span<const Documented> errors) {
        for (const Documented& error : errors) Expect(error);
    }
    // Done when a query shows it.
    void Operate(const wire::Command& command, const ApiCall& query, std::string_view shown) {
        Submit(command);
        while (!Rest(query).Has(shown)) {
        }
    }
    void SetMode(SymbolMode mode, std::string_view status) {
        auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
        command.mode = mode;
        Operate(wire::Command(command), {"GET", "/api/v3/exchangeInfo", ""}, status);
    }
    // The orders that queries and cancels find: alice's 1 (m1) rests, her 2 (m2) is partly filled.
    void PlaceOrders() {
        for (const std::string_view id : {"m1", "m2"}) {
            const std::string order =
                "symbol=BTCUSDT&side=SELL&type=LIMIT_MAKER&quantity=1&price="s +
                (id == "m1" ? "30000" : "29000") + "&newClientOrderId=" + std::string(id);
            Done({"POST", "/api/v3/order", order});
        }
        const std::string_view taker = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.5";
        Done({"POST", "/api/v3/order", taker, "bob"});
    }
};

}  // namespace bourse::gateway
