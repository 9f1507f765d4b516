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

// Finds first fills in a run of events and credits them.
class FirstFills {
public:
    explicit FirstFills(const ApiContext& context) : context_(context) {}

    void See(const wire::EventView& event) {
        if (event.type() == EventType::kCommandApplied) {
            now_ = event.As<CommandApplied>().timestamp;
        } else if (event.type() == EventType::kTradeExecuted) {
            Credit(event.As<TradeExecuted>());
        }
    }

private:
    void Credit(const TradeExecuted& trade) {
        if (std::exchange(taker_, trade.taker_order) != trade.taker_order) {
            context_.throttle.OnFirstFill(trade.taker, market::Liquidity::kTaker, now_);
        }
        const market::OrderView* maker = context_.views.orders().Find(trade.maker_order);
        if (maker == nullptr) return;
        const bool is_first =
            trade.maker_open + trade.quantity + maker->prevented == maker->quantity;
        if (is_first) context_.throttle.OnFirstFill(trade.maker, market::Liquidity::kMaker, now_);
    }

    const ApiContext& context_;
    OrderId taker_;  // of the last trade: the trades of one follow each other
    Timestamp now_;
};

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
    FirstFills first_fills(context);
    wire::ForEachEvent(events, [&](const wire::EventView& event) { first_fills.See(event); });
}

void CreditTriggeredFills(const ApiContext& context, std::span<const std::byte> events) {
    FirstFills first_fills(context);
    bool is_step = false;
    wire::ForEachEvent(events, [&](const wire::EventView& event) {
        if (event.type() == EventType::kCommandApplied) {
            is_step = event.As<CommandApplied>().command == CommandType::kContinue;
        }
        if (is_step) first_fills.See(event);
    });
}

}  // namespace bourse::gateway
