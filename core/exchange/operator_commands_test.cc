// Definitions, modes, tiers and accounts: section 2 of docs/rules.md.
#include <gtest/gtest.h>

#include <string>

#include "core/exchange/venue_fixture.h"

namespace bourse::exchange {
namespace {

class OperatorCommandsTest : public VenueFixture, public testing::Test {};

DefineAsset AssetCommand(std::string_view name, std::uint32_t decimals) {
    auto command = MakeCommand<DefineAsset>(kVenueAccount);
    command.definition.name = Name::From(name);
    command.definition.decimals = decimals;
    return command;
}
DefineSymbol SymbolCommand(std::string_view name) {
    auto command = MakeCommand<DefineSymbol>(kVenueAccount);
    command.definition = MakeSymbolDefinition(name);
    return command;
}
DefineFeeTier TierCommand(std::uint32_t tier, Rate maker, Rate taker) {
    auto command = MakeCommand<DefineFeeTier>(kVenueAccount);
    command.tier = FeeTierId(tier);
    command.maker = maker;
    command.taker = taker;
    return command;
}

TEST_F(OperatorCommandsTest, AssetsAreNumberedFrom0) {
    const auto defined = Must(AssetCommand("ETH", 18)).First<AssetDefined>();
    EXPECT_EQ(defined.asset, AssetId(2));
    EXPECT_EQ(defined.definition.name, Name::From("ETH"));
    EXPECT_EQ(exchange.asset_count(), 3u);
    EXPECT_EQ(exchange.asset(AssetId(2))->decimals, 18u);
    EXPECT_EQ(exchange.asset(AssetId(3)), nullptr);
}

TEST_F(OperatorCommandsTest, AssetRejects) {
    EXPECT_EQ(ReasonOf(AssetCommand("", 0)), RejectReason::kInvalidDefinition);
    EXPECT_EQ(ReasonOf(AssetCommand("eth", 0)), RejectReason::kInvalidDefinition);
    EXPECT_EQ(ReasonOf(AssetCommand("ETH", 19)), RejectReason::kInvalidDefinition);
    EXPECT_EQ(ReasonOf(AssetCommand("BTC", 19)), RejectReason::kInvalidDefinition);
    EXPECT_EQ(ReasonOf(AssetCommand("BTC", 8)), RejectReason::kDuplicateName);
    for (std::size_t i = exchange.asset_count(); i < 1024; ++i) {
        Must(AssetCommand(Numbered("A", i), 0));
    }
    EXPECT_EQ(ReasonOf(AssetCommand("LAST", 0)), RejectReason::kCapacity);
    EXPECT_EQ(ReasonOf(AssetCommand("A5", 0)), RejectReason::kDuplicateName);
}

TEST_F(OperatorCommandsTest, SymbolsAreNumberedFrom0) {
    const auto defined = Must(SymbolCommand("BTCUSD2")).First<SymbolDefined>();
    EXPECT_EQ(defined.symbol, SymbolId(1));
    EXPECT_EQ(defined.definition.name, Name::From("BTCUSD2"));
    EXPECT_EQ(exchange.symbol_count(), 2u);
    EXPECT_EQ(exchange.symbol(SymbolId(1))->notional_unit, 1);
    EXPECT_EQ(exchange.symbol(SymbolId(2)), nullptr);
}

TEST_F(OperatorCommandsTest, SymbolRejects) {
    auto command = SymbolCommand("NEW");
    command.definition.base = AssetId(2);
    EXPECT_EQ(ReasonOf(command), RejectReason::kUnknownAsset);
    command = SymbolCommand("NEW");
    command.definition.quote = AssetId(0xFFFF'FFFF);
    EXPECT_EQ(ReasonOf(command), RejectReason::kUnknownAsset);
    command.definition.quote = command.definition.base;
    EXPECT_EQ(ReasonOf(command), RejectReason::kInvalidDefinition);
    command = SymbolCommand("NEW");
    command.definition.tick_size = 0;
    EXPECT_EQ(ReasonOf(command), RejectReason::kInvalidDefinition);
    EXPECT_EQ(ReasonOf(SymbolCommand("BTCUSD")), RejectReason::kDuplicateName);
    for (std::size_t i = exchange.symbol_count(); i < 1024; ++i) {
        Must(SymbolCommand(Numbered("S", i)));
    }
    EXPECT_EQ(ReasonOf(SymbolCommand("LAST")), RejectReason::kCapacity);
}

TEST_F(OperatorCommandsTest, ChangeFiltersAnswersTheWholeDefinition) {
    auto command = MakeCommand<ChangeFilters>(kVenueAccount);
    command.filters = MakeSymbolDefinition("X").filters;
    command.filters.price_max = Price(500);
    const auto changed = Must(command).First<SymbolDefined>();
    EXPECT_EQ(changed.symbol, kBtcUsd);
    EXPECT_EQ(changed.definition.name, Name::From("BTCUSD"));
    EXPECT_EQ(changed.definition.filters.price_max, Price(500));
    command.filters.price_min = Price(501);
    EXPECT_EQ(ReasonOf(command), RejectReason::kInvalidDefinition);
    command.symbol = SymbolId(1);
    EXPECT_EQ(ReasonOf(command), RejectReason::kUnknownSymbol);
}

TEST_F(OperatorCommandsTest, SymbolModes) {
    auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
    for (int mode = 0; mode <= 255; ++mode) {
        command.mode = static_cast<SymbolMode>(mode);
        const bool is_valid = mode >= 1 && mode <= 3;
        EXPECT_EQ(ReasonOf(command), is_valid ? RejectReason::kNone : RejectReason::kInvalidMode);
    }
    command.mode = SymbolMode::kHalted;
    EXPECT_EQ(Must(command).First<SymbolModeChanged>().mode, SymbolMode::kHalted);
    command.symbol = SymbolId(1);
    EXPECT_EQ(ReasonOf(command), RejectReason::kUnknownSymbol);
}

TEST_F(OperatorCommandsTest, ModesDecideWhatMayBeDone) {
    const OrderId order = Placed(kAlice, Buy(10, Quantity(5)));
    auto amend = MakeCommand<AmendOrder>(kAlice);
    amend.reference = ReferTo(order);
    amend.quantity = Quantity(4);
    SetMode(SymbolMode::kHalted);
    EXPECT_EQ(Place(kAlice, Buy(10, Quantity(1))).reason(), RejectReason::kMarketHalted);
    EXPECT_EQ(ReasonOf(amend), RejectReason::kMarketHalted);
    SetMode(SymbolMode::kCancelOnly);
    EXPECT_EQ(Place(kAlice, Buy(10, Quantity(1))).reason(), RejectReason::kMarketCancelOnly);
    EXPECT_EQ(ReasonOf(amend), RejectReason::kNone);
    SetMode(SymbolMode::kHalted);
    EXPECT_EQ(Cancel(kAlice, ReferTo(order)).reason(), RejectReason::kNone);
}

TEST_F(OperatorCommandsTest, FeeTiers) {
    EXPECT_EQ(ReasonOf(TierCommand(0, Rate(0), Rate(0))), RejectReason::kUnknownFeeTier);
    EXPECT_EQ(ReasonOf(TierCommand(2, Rate(0), Rate(0))), RejectReason::kUnknownFeeTier);
    EXPECT_EQ(ReasonOf(TierCommand(1, Rate(-1), Rate(0))), RejectReason::kInvalidRate);
    EXPECT_EQ(ReasonOf(TierCommand(1, Rate(0), Rate(10'000'001))), RejectReason::kInvalidRate);
    const Rate most(10'000'000);
    const auto defined = Must(TierCommand(1, Rate(0), most)).First<FeeTierDefined>();
    EXPECT_EQ(defined.tier, FeeTierId(1));
    EXPECT_EQ(defined.maker, Rate(0));
    EXPECT_EQ(defined.taker, most);
    Must(TierCommand(1, most, Rate(5)));  // changes it
    for (std::uint32_t tier = 2; tier <= 255; ++tier) Must(TierCommand(tier, Rate(1), Rate(2)));
    EXPECT_EQ(ReasonOf(TierCommand(256, Rate(1), Rate(2))), RejectReason::kCapacity);
    EXPECT_EQ(ReasonOf(TierCommand(257, Rate(1), Rate(2))), RejectReason::kUnknownFeeTier);
    EXPECT_EQ(ReasonOf(TierCommand(255, Rate(3), Rate(4))), RejectReason::kNone);
}

TEST_F(OperatorCommandsTest, CommissionsFollowTheTierAtTheTimeOfTheTrade) {
    Must(TierCommand(1, Rate(1'000'000), Rate(2'000'000)));
    Placed(kBob, Sell(100, Quantity(100)));
    auto bob = ChangeCommand(kBob);
    bob.tier = FeeTierId(1);
    Must(bob);
    const auto trade = Place(kAlice, Buy(100, Quantity(100))).First<TradeExecuted>();
    EXPECT_EQ(trade.maker_commission, Amount(100));  // 1 % of 10,000 dollars
    EXPECT_EQ(trade.taker_commission, Amount(0));
}

TEST_F(OperatorCommandsTest, Accounts) {
    auto open = MakeCommand<OpenAccount>(kVenueAccount);
    open.trade_group = kMaxTradeGroup;
    const auto opened = Must(open).First<AccountChanged>();
    EXPECT_EQ(opened.account, AccountId(5));
    EXPECT_EQ(opened.status, AccountStatus::kActive);
    EXPECT_EQ(opened.trade_group, kMaxTradeGroup);
    EXPECT_EQ(exchange.account_count(), 6u);
    open.trade_group = kMaxTradeGroup + 1;
    EXPECT_EQ(ReasonOf(open), RejectReason::kInvalidTradeGroup);
    open.tier = FeeTierId(1);
    EXPECT_EQ(ReasonOf(open), RejectReason::kUnknownFeeTier);
}

TEST_F(OperatorCommandsTest, ChangeAccountRejects) {
    auto change = ChangeCommand(AccountId(6));
    EXPECT_EQ(ReasonOf(change), RejectReason::kUnknownAccount);
    change.account = kCommissionAccount;
    EXPECT_EQ(ReasonOf(change), RejectReason::kUnknownAccount);
    change = ChangeCommand(kAlice);
    change.trade_group = kMaxTradeGroup + 1;
    EXPECT_EQ(ReasonOf(change), RejectReason::kInvalidTradeGroup);
    for (int status = 0; status <= 255; ++status) {
        if (status == 1 || status == 2) continue;
        change.status = static_cast<AccountStatus>(status);
        EXPECT_EQ(ReasonOf(change), RejectReason::kInvalidAccountStatus) << status;
    }
    change.tier = FeeTierId(7);
    EXPECT_EQ(ReasonOf(change), RejectReason::kUnknownFeeTier);
}

TEST_F(OperatorCommandsTest, FrozenAccountsMayReceiveAndCancelAndNothingElse) {
    const OrderId order = Placed(kAlice, Buy(10, Quantity(5)));
    Freeze(kAlice);
    EXPECT_EQ(Place(kAlice, Buy(10, Quantity(1))).reason(), RejectReason::kAccountFrozen);
    auto amend = MakeCommand<AmendOrder>(kAlice);
    amend.reference = ReferTo(order);
    EXPECT_EQ(ReasonOf(amend), RejectReason::kAccountFrozen);
    auto withdraw = MakeCommand<ReserveWithdrawal>(kAlice);
    withdraw.amount = Amount(1);
    EXPECT_EQ(ReasonOf(withdraw), RejectReason::kAccountFrozen);
    Fund(kAlice, kUsd, Amount(1));
    EXPECT_EQ(Cancel(kAlice, ReferTo(order)).reason(), RejectReason::kNone);
}

}  // namespace
}  // namespace bourse::exchange
