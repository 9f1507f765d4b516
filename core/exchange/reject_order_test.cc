// A command with several faults gets the first reason of the documented order: each test starts
// with a command that has every fault at once and mends one at a time.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "core/exchange/venue_fixture.h"

namespace bourse::exchange {
namespace {

template <class T>
struct Fault {
    RejectReason reason;
    std::function<void(T&)> mend;  // takes the fault out, of the command or of the venue
};

class RejectOrderTest : public VenueFixture, public testing::Test {
protected:
    template <class T>
    void ExpectInOrder(T command, const std::vector<Fault<T>>& faults) {
        for (const Fault<T>& fault : faults) {
            const auto before = Substance();
            EXPECT_EQ(ToString(ReasonOf(command)), ToString(fault.reason));
            EXPECT_EQ(Substance(), before) << "after " << ToString(fault.reason);
            fault.mend(command);
        }
        EXPECT_EQ(ToString(ReasonOf(command)), "None");
    }
    auto Filter(std::function<void(SymbolFilters&)> change) {
        return [this, change](auto&) { CHECK(ChangeFiltersBy(change) == RejectReason::kNone); };
    }
    template <class T>
    Fault<T> Frozen() {
        return {RejectReason::kAccountFrozen, [this](T&) { Must(ChangeCommand(kAlice)); }};
    }
    template <class T>
    Fault<T> Halted() {
        return {RejectReason::kMarketHalted, [this](T&) { SetMode(SymbolMode::kCancelOnly); }};
    }
    template <class T>
    Fault<T> CancelOnly() {
        return {RejectReason::kMarketCancelOnly, [this](T&) { SetMode(SymbolMode::kContinuous); }};
    }
    // An instruction that has every fault of fields and filters that can stand together.
    static OrderInstruction FaultyInstruction() {
        OrderInstruction order;
        order.symbol = SymbolId(1);
        order.side = static_cast<Side>(2);
        order.type = static_cast<OrderType>(9);
        order.time_in_force = static_cast<TimeInForce>(9);
        order.self_trade_prevention = static_cast<SelfTradePrevention>(7);
        order.client_order_id = ClientOrderId::From("a b");
        order.price = Price(-1);
        order.quantity = Quantity(0);
        return order;
    }
    // Makes the venue one in which the mended instruction fails each filter.
    void SpoilTheVenue() {
        Placed(kAlice, [] {
            OrderInstruction order = Buy(10, Quantity(10));
            order.client_order_id = ClientOrderId::From("twin");
            return order;
        }());
        Placed(kBob, Sell(2000, Quantity(5)));
        Placed(kCarol, Buy(2000, Quantity(1)));  // the last price
        Must([] {
            auto command = MakeCommand<ChangeFilters>(kVenueAccount);
            command.filters = MakeSymbolDefinition("X").filters;
            command.filters.price_max = Price(2'999);
            command.filters.quantity_min = Quantity(3);
            command.filters.bid_multiplier_up = 10'000;
            command.filters.notional_min = Amount(10'000);
            command.filters.max_orders = 1;
            return command;
        }());
        Freeze(kAlice);
        SetMode(SymbolMode::kHalted);
    }
    template <class T>
    std::vector<Fault<T>> FieldAndFilterFaults(std::function<OrderInstruction&(T&)> of) {
        const auto set = [of](auto change) {
            return [of, change](T& command) { change(of(command)); };
        };
        using Order = OrderInstruction;
        return {
            {RejectReason::kInvalidSide, set([](Order& o) { o.side = Side::kBuy; })},
            {RejectReason::kInvalidOrderType,
             set([](Order& o) { o.type = OrderType::kLimitMaker; })},
            {RejectReason::kInvalidTimeInForce,
             set([](Order& o) { o.time_in_force = TimeInForce::kGoodTillCanceled; })},
            {RejectReason::kInvalidSelfTradePrevention,
             set([](Order& o) { o.self_trade_prevention = SelfTradePrevention::kDecrement; })},
            {RejectReason::kInvalidClientOrderId,
             set([](Order& o) { o.client_order_id = ClientOrderId::From("twin"); })},
            {RejectReason::kInvalidQuantity, set([](Order& o) { o.quantity = Quantity(2); })},
            {RejectReason::kInvalidPrice, set([](Order& o) { o.price = Price(3'000); })},
            {RejectReason::kFilterPrice, Filter([](auto& f) { f.price_max = Price(3'000); })},
            {RejectReason::kFilterLotSize, set([](Order& o) { o.quantity = Quantity(3); })},
            {RejectReason::kFilterPercentPriceBySide,
             Filter([](auto& f) { f.bid_multiplier_up = 0; })},
            {RejectReason::kFilterNotional,
             Filter([](auto& f) { f.notional_min = Amount(9'000); })},
            {RejectReason::kFilterMaxOrders, Filter([](auto& f) { f.max_orders = 2; })},
        };
    }
    // The faults behind the filters.
    template <class T>
    std::vector<Fault<T>> StateFaults(std::function<OrderInstruction&(T&)> of) {
        return {
            {RejectReason::kDuplicateClientOrderId,
             [of](T& command) {
                 of(command).client_order_id = ClientOrderId::From("new");
                 of(command).quantity = Quantity(900'000);
             }},
            {RejectReason::kWouldMatchImmediately,
             [of](T& command) { of(command).price = Price(1'999); }},
            {RejectReason::kInsufficientBalance,
             [of](T& command) { of(command).quantity = Quantity(10); }},
        };
    }
};

template <class T>
std::vector<Fault<T>> Joined(std::vector<std::vector<Fault<T>>> parts) {
    std::vector<Fault<T>> all;
    for (auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

TEST_F(RejectOrderTest, PlaceOrder) {
    SpoilTheVenue();
    using T = PlaceOrder;
    const auto of = [](T& command) -> OrderInstruction& { return command.instruction; };
    T command = PlaceCommand(AccountId(99), FaultyInstruction());
    command.header.session = SessionId(1);
    command.header.number = SessionNumber(2);
    command.header.size = 8;
    const std::vector<Fault<T>> envelope{
        {RejectReason::kMalformedCommand, [](T& c) { c.header.size = sizeof(T); }},
        {RejectReason::kSessionNumberGap, [](T& c) { c.header.session = kNoSession; }},
        {RejectReason::kUnknownAccount, [](T& c) { c.header.account = kAlice; }},
        Frozen<T>(),
        {RejectReason::kUnknownSymbol, [](T& c) { c.instruction.symbol = kBtcUsd; }},
        Halted<T>(),
        CancelOnly<T>(),
    };
    ExpectInOrder(command, Joined<T>({envelope, FieldAndFilterFaults<T>(of), StateFaults<T>(of)}));
}

TEST_F(RejectOrderTest, CancelReplaceOrder) {
    SpoilTheVenue();
    using T = CancelReplaceOrder;
    const auto of = [](T& command) -> OrderInstruction& { return command.instruction; };
    auto command = MakeCommand<T>(AccountId(99));
    command.instruction = FaultyInstruction();
    command.reference = ReferTo(OrderId(50));
    command.reference.symbol = SymbolId(2);
    const std::vector<Fault<T>> names{
        {RejectReason::kUnknownAccount, [](T& c) { c.header.account = kAlice; }},
        Frozen<T>(),
        {RejectReason::kUnknownSymbol, [](T& c) { c.instruction.symbol = kBtcUsd; }},
        {RejectReason::kUnknownSymbol, [](T& c) { c.reference.symbol = kBtcUsd; }},
        Halted<T>(),
        CancelOnly<T>(),
    };
    const std::vector<Fault<T>> mode{
        {RejectReason::kInvalidCancelReplaceMode,
         [](T& c) { c.mode = CancelReplaceMode::kStopOnFailure; }},
    };
    ExpectInOrder(command, Joined<T>({names, FieldAndFilterFaults<T>(of), mode}));
}

TEST_F(RejectOrderTest, MarketOrder) {
    using T = PlaceOrder;
    Placed(kBob, Sell(2000, Quantity(2)));
    Placed(kCarol, Buy(2000, Quantity(2)));  // the last price
    Placed(kAlice, Buy(1000, Quantity(1)));
    ChangeFiltersBy([](SymbolFilters& filters) {
        filters.quantity_min = Quantity(2);
        filters.market_quantity_min = Quantity(3);
        filters.notional_min = Amount(8'000);
        filters.max_orders = 1;
    });
    const auto lots = [](std::int64_t quantity) {
        return [quantity](T& c) { c.instruction.quantity = Quantity(quantity); };
    };
    ExpectInOrder<T>(
        PlaceCommand(kAlice, MarketOrder(Side::kBuy, Quantity(1))),
        {{RejectReason::kFilterLotSize, lots(2)},
         {RejectReason::kFilterMarketLotSize, lots(3)},
         {RejectReason::kFilterNotional, lots(1'000'000)},
         {RejectReason::kFilterMaxOrders, Filter([](auto& f) { f.max_orders = 2; })},
         {RejectReason::kNoLiquidity,
          [this](T&) {
              Fund(kBob, kBtc, kFunds);
              Placed(kBob, Sell(1'000'000, Quantity(1'000'000)));
          }},
         {RejectReason::kInsufficientBalance, lots(4)}}
    );
}

TEST_F(RejectOrderTest, SelfTradePreventionNotAllowed) {
    auto command = MakeCommand<DefineSymbol>(kVenueAccount);
    command.definition = MakeSymbolDefinition("BTCUSD2");
    command.definition.allowed_self_trade_prevention = 1U << 1;  // kNone only
    Must(command);
    OrderInstruction order = Buy(10, Quantity(1));
    order.symbol = SymbolId(1);
    order.self_trade_prevention = SelfTradePrevention::kDecrement;
    order.client_order_id = ClientOrderId::From(" ");
    EXPECT_EQ(Place(kAlice, order).reason(), RejectReason::kSelfTradePreventionNotAllowed);
    order.self_trade_prevention = static_cast<SelfTradePrevention>(7);
    EXPECT_EQ(Place(kAlice, order).reason(), RejectReason::kInvalidSelfTradePrevention);
    order.self_trade_prevention = SelfTradePrevention::kSymbolDefault;
    EXPECT_EQ(Place(kAlice, order).reason(), RejectReason::kInvalidClientOrderId);
}

TEST_F(RejectOrderTest, CancelOrder) {
    using T = CancelOrder;
    const OrderId order = Placed(kAlice, Buy(10, Quantity(1)));
    auto command = MakeCommand<T>(AccountId(99));
    command.reference.symbol = SymbolId(1);
    command.restriction = static_cast<CancelRestriction>(9);
    ExpectInOrder<T>(
        command,
        {{RejectReason::kUnknownAccount, [](T& c) { c.header.account = kAlice; }},
         {RejectReason::kUnknownSymbol, [](T& c) { c.reference.symbol = kBtcUsd; }},
         {RejectReason::kUnknownOrder, [&](T& c) { c.reference.order = order; }},
         {RejectReason::kCancelRestriction, [](T& c) { c.restriction = {}; }}}
    );
}

TEST_F(RejectOrderTest, Withdrawal) {
    using T = ReserveWithdrawal;
    auto command = MakeCommand<T>(AccountId(99));
    command.asset = AssetId(2);
    command.amount = kFunds + Amount(1);
    Freeze(kAlice);
    ExpectInOrder<T>(
        command,
        {{RejectReason::kUnknownAccount, [](T& c) { c.header.account = kAlice; }},
         Frozen<T>(),
         {RejectReason::kUnknownAsset, [](T& c) { c.asset = kUsd; }},
         {RejectReason::kInsufficientBalance, [](T& c) { c.amount = Amount(0); }},
         {RejectReason::kInvalidAmount, [](T& c) { c.amount = Amount(1); }}}
    );
}

TEST_F(RejectOrderTest, DefineSymbol) {
    using T = DefineSymbol;
    auto command = MakeCommand<T>(kAlice);
    command.definition = MakeSymbolDefinition("btcusd");
    command.definition.base = AssetId(2);
    ExpectInOrder<T>(
        command,
        {{RejectReason::kNotAuthorized, [](T& c) { c.header.account = kVenueAccount; }},
         {RejectReason::kUnknownAsset, [](T& c) { c.definition.base = kUsd; }},
         {RejectReason::kInvalidDefinition, [](T& c) { c.definition.base = kBtc; }},
         {RejectReason::kInvalidDefinition, [](T& c) { c.definition.name = Name::From("BTCUSD"); }},
         {RejectReason::kDuplicateName, [](T& c) { c.definition.name = Name::From("NEW"); }}}
    );
}

}  // namespace
}  // namespace bourse::exchange
