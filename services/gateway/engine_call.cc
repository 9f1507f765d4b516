#include "services/gateway/engine_call.h"

#include <chrono>
#include <utility>

#include "services/gateway/order_report.h"

namespace bourse::gateway {

namespace {

Reply ReplyTo(const Answer& answer, const EngineCall& engine_call) {
    switch (answer.outcome) {
        case Answer::Outcome::kBusy:
            return Unexpected{BusyError()};
        case Answer::Outcome::kUnknown:
            return Unexpected{TimeoutError()};
        case Answer::Outcome::kApplied:
            if (answer.reason != RejectReason::kNone) {
                return Unexpected{ErrorOf(answer.reason, engine_call.action)};
            }
            return engine_call.on_applied(engine_call.call, answer.events);
    }
    CHECK(false);
}

}  // namespace

void SendCommand(const ApiContext& context, EngineCall engine_call, ReplyHandler reply) {
    const auto fresh = context.authenticator.CheckWindow(engine_call.call.window);
    if (!fresh) return reply(Unexpected{fresh.error()});
    const wire::Command command = engine_call.command;
    context.link.Send(
        command,
        std::chrono::steady_clock::now(),
        [engine_call = std::move(engine_call), reply = std::move(reply)](const Answer& answer) {
            reply(ReplyTo(answer, engine_call));
        }
    );
}

void CreditFirstFills(const ApiContext& context, std::span<const std::byte> events) {
    OrderId taker;  // of the last trade: the trades of one follow each other
    Timestamp now;
    wire::ForEachEvent(events, [&](const wire::EventView& event) {
        if (event.type() == EventType::kCommandApplied) now = event.As<CommandApplied>().timestamp;
        if (event.type() != EventType::kTradeExecuted) return;
        const auto& trade = event.As<TradeExecuted>();
        if (std::exchange(taker, trade.taker_order) != trade.taker_order) {
            context.throttle.OnFirstFill(trade.taker, market::Liquidity::kTaker, now);
        }
        const market::OrderView* maker = context.views.orders().Find(trade.maker_order);
        if (maker == nullptr) return;
        const bool is_first =
            trade.maker_open + trade.quantity + maker->prevented == maker->quantity;
        if (is_first) context.throttle.OnFirstFill(trade.maker, market::Liquidity::kMaker, now);
    });
}

}  // namespace bourse::gateway
