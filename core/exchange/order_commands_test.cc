// Cancel, amend, cancel-replace, cancel-all: section 7 of docs/rules.md.
#include <gtest/gtest.h>

#include "core/exchange/venue_fixture.h"

namespace bourse::exchange {
namespace {

class OrderCommandsTest : public VenueFixture, public testing::Test {
protected:
    static OrderInstruction Named(OrderInstruction order, std::string_view client_id) {
        order.client_order_id = ClientOrderId::From(client_id);
        return order;
    }
    static AmendOrder AmendCommand(const OrderReference& reference, Quantity quantity) {
        auto command = MakeCommand<AmendOrder>(kAlice);
        command.reference = reference;
        command.quantity = quantity;
        return command;
    }
    static CancelReplaceOrder ReplaceCommand(
        const OrderReference& reference, const OrderInstruction& instruction
    ) {
        auto command = MakeCommand<CancelReplaceOrder>(kAlice);
        command.reference = reference;
        command.instruction = instruction;
        command.mode = CancelReplaceMode::kStopOnFailure;
        return command;
    }
    Answer CancelAll(AccountId account) { return Apply(MakeCommand<CancelAllOrders>(account)); }
    Answer Step() { return Apply(MakeCommand<Continue>(kVenueAccount)); }
    void Rest(AccountId account, int count) {
        for (int i = 0; i < count; ++i) Placed(account, Buy(10, Quantity(1)));
    }
};

TEST_F(OrderCommandsTest, CancelGivesTheHoldBack) {
    const OrderId order = Placed(kAlice, Buy(100, Quantity(3)));
    EXPECT_EQ(usd(kAlice).held, Amount(300));
    auto command = MakeCommand<CancelOrder>(kAlice);
    command.reference = ReferTo(order);
    command.cancel_id = ClientOrderId::From("c1");
    const auto canceled = Must(command).First<OrderCanceled>();
    EXPECT_EQ(canceled.order, order);
    EXPECT_EQ(canceled.account, kAlice);
    EXPECT_EQ(canceled.cause, CancelCause::kRequested);
    EXPECT_EQ(canceled.price, Price(100));
    EXPECT_EQ(canceled.quantity, Quantity(3));
    EXPECT_EQ(canceled.update_id, UpdateId(2));
    EXPECT_EQ(canceled.cancel_id.view(), "c1");
    EXPECT_EQ(usd(kAlice), (Balance{kFunds, Amount(0)}));
    EXPECT_EQ(ReasonOf(command), RejectReason::kUnknownOrder);
}

TEST_F(OrderCommandsTest, ACancelNamesItsOrderByEitherIdOrBoth) {
    Must(PlaceCommand(kAlice, Named(Buy(10, Quantity(1)), "a")));
    const OrderId b = Placed(kAlice, Named(Buy(10, Quantity(1)), "b"));
    const auto reason = [&](OrderId order, std::string_view id) {
        const OrderReference reference{kBtcUsd, 0, order, ClientOrderId::From(id)};
        return Cancel(kAlice, reference).reason();
    };
    EXPECT_EQ(reason(b, "a"), RejectReason::kUnknownOrder);
    EXPECT_EQ(reason(OrderId(0), ""), RejectReason::kUnknownOrder);
    EXPECT_EQ(reason(OrderId(99), "b"), RejectReason::kUnknownOrder);
    EXPECT_EQ(reason(OrderId(UINT64_MAX), ""), RejectReason::kUnknownOrder);
    EXPECT_EQ(reason(OrderId(0), "c"), RejectReason::kUnknownOrder);
    EXPECT_EQ(Cancel(kBob, ReferTo(b)).reason(), RejectReason::kUnknownOrder);
    EXPECT_EQ(reason(b, "b"), RejectReason::kNone);
    EXPECT_EQ(reason(OrderId(0), "a"), RejectReason::kNone);
    OrderReference invalid = ReferTo(OrderId(1));
    invalid.client_order_id.length = 255;
    EXPECT_EQ(Cancel(kAlice, invalid).reason(), RejectReason::kUnknownOrder);
}

TEST_F(OrderCommandsTest, AnotherSymbolsOrderIsUnknown) {
    auto second = MakeCommand<DefineSymbol>(kVenueAccount);
    second.definition = MakeSymbolDefinition("BTCUSD2");
    Must(second);
    const OrderId order = Placed(kAlice, Buy(10, Quantity(1)));
    OrderReference reference = ReferTo(order);
    reference.symbol = SymbolId(1);
    EXPECT_EQ(Cancel(kAlice, reference).reason(), RejectReason::kUnknownOrder);
    reference.symbol = SymbolId(2);
    EXPECT_EQ(Cancel(kAlice, reference).reason(), RejectReason::kUnknownSymbol);
}

TEST_F(OrderCommandsTest, CancelRestrictions) {
    const OrderId fresh = Placed(kAlice, Buy(10, Quantity(2)));
    const OrderId partial = Placed(kAlice, Buy(20, Quantity(2)));
    Must(PlaceCommand(kBob, Sell(20, Quantity(1))));
    const auto reason = [&](OrderId order, int restriction) {
        auto command = MakeCommand<CancelOrder>(kAlice);
        command.reference = ReferTo(order);
        command.restriction = static_cast<CancelRestriction>(restriction);
        return ReasonOf(command);
    };
    for (int value = 3; value <= 255; ++value) {
        EXPECT_EQ(reason(fresh, value), RejectReason::kCancelRestriction);
    }
    EXPECT_EQ(reason(fresh, 2), RejectReason::kCancelRestriction);
    EXPECT_EQ(reason(partial, 1), RejectReason::kCancelRestriction);
    EXPECT_EQ(reason(OrderId(9), 255), RejectReason::kUnknownOrder);
    EXPECT_EQ(reason(fresh, 1), RejectReason::kNone);
    EXPECT_EQ(reason(partial, 2), RejectReason::kNone);
}

TEST_F(OrderCommandsTest, AmendLowersTheQuantityAndKeepsThePlace) {
    const OrderId first = Placed(kAlice, Named(Buy(100, Quantity(5)), "a"));
    Placed(kCarol, Buy(100, Quantity(5)));
    auto command = AmendCommand(ReferTo(first), Quantity(2));
    command.client_order_id = ClientOrderId::From("b");
    const auto amended = Must(command).First<OrderAmended>();
    EXPECT_EQ(amended.quantity, Quantity(2));
    EXPECT_EQ(amended.reduced_by, Quantity(3));
    EXPECT_EQ(amended.update_id, UpdateId(3));
    EXPECT_EQ(amended.client_order_id.view(), "b");
    EXPECT_EQ(usd(kAlice).held, Amount(200));
    EXPECT_EQ(Cancel(kAlice, ReferTo("a")).reason(), RejectReason::kUnknownOrder);
    const auto trade = Place(kBob, Sell(100, Quantity(3))).All<TradeExecuted>();
    ASSERT_EQ(trade.size(), 2u);
    EXPECT_EQ(trade[0].maker_order, first);
    EXPECT_EQ(trade[0].quantity, Quantity(2));
}

TEST_F(OrderCommandsTest, AmendChecksInItsOwnOrder) {
    const OrderId order = Placed(kAlice, Named(Buy(100, Quantity(5)), "a"));
    Placed(kAlice, Named(Buy(90, Quantity(5)), "b"));
    Must(PlaceCommand(kBob, Sell(100, Quantity(2))));  // two are executed
    auto command = AmendCommand(ReferTo(OrderId(99)), Quantity(5));
    command.client_order_id = ClientOrderId::From("b");
    command.client_order_id.text[1] = 'x';  // a byte behind the end
    EXPECT_EQ(ReasonOf(command), RejectReason::kInvalidClientOrderId);
    command.client_order_id = ClientOrderId::From("b");
    EXPECT_EQ(ReasonOf(command), RejectReason::kUnknownOrder);
    command.reference = ReferTo(order);
    EXPECT_EQ(ReasonOf(command), RejectReason::kDuplicateClientOrderId);
    command.client_order_id = ClientOrderId::From("a");
    for (const std::int64_t quantity :
         {INT64_MIN, INT64_C(-1), INT64_C(0), INT64_C(2), INT64_C(5), INT64_C(6), INT64_MAX}) {
        command.quantity = Quantity(quantity);
        EXPECT_EQ(ReasonOf(command), RejectReason::kAmendNotSmaller) << quantity;
    }
    command.quantity = Quantity(3);
    const auto set = [&](std::int64_t quantity_min, std::int64_t notional_min) {
        ChangeFiltersBy([&](SymbolFilters& filters) {
            filters.quantity_min = Quantity(quantity_min);
            filters.notional_min = Amount(notional_min);
        });
    };
    set(4, 301);
    EXPECT_EQ(ReasonOf(command), RejectReason::kFilterLotSize);
    set(3, 301);
    EXPECT_EQ(ReasonOf(command), RejectReason::kFilterNotional);
    set(3, 300);
    EXPECT_EQ(ReasonOf(command), RejectReason::kNone);
}

TEST_F(OrderCommandsTest, AmendsAreCounted) {
    ChangeFiltersBy([](SymbolFilters& filters) { filters.max_order_amends = 2; });
    const OrderId order = Placed(kAlice, Buy(100, Quantity(9)));
    EXPECT_EQ(ReasonOf(AmendCommand(ReferTo(order), Quantity(8))), RejectReason::kNone);
    EXPECT_EQ(ReasonOf(AmendCommand(ReferTo(order), Quantity(7))), RejectReason::kNone);
    EXPECT_EQ(ReasonOf(AmendCommand(ReferTo(order), Quantity(6))), RejectReason::kAmendLimit);
    ChangeFiltersBy([](SymbolFilters& filters) { filters.max_order_amends = 0; });
    EXPECT_EQ(ReasonOf(AmendCommand(ReferTo(order), Quantity(6))), RejectReason::kNone);
}

// Rows: does the cancel succeed, the mode, can the new order be placed -> what happened.
TEST_F(OrderCommandsTest, CancelReplaceTable) {
    using Place = CancelReplaceApplied::Place;
    struct Row {
        bool has_order;
        CancelReplaceMode mode;
        bool is_affordable;
        RejectReason cancel_reason;
        Place place;
        RejectReason place_reason;
    };
    constexpr auto kStop = CancelReplaceMode::kStopOnFailure;
    constexpr auto kAllow = CancelReplaceMode::kAllowFailure;
    constexpr auto kNone = RejectReason::kNone;
    constexpr auto kPoor = RejectReason::kInsufficientBalance;
    constexpr auto kUnknown = RejectReason::kUnknownOrder;
    const Row rows[] = {
        {true, kStop, true, kNone, Place::kAttempted, kNone},
        {true, kStop, false, kNone, Place::kAttempted, kPoor},
        {false, kStop, true, kUnknown, Place::kNotAttempted, kNone},
        {true, kAllow, true, kNone, Place::kAttempted, kNone},
        {true, kAllow, false, kNone, Place::kAttempted, kPoor},
        {false, kAllow, true, kUnknown, Place::kAttempted, kNone},
        {false, kAllow, false, kUnknown, Place::kAttempted, kPoor},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(&row - rows);
        const OrderId order =
            row.has_order ? Placed(kAlice, Buy(10, Quantity(1))) : OrderId(999'999);
        const auto open_before = exchange.open_order_count();
        const Price price(row.is_affordable ? 11 : 1'000'000);
        const Quantity quantity(row.is_affordable ? 1 : 1'000'000);
        auto command = ReplaceCommand(ReferTo(order), Limit(Side::kBuy, price, quantity));
        command.mode = row.mode;
        const Answer answer = Must(command);
        const auto result = answer.First<CancelReplaceApplied>();
        EXPECT_EQ(result.cancel_reason, row.cancel_reason);
        EXPECT_EQ(result.place, row.place);
        EXPECT_EQ(result.place_reason, row.place_reason);
        const bool is_canceled = row.cancel_reason == kNone;
        const bool is_placed = row.place == Place::kAttempted && row.place_reason == kNone;
        EXPECT_EQ(answer.All<OrderCanceled>().size(), is_canceled ? 1u : 0u);
        EXPECT_EQ(answer.All<OrderAccepted>().size(), is_placed ? 1u : 0u);
        EXPECT_EQ(
            exchange.open_order_count(), open_before - (is_canceled ? 1 : 0) + (is_placed ? 1 : 0)
        );
    }
}

TEST_F(OrderCommandsTest, TheReplacedOrdersHoldAndNameAreFreeForTheNewOne) {
    const std::int64_t all = kFunds.raw() / 1000;
    const OrderId order = Placed(kAlice, Named(Buy(1000, Quantity(all)), "a"));
    EXPECT_EQ(usd(kAlice).available, Amount(0));
    const auto replace = ReplaceCommand(ReferTo(order), Named(Buy(500, Quantity(all)), "a"));
    const Answer answer = Must(replace);
    EXPECT_EQ(answer.First<CancelReplaceApplied>().place_reason, RejectReason::kNone);
    EXPECT_EQ(answer.First<OrderCanceled>().cause, CancelCause::kReplaced);
    EXPECT_EQ(usd(kAlice).held, Amount(kFunds.raw() / 2));
}

TEST_F(OrderCommandsTest, CancelReplaceRejectsBeforeItCancels) {
    ChangeFiltersBy([](SymbolFilters& filters) { filters.max_orders = 1; });
    const OrderId order = Placed(kAlice, Buy(10, Quantity(1)));
    auto command = ReplaceCommand(ReferTo(order), Buy(11, Quantity(1)));
    EXPECT_EQ(ReasonOf(command), RejectReason::kFilterMaxOrders);  // counted before the cancel
    ChangeFiltersBy([](SymbolFilters& filters) { filters.max_orders = 0; });
    for (int mode = 0; mode <= 255; ++mode) {
        if (mode == 1 || mode == 2) continue;
        command.mode = static_cast<CancelReplaceMode>(mode);
        EXPECT_EQ(ReasonOf(command), RejectReason::kInvalidCancelReplaceMode);
    }
    command.instruction.price = Price(0);
    EXPECT_EQ(ReasonOf(command), RejectReason::kInvalidPrice);
    EXPECT_EQ(exchange.open_order_count(), 1u);
}

TEST_F(OrderCommandsTest, CancelAllOfFewOrdersIsOneStep) {
    Rest(kAlice, 3);
    Rest(kBob, 1);
    const Answer answer = CancelAll(kAlice);
    EXPECT_EQ(answer.All<OrderCanceled>().size(), 3u);
    EXPECT_EQ(answer.First<OrderCanceled>().cause, CancelCause::kCancelAll);
    EXPECT_EQ(answer.First<CancelAllCompleted>().canceled, 3u);
    EXPECT_FALSE(exchange.has_pending_work());
    EXPECT_EQ(exchange.open_order_count(), 1u);
    EXPECT_EQ(CancelAll(kAlice).First<CancelAllCompleted>().canceled, 0u);
    EXPECT_EQ(CancelAll(kCarol).First<CancelAllCompleted>().canceled, 0u);
    auto unknown = MakeCommand<CancelAllOrders>(kAlice);
    unknown.symbol = SymbolId(1);
    EXPECT_EQ(ReasonOf(unknown), RejectReason::kUnknownSymbol);
}

TEST_F(OrderCommandsTest, AStepEndsAt256Orders) {
    Rest(kAlice, 256);
    EXPECT_EQ(CancelAll(kAlice).All<CancelAllCompleted>().size(), 1u);
    Rest(kAlice, 257);
    EXPECT_EQ(CancelAll(kAlice).All<CancelAllCompleted>().size(), 0u);
    EXPECT_TRUE(exchange.has_pending_work());
    const Answer last = Step();
    EXPECT_EQ(last.All<OrderCanceled>().size(), 1u);
    EXPECT_EQ(last.First<CancelAllCompleted>().canceled, 257u);
    EXPECT_EQ(Step().reason(), RejectReason::kNothingToContinue);
}

TEST_F(OrderCommandsTest, OthersTradeBetweenTheSteps) {
    Rest(kAlice, 600);
    auto command = MakeCommand<CancelAllOrders>(kAlice);
    command.header.session = SessionId(4);
    command.header.number = SessionNumber(1);
    command.cancel_id = ClientOrderId::From("all");
    EXPECT_EQ(Must(command).All<OrderCanceled>().size(), 256u);
    const OrderId later = Placed(kAlice, Buy(10, Quantity(1)));
    Rest(kBob, 300);
    CancelAll(kBob);
    EXPECT_EQ(Place(kCarol, Sell(10, Quantity(44))).All<TradeExecuted>().size(), 44u);
    EXPECT_EQ(Step().All<OrderCanceled>().size(), 256u);
    const Answer last = Step();
    EXPECT_EQ(last.All<OrderCanceled>().size(), 44u);
    EXPECT_EQ(last.First<OrderCanceled>().cancel_id.view(), "all");
    const auto completed = last.First<CancelAllCompleted>();
    EXPECT_EQ(completed.canceled, 556u);
    EXPECT_EQ(completed.account, kAlice);
    EXPECT_EQ(completed.session, SessionId(4));
    EXPECT_EQ(completed.number, SessionNumber(1));
    EXPECT_EQ(Step().First<CancelAllCompleted>().account, kBob);
    EXPECT_EQ(Cancel(kAlice, ReferTo(later)).reason(), RejectReason::kNone);
    EXPECT_EQ(exchange.open_order_count(), 0u);
}

}  // namespace
}  // namespace bourse::exchange
