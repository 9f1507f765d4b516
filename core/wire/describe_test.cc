#include "core/wire/describe.h"

#include <gtest/gtest.h>

namespace bourse::wire {
namespace {

template <class T>
std::string Text(const T& command) {
    return Describe(Command(command));
}

TEST(Describe, NamesFieldsInOrder) {
    auto order = MakeCommand<PlaceOrder>(AccountId(7));
    order.instruction.symbol = SymbolId(1);
    order.instruction.side = Side::kBuy;
    order.instruction.type = OrderType::kLimit;
    order.instruction.price = Price(100);
    order.instruction.quantity = Quantity(5);
    order.instruction.client_order_id = ClientOrderId::From("a-1");
    EXPECT_EQ(
        Text(order),
        "account 7 PlaceOrder symbol=1 side=0 type=1 tif=1 stp=0 price=100 quantity=5 "
        "quote_quantity=0 client_order_id=\"a-1\""
    );
    auto deposit = MakeCommand<Deposit>(AccountId(7));
    deposit.asset = AssetId(2);
    deposit.amount = Amount(30);
    EXPECT_EQ(Text(deposit), "account 7 Deposit asset=2 amount=30");
    EXPECT_EQ(Text(MakeCommand<Continue>(kVenueAccount)), "account 0 Continue");
}

TEST(Describe, TellsTheSessionOfACommandThatHasOne) {
    auto deposit = MakeCommand<Deposit>(AccountId(7));
    deposit.header.session = SessionId(1);
    deposit.header.number = SessionNumber(9);
    deposit.header.key = KeyId(4);
    EXPECT_EQ(Text(deposit), "account 7 session=1 number=9 key=4 Deposit asset=0 amount=0");
}

// What no client of ours sends, but a journal may hold.
TEST(Describe, WhatIsWrongIsShownAsItIs) {
    auto cancel = MakeCommand<CancelOrder>(AccountId(7));
    cancel.cancel_id.length = 200;
    EXPECT_NE(Text(cancel).find("cancel_id=(length 200)"), std::string::npos) << Text(cancel);
    EXPECT_EQ(NameOf(CommandType{250}), "Unknown");
}

TEST(Describe, EveryCommandHasItsName) {
    EXPECT_NE(
        Text(MakeCommand<DefineSymbol>(kVenueAccount)).find(" DefineSymbol name="),
        std::string::npos
    );
    EXPECT_NE(
        Text(MakeCommand<AmendOrder>(AccountId(2))).find(" AmendOrder symbol="), std::string::npos
    );
    EXPECT_NE(
        Text(MakeCommand<ChangeAccount>(kVenueAccount)).find(" ChangeAccount account="),
        std::string::npos
    );
}

}  // namespace
}  // namespace bourse::wire
