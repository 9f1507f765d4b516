// Sessions and principals: section 1 of docs/rules.md.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/exchange/venue_fixture.h"

namespace bourse::exchange {
namespace {

constexpr SessionId kSession{77};

class EnvelopeTest : public VenueFixture, public testing::Test {
protected:
    static wire::Command Numbered(std::uint64_t number, wire::Command command) {
        command.header().session = kSession;
        command.header().number = SessionNumber(number);
        return command;
    }
    static wire::Command Order(std::uint64_t number) {
        return Numbered(number, wire::Command(PlaceCommand(kAlice, Buy(100, Quantity(1)))));
    }
};

bool IsRepeatOf(const Answer& repeat, const Answer& original) {
    const auto bytes = repeat.bytes();
    const auto kept = bytes.subspan(sizeof(CommandApplied) + sizeof(AnswerRepeated));
    return repeat.reason() == RejectReason::kRepeated && std::ranges::equal(kept, original.bytes());
}

TEST_F(EnvelopeTest, ARepeatedCommandIsExecutedOnceAndAnsweredWithTheSameBytes) {
    const Answer first = Apply(Order(1));
    EXPECT_EQ(first.reason(), RejectReason::kNone);
    const auto before = Substance();
    EXPECT_TRUE(IsRepeatOf(Apply(Order(1)), first));
    EXPECT_TRUE(IsRepeatOf(Apply(Order(1)), first));
    EXPECT_EQ(Substance(), before);
    EXPECT_EQ(exchange.open_order_count(), 1u);
}

TEST_F(EnvelopeTest, TheApiKeyIsNotPartOfTheCommand) {
    const Answer first = Apply(Order(1));
    wire::Command with_key = Order(1);
    with_key.header().key = KeyId(9);
    EXPECT_TRUE(IsRepeatOf(Apply(with_key), first));
}

TEST_F(EnvelopeTest, ARejectIsKeptToo) {
    const auto poor = PlaceCommand(kAlice, Buy(1'000'000, Quantity(1'000'000)));
    const Answer first = Apply(Numbered(1, wire::Command(poor)));
    EXPECT_EQ(first.reason(), RejectReason::kInsufficientBalance);
    Fund(kAlice, kUsd, Amount(1'000'000'000'000));
    EXPECT_TRUE(IsRepeatOf(Apply(Numbered(1, wire::Command(poor))), first));
}

TEST_F(EnvelopeTest, GapReuseAndNumberZero) {
    EXPECT_EQ(ReasonOf(Order(2)), RejectReason::kSessionNumberGap);
    EXPECT_EQ(ReasonOf(Order(0)), RejectReason::kSessionNumberExpired);
    EXPECT_EQ(exchange.NextNumber(kSession), SessionNumber(1));
    EXPECT_EQ(ReasonOf(Order(1)), RejectReason::kNone);
    EXPECT_EQ(exchange.NextNumber(kSession), SessionNumber(2));
    EXPECT_EQ(ReasonOf(Order(3)), RejectReason::kSessionNumberGap);
    const auto other = PlaceCommand(kAlice, Buy(101, Quantity(1)));
    EXPECT_EQ(ReasonOf(Numbered(1, wire::Command(other))), RejectReason::kSessionNumberReused);
    EXPECT_EQ(ReasonOf(Order(0)), RejectReason::kSessionNumberExpired);
    EXPECT_EQ(exchange.open_order_count(), 1u);
}

TEST_F(EnvelopeTest, TheLast256AnswersAreKept) {
    const auto answer_to = [&](std::uint64_t number) {
        return Apply(Numbered(number, wire::Command(MakeCommand<Continue>(kVenueAccount))));
    };
    for (std::uint64_t number = 1; number <= 257; ++number) {
        EXPECT_EQ(answer_to(number).reason(), RejectReason::kNothingToContinue);
    }
    EXPECT_EQ(answer_to(1).reason(), RejectReason::kSessionNumberExpired);
    EXPECT_EQ(answer_to(2).reason(), RejectReason::kRepeated);
    EXPECT_EQ(answer_to(257).reason(), RejectReason::kRepeated);
}

TEST_F(EnvelopeTest, AnAnswerAbove32KiBIsNotKeptButCounts) {
    for (int i = 0; i < 400; ++i) Placed(kBob, Sell(100, Quantity(1)));
    auto sweep = PlaceCommand(kAlice, Buy(100, Quantity(400)));
    const Answer answer = Apply(Numbered(1, wire::Command(sweep)));
    ASSERT_GT(answer.bytes().size(), std::size_t{32 * 1024});
    EXPECT_EQ(answer.All<TradeExecuted>().size(), 400u);
    EXPECT_EQ(ReasonOf(Numbered(1, wire::Command(sweep))), RejectReason::kSessionNumberExpired);
    EXPECT_EQ(ReasonOf(Order(2)), RejectReason::kNone);
}

TEST_F(EnvelopeTest, At1024SessionsNoFurtherOneOpensAndTheOldOnesGoOn) {
    auto command = wire::Command(MakeCommand<Continue>(kVenueAccount));
    command.header().number = SessionNumber(1);
    for (std::uint64_t id = 1; id <= 1024; ++id) {
        command.header().session = SessionId(id);
        ASSERT_EQ(ReasonOf(command), RejectReason::kNothingToContinue);
    }
    command.header().session = SessionId(1025);
    EXPECT_EQ(ReasonOf(command), RejectReason::kTooManySessions);
    command.header().session = SessionId(5);
    EXPECT_EQ(ReasonOf(command), RejectReason::kRepeated);
    command.header().number = SessionNumber(2);
    EXPECT_EQ(ReasonOf(command), RejectReason::kNothingToContinue);
}

TEST_F(EnvelopeTest, Session0KeepsNothing) {
    auto command = PlaceCommand(kAlice, Buy(100, Quantity(1)));
    command.header.number = SessionNumber(1);
    EXPECT_EQ(ReasonOf(command), RejectReason::kNone);
    EXPECT_EQ(ReasonOf(command), RejectReason::kNone);
    EXPECT_EQ(exchange.NextNumber(kNoSession), SessionNumber(1));
}

TEST_F(EnvelopeTest, AMalformedCommandTouchesNoSession) {
    wire::Command command = Order(1);
    command.header().size = 96;
    EXPECT_EQ(ReasonOf(command), RejectReason::kMalformedCommand);
    command.header().size = 0xFFFF;
    EXPECT_EQ(ReasonOf(command), RejectReason::kMalformedCommand);
    EXPECT_EQ(ReasonOf(wire::Command()), RejectReason::kMalformedCommand);
    EXPECT_EQ(exchange.NextNumber(kSession), SessionNumber(1));
}

TEST_F(EnvelopeTest, CommandAppliedRepeatsTheEnvelope) {
    const Answer answer = Apply(Order(1));
    const auto applied = answer.First<CommandApplied>();
    EXPECT_EQ(applied.command, CommandType::kPlaceOrder);
    EXPECT_EQ(applied.account, kAlice);
    EXPECT_EQ(applied.session, kSession);
    EXPECT_EQ(applied.number, SessionNumber(1));
    EXPECT_EQ(applied.timestamp, exchange.timestamp());
}

template <class T>
RejectReason ReasonAs(VenueFixture& venue, AccountId account) {
    return venue.ReasonOf(MakeCommand<T>(account));
}

TEST_F(EnvelopeTest, OperatorCommandsAreTheVenuesAlone) {
    for (const AccountId account : {kCommissionAccount, kAlice, AccountId(99)}) {
        EXPECT_EQ(ReasonAs<SettleWithdrawal>(*this, account), RejectReason::kNotAuthorized);
        EXPECT_EQ(ReasonAs<ReleaseWithdrawal>(*this, account), RejectReason::kNotAuthorized);
        EXPECT_EQ(ReasonAs<DefineAsset>(*this, account), RejectReason::kNotAuthorized);
        EXPECT_EQ(ReasonAs<DefineSymbol>(*this, account), RejectReason::kNotAuthorized);
        EXPECT_EQ(ReasonAs<ChangeFilters>(*this, account), RejectReason::kNotAuthorized);
        EXPECT_EQ(ReasonAs<SetSymbolMode>(*this, account), RejectReason::kNotAuthorized);
        EXPECT_EQ(ReasonAs<DefineFeeTier>(*this, account), RejectReason::kNotAuthorized);
        EXPECT_EQ(ReasonAs<OpenAccount>(*this, account), RejectReason::kNotAuthorized);
        EXPECT_EQ(ReasonAs<ChangeAccount>(*this, account), RejectReason::kNotAuthorized);
        EXPECT_EQ(ReasonAs<Continue>(*this, account), RejectReason::kNotAuthorized);
    }
}

TEST_F(EnvelopeTest, CustomerCommandsNeedAnOpenedCustomer) {
    const auto expect_all = [&](AccountId account, RejectReason reason) {
        EXPECT_EQ(ReasonAs<PlaceOrder>(*this, account), reason);
        EXPECT_EQ(ReasonAs<CancelOrder>(*this, account), reason);
        EXPECT_EQ(ReasonAs<CancelAllOrders>(*this, account), reason);
        EXPECT_EQ(ReasonAs<CancelReplaceOrder>(*this, account), reason);
        EXPECT_EQ(ReasonAs<AmendOrder>(*this, account), reason);
        EXPECT_EQ(ReasonAs<Deposit>(*this, account), reason);
        EXPECT_EQ(ReasonAs<ReserveWithdrawal>(*this, account), reason);
    };
    expect_all(kVenueAccount, RejectReason::kNotAuthorized);
    expect_all(kCommissionAccount, RejectReason::kNotAuthorized);
    expect_all(AccountId(5), RejectReason::kUnknownAccount);
    expect_all(AccountId(0xFFFF'FFFF), RejectReason::kUnknownAccount);
}

TEST_F(EnvelopeTest, TheStampIsTheSequencersDutyAndAWrongOneEndsTheProcess) {
    wire::ByteBuffer events;
    const wire::Command command(MakeCommand<Continue>(kVenueAccount));
    const Sequence last = exchange.sequence();
    const Timestamp now = exchange.timestamp();
    EXPECT_DEATH(exchange.Apply(command, {last, now}, events), "sequence");
    EXPECT_DEATH(exchange.Apply(command, {last.Next().Next(), now}, events), "sequence");
    const Timestamp past(now.raw() - 1);
    EXPECT_DEATH(exchange.Apply(command, {last.Next(), past}, events), "timestamp");
    exchange.Apply(command, {last.Next(), now}, events);  // an equal timestamp may follow
}

}  // namespace
}  // namespace bourse::exchange
