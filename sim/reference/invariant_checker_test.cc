// The positive controls of InvariantChecker: a true stream breaks nothing, and each doctored one
// breaks the invariant that it is made for.
#include "sim/reference/invariant_checker.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>

#include "sim/reference/command_generator.h"
#include "sim/reference/reference_exchange.h"

namespace bourse::reference {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr std::uint64_t kWarmUp = 2'000;
constexpr std::uint64_t kCommands = 30'000;

using Bytes = std::vector<std::byte>;

constexpr Price kHighest{100'000};

// Changes the events of one command; false when there is nothing there to change.
using Doctor = std::function<bool(Bytes& events)>;

// Calls change(T&) on the first event of type T for which it answers true.
template <class T>
bool ChangeFirst(Bytes& events, const std::function<bool(T&)>& change) {
    for (std::size_t at = 0; at < events.size();) {
        EventHeader header;
        std::memcpy(&header, events.data() + at, sizeof header);
        if (header.type == T::kType) {
            T event;
            std::memcpy(&event, events.data() + at, sizeof event);
            if (change(event)) {
                std::memcpy(events.data() + at, &event, sizeof event);
                return true;
            }
        }
        at += header.size;
    }
    return false;
}

template <class T>
Doctor Change(void (*change)(T&)) {
    return [change](Bytes& events) {
        return ChangeFirst<T>(events, [change](T& event) {
            change(event);
            return true;
        });
    };
}

template <class T>
Doctor Drop() {
    return [](Bytes& events) {
        for (std::size_t at = 0; at < events.size();) {
            EventHeader header;
            std::memcpy(&header, events.data() + at, sizeof header);
            const auto first = events.begin() + static_cast<std::ptrdiff_t>(at);
            if (header.type == T::kType) {
                events.erase(first, first + header.size);
                return true;
            }
            at += header.size;
        }
        return false;
    };
}

// Of an order that rests.
Doctor CancelsTooMuch() {
    return [](Bytes& events) {
        return ChangeFirst<OrderCanceled>(events, [](OrderCanceled& event) {
            event.quantity += Quantity{1};
            return event.update_id != UpdateId{0};
        });
    };
}

Doctor ShowsTooMuch() {
    return [](Bytes& events) {
        return ChangeFirst<OrderRested>(events, [](OrderRested& event) {
            if (event.hidden == Quantity{0}) return false;
            event.quantity += event.hidden;
            event.hidden = Quantity{0};
            return true;
        });
    };
}

// A list that ends when it begins.
Doctor ListEndsTooEarly() {
    return [](Bytes& events) {
        OrderListCompleted completed;
        const bool found =
            ChangeFirst<OrderListAccepted>(events, [&completed](OrderListAccepted& event) {
                completed.order_list = event.order_list;
                return true;
            });
        if (!found) return false;
        completed.header.size = sizeof completed;
        completed.header.type = OrderListCompleted::kType;
        const auto* bytes = reinterpret_cast<const std::byte*>(&completed);
        events.insert(events.end(), bytes, bytes + sizeof completed);
        return true;
    };
}

// A stop order that is triggered in the command that places it.
Doctor TriggersWithoutATrade() {
    return [](Bytes& events) {
        OrderAccepted accepted;
        const bool found = ChangeFirst<OrderAccepted>(events, [&accepted](OrderAccepted& event) {
            accepted = event;
            return event.phase == OrderPhase::kUntriggered;
        });
        if (!found) return false;
        OrderTriggered triggered;
        triggered.header.size = sizeof triggered;
        triggered.header.type = OrderTriggered::kType;
        triggered.order = accepted.order;
        triggered.account = accepted.account;
        triggered.symbol = accepted.symbol;
        triggered.side = accepted.side;
        triggered.type = Triggered(accepted.type);
        triggered.price = accepted.price;
        triggered.quantity = accepted.quantity;
        const auto* bytes = reinterpret_cast<const std::byte*>(&triggered);
        events.insert(events.end(), bytes, bytes + sizeof triggered);
        return true;
    };
}

// What the checker finds broken first when a stream is doctored once.
std::set<std::string> BrokenBy(const Doctor& doctor) {
    ReferenceExchange exchange;
    CommandGenerator generator(kSeed, WeightsOf(kSeed));
    InvariantChecker checker;
    wire::ByteBuffer events;
    for (std::uint64_t i = 1; i <= kCommands; ++i) {
        const wire::Command command = generator.Next(PendingWork::kNone);
        events.Clear();
        exchange.Apply(command, Sequence{i}, Timestamp{static_cast<std::int64_t>(i)}, events);
        generator.Observe(events.bytes());
        Bytes bytes(events.bytes().begin(), events.bytes().end());
        const bool is_doctored = i > kWarmUp && doctor(bytes);
        const auto broken = checker.Check(command, bytes);
        if (is_doctored) return broken;
        EXPECT_TRUE(broken.empty()) << "undoctored, seed " << kSeed << ", command " << i;
        if (!broken.empty()) return {};
    }
    return {};
}

struct Case {
    const char* invariant;
    const char* name;
    Doctor doctor;
};

class InvariantControl : public testing::TestWithParam<Case> {};

TEST_P(InvariantControl, Fires) {
    EXPECT_EQ(BrokenBy(GetParam().doctor).count(GetParam().invariant), 1U)
        << "seed " << kSeed << ": " << GetParam().invariant << " did not fire";
}

Doctor TradeAfterCancel() {
    return [canceled = OrderId{}](Bytes& events) mutable {
        ChangeFirst<OrderCanceled>(events, [&canceled](OrderCanceled& event) {
            canceled = event.order;
            return false;
        });
        return canceled != OrderId{} &&
               ChangeFirst<TradeExecuted>(events, [&canceled](TradeExecuted& event) {
                   event.maker_order = canceled;
                   return true;
               });
    };
}

// A trade with the order that rested last at the same price, ahead of the older one.
Doctor TradeOutOfTurn() {
    struct Rested {
        OrderId order;
        SymbolId symbol;
        Side side;
        Price price;
    };
    return [rested = std::vector<Rested>()](Bytes& events) mutable {
        bool is_done = ChangeFirst<TradeExecuted>(events, [&rested](TradeExecuted& event) {
            for (const Rested& other : rested) {
                if (other.symbol == event.symbol && other.side != event.taker_side &&
                    other.price == event.price && other.order > event.maker_order) {
                    event.maker_order = other.order;
                    return true;
                }
            }
            return false;
        });
        ChangeFirst<OrderRested>(events, [&rested](OrderRested& event) {
            rested.push_back({event.order, event.symbol, event.side, event.price});
            if (rested.size() > 200) rested.erase(rested.begin());
            return false;
        });
        return is_done;
    };
}

// The group of the maker, given to the taker of a later trade.
Doctor TradeWithinGroup() {
    return [](Bytes& events) {
        AccountId maker;
        ChangeFirst<TradeExecuted>(events, [&maker](TradeExecuted& event) {
            maker = event.maker;
            return true;
        });
        if (maker == AccountId{}) return false;
        return ChangeFirst<OrderAccepted>(
                   events,
                   [maker](OrderAccepted& event) {
                       event.account = maker;
                       return event.self_trade_prevention != SelfTradePrevention::kNone;
                   }
               ) &&
               ChangeFirst<TradeExecuted>(events, [maker](TradeExecuted& event) {
                   event.taker = maker;
                   return true;
               });
    };
}

Doctor OtherRepeatedAnswer() {
    return [](Bytes& events) {
        return ChangeFirst<AnswerRepeated>(events, [](AnswerRepeated&) { return true; }) &&
               (events.back() ^= std::byte{1}, true);
    };
}

Doctor DroppedBalanceOfDeposit() {
    return [](Bytes& events) {
        return ChangeFirst<FundsDeposited>(events, [](FundsDeposited&) { return true; }) &&
               Drop<BalanceChanged>()(events);
    };
}

Doctor TakesEffectTwice() {
    return [](Bytes& events) {
        return ChangeFirst<CommandApplied>(events, [](CommandApplied& event) {
            const bool is_repeated = event.reason == RejectReason::kRepeated;
            event.reason = RejectReason::kNone;
            return is_repeated;
        });
    };
}

// A buyer whose price is above all others rests all the same.
Doctor CrossedBook() {
    return [](Bytes& events) {
        std::set<OrderId> accepted;
        ChangeFirst<OrderAccepted>(events, [&accepted](OrderAccepted& event) {
            accepted.insert(event.order);
            return false;
        });
        OrderId order;
        const bool found = ChangeFirst<OrderRested>(events, [&](OrderRested& event) {
            event.price = kHighest;
            order = event.order;
            return event.side == Side::kBuy && accepted.contains(order);
        });
        return found && ChangeFirst<OrderAccepted>(events, [order](OrderAccepted& event) {
                   event.price = kHighest;
                   return event.order == order;
               });
    };
}

Doctor EntersHaltedMarket() {
    return [halted = std::optional<SymbolId>()](Bytes& events) mutable {
        ChangeFirst<SymbolModeChanged>(events, [&halted](SymbolModeChanged& event) {
            if (event.mode == SymbolMode::kContinuous) halted = event.symbol;
            if (event.mode == SymbolMode::kContinuous) event.mode = SymbolMode::kHalted;
            return true;
        });
        return ChangeFirst<OrderAccepted>(events, [&halted](OrderAccepted& event) {
            return event.symbol == halted;
        });
    };
}

Doctor EndsTwice() {
    return [ended = WithdrawalId{}](Bytes& events) mutable {
        const WithdrawalId last = ended;
        return ChangeFirst<WithdrawalSettled>(events, [&ended, last](WithdrawalSettled& event) {
            ended = event.withdrawal;
            event.withdrawal = last;
            return last != WithdrawalId{};
        });
    };
}

const Case kCases[] = {
    {"I1", "DroppedBalance", DroppedBalanceOfDeposit()},
    {"I1", "DroppedTrade", Drop<TradeExecuted>()},
    {"I2", "MoneyFromNowhere", Change<BalanceChanged>([](auto& e) { e.available += Amount{1}; })},
    {"I3", "NegativeBalance", Change<BalanceChanged>([](auto& e) { e.available = Amount{-1}; })},
    {"I4", "HeldTooMuch", Change<BalanceChanged>([](auto& e) { e.held += Amount{1}; })},
    {"I4", "DroppedCancel", Drop<OrderCanceled>()},
    {"I5", "OpenTooMuch", Change<TradeExecuted>([](auto& e) { e.maker_open += Quantity{1}; })},
    {"I5", "CanceledTooLittle", Change<OrderCanceled>([](auto& e) { e.quantity -= Quantity{1}; })},
    {"I6", "UnknownMaker", Change<TradeExecuted>([](auto& e) { e.maker_order = OrderId{~0ULL}; })},
    {"I6", "TradesWithItself", Change<TradeExecuted>([](auto& e) {
         e.maker_order = e.taker_order;
     })},
    {"I6", "InexactNotional", Change<TradeExecuted>([](auto& e) { e.notional += Amount{1}; })},
    {"I6", "TradeIdTwice", Change<TradeExecuted>([](auto& e) {
         e.trade = TradeId{e.trade.raw() - 1};
     })},
    {"I7", "OtherPrice", Change<TradeExecuted>([](auto& e) {
         e.price = Price{e.price.raw() + 1};
     })},
    {"I8", "CrossedBook", CrossedBook()},
    {"I8", "LevelTooLow", CancelsTooMuch()},
    {"I9", "OutOfTurn", TradeOutOfTurn()},
    {"I10", "WithinGroup", TradeWithinGroup()},
    {"I11", "SequenceGap", Change<CommandApplied>([](auto& e) { e.sequence = e.sequence.Next(); })},
    {"I11", "OrderIdGap", Change<OrderAccepted>([](auto& e) { e.order = e.order.Next(); })},
    {"I11", "UpdateIdGap", Change<OrderRested>([](auto& e) { e.update_id = e.update_id.Next(); })},
    {"I11", "TradeIdGap", Change<TradeExecuted>([](auto& e) { e.trade = e.trade.Next(); })},
    {"I12", "OtherAnswer", OtherRepeatedAnswer()},
    {"I12", "TakesEffectTwice", TakesEffectTwice()},
    {"I17", "CommissionTooLow", Change<TradeExecuted>([](auto& e) {
         e.taker_commission -= Amount{1};
     })},
    {"I18", "HugeAmount", Change<BalanceChanged>([](auto& e) { e.held = Amount{kAmountBound}; })},
    {"I19", "EndsTwice", EndsTwice()},
    {"I20", "TradeAfterCancel", TradeAfterCancel()},
    {"I21", "EntersHaltedMarket", EntersHaltedMarket()},
    {"I24", "IcebergShowsTooMuch", ShowsTooMuch()},
    {"I23", "ListEndsTooEarly", ListEndsTooEarly()},
    {"I22", "StopTriggersWithoutATrade", TriggersWithoutATrade()},
};

INSTANTIATE_TEST_SUITE_P(
    All,
    InvariantControl,
    testing::ValuesIn(kCases),
    [](const testing::TestParamInfo<Case>& tested) {
        return std::string(tested.param.invariant) + tested.param.name;
    }
);

}  // namespace
}  // namespace bourse::reference
