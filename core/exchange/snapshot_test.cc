// Save, Restore and Hash: the state as bytes is the state.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "core/base/hash.h"
#include "core/exchange/venue_fixture.h"

namespace bourse::exchange {
namespace {

using Mode = SelfTradePrevention;

std::vector<std::byte> Saved(const Exchange& exchange) {
    wire::ByteBuffer buffer;
    exchange.Save(buffer);
    return {buffer.bytes().begin(), buffer.bytes().end()};
}

// Lives through everything a snapshot must hold.
class SnapshotTest : public VenueFixture, public testing::Test {
protected:
    OrderInstruction RandomOrder() {
        OrderInstruction order = Limit(
            Below(2) == 0 ? Side::kBuy : Side::kSell, Price(95 + Below(11)), Quantity(1 + Below(20))
        );
        order.symbol = SymbolId(static_cast<std::uint32_t>(Below(exchange.symbol_count())));
        order.self_trade_prevention = static_cast<Mode>(1 + Below(6));
        if (Below(2) == 0) {
            order.client_order_id =
                ClientOrderId::From(Numbered("c", static_cast<std::uint64_t>(Below(40))));
        }
        if (Below(4) == 0) order.time_in_force = static_cast<TimeInForce>(1 + Below(3));
        return order;
    }
    OrderReference RandomReference() {
        OrderReference reference = ReferTo(OrderId(static_cast<std::uint64_t>(Below(5'000))));
        if (Below(2) == 0)
            reference = ReferTo(Numbered("c", static_cast<std::uint64_t>(Below(40))));
        return reference;
    }
    AccountId RandomAccount() { return AccountId(static_cast<std::uint32_t>(2 + Below(3))); }
    wire::Command RandomCommand() {
        switch (Below(12)) {
            case 0: {
                auto command = MakeCommand<CancelOrder>(RandomAccount());
                command.reference = RandomReference();
                return wire::Command(command);
            }
            case 1: {
                auto command = MakeCommand<AmendOrder>(RandomAccount());
                command.reference = RandomReference();
                command.quantity = Quantity(1 + Below(10));
                return wire::Command(command);
            }
            case 2: {
                auto command = MakeCommand<ReserveWithdrawal>(RandomAccount());
                command.amount = Amount(1 + Below(10));
                return wire::Command(command);
            }
            case 3: {
                auto command = MakeCommand<ReleaseWithdrawal>(kVenueAccount);
                command.withdrawal = WithdrawalId(static_cast<std::uint64_t>(Below(300)));
                return wire::Command(command);
            }
            case 4: {
                auto command = ChangeCommand(RandomAccount());
                command.trade_group = static_cast<std::uint32_t>(Below(3));
                command.status = Below(5) == 0 ? AccountStatus::kFrozen : AccountStatus::kActive;
                return wire::Command(command);
            }
            case 5:
                return RandomRarity();
            default:
                return wire::Command(PlaceCommand(RandomAccount(), RandomOrder()));
        }
    }
    wire::Command RandomRarity() {
        switch (Below(40)) {
            case 0: {
                auto command = MakeCommand<DefineAsset>(kVenueAccount);
                command.definition.name =
                    Name::From(Numbered("A", static_cast<std::uint64_t>(Below(1'000))));
                return wire::Command(command);
            }
            case 1: {
                auto command = MakeCommand<DefineSymbol>(kVenueAccount);
                command.definition =
                    MakeSymbolDefinition(Numbered("S", static_cast<std::uint64_t>(Below(5))));
                return wire::Command(command);
            }
            case 2: {
                auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
                command.mode = static_cast<SymbolMode>(1 + Below(3));
                return wire::Command(command);
            }
            case 3:
                return wire::Command(MakeCommand<CancelAllOrders>(RandomAccount()));
            default: {
                auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
                command.mode = SymbolMode::kContinuous;
                return wire::Command(command);
            }
        }
    }
    wire::Command NextCommand() {
        wire::Command command = RandomCommand();
        command.header().session = SessionId(static_cast<std::uint64_t>(Below(4)));
        command.header().number = exchange.NextNumber(command.header().session);
        return command;
    }
    std::int64_t Below(std::uint64_t bound) { return static_cast<std::int64_t>(random_() % bound); }

    static constexpr std::uint64_t kSeed = 71;
    std::mt19937_64 random_{kSeed};
};

TEST_F(SnapshotTest, ARestoredExchangeGoesOnAsIfNothingHadHappened) {
    for (int point = 0; point < 8; ++point) {
        SCOPED_TRACE("seed " + std::to_string(kSeed) + " point " + std::to_string(point));
        for (int i = 0; i < 300; ++i) Apply(NextCommand());
        auto restored = Exchange::Restore(Saved(exchange));
        ASSERT_TRUE(restored.has_value());
        ASSERT_EQ(Saved(*restored), Saved(exchange));
        EXPECT_EQ(restored->Hash(), exchange.Hash());
        EXPECT_EQ(restored->open_order_count(), exchange.open_order_count());
        restored->CheckInvariants();
        for (int i = 0; i < 300; ++i) {
            const wire::Command command = NextCommand();
            wire::ByteBuffer events;
            const Timestamp timestamp(exchange.timestamp().raw() + 1);
            restored->Apply(command, {exchange.sequence().Next(), timestamp}, events);
            ASSERT_TRUE(std::ranges::equal(Apply(command).bytes(), events.bytes()));
            ASSERT_EQ(restored->Hash(), exchange.Hash());
        }
    }
    EXPECT_GT(exchange.open_order_count(), 10u);
}

TEST_F(SnapshotTest, PendingCancelAllsContinueAfterARestore) {
    for (int i = 0; i < 600; ++i) Placed(kAlice, Buy(10, Quantity(1)));
    auto command = MakeCommand<CancelAllOrders>(kAlice);
    command.cancel_id = ClientOrderId::From("all");
    Must(command);
    Placed(kAlice, Buy(10, Quantity(1)));
    exchange = *Exchange::Restore(Saved(exchange));
    EXPECT_TRUE(exchange.has_pending_work());
    Must(MakeCommand<Continue>(kVenueAccount));
    const Answer last = Must(MakeCommand<Continue>(kVenueAccount));
    EXPECT_EQ(last.First<CancelAllCompleted>().canceled, 600u);
    EXPECT_EQ(last.First<OrderCanceled>().cancel_id.view(), "all");
    EXPECT_EQ(exchange.open_order_count(), 1u);
}

TEST_F(SnapshotTest, SessionsAnswerTheSameBytesAfterARestore) {
    auto command = PlaceCommand(kAlice, Buy(10, Quantity(1)));
    command.header.session = SessionId(5);
    for (std::uint64_t number = 1; number <= 300; ++number) {
        command.header.number = SessionNumber(number);
        Must(command);
    }
    Exchange restored = *Exchange::Restore(Saved(exchange));
    EXPECT_EQ(restored.NextNumber(SessionId(5)), SessionNumber(301));
    for (const std::uint64_t number : {1u, 44u, 45u, 300u}) {
        command.header.number = SessionNumber(number);
        wire::ByteBuffer events;
        const Timestamp timestamp(exchange.timestamp().raw() + 1);
        restored.Apply(wire::Command(command), {restored.sequence().Next(), timestamp}, events);
        EXPECT_TRUE(std::ranges::equal(Apply(command).bytes(), events.bytes())) << number;
    }
}

TEST_F(SnapshotTest, ASecondSaveGivesTheSameBytesAndHashDependsOnEveryCommand) {
    EXPECT_EQ(Saved(exchange), Saved(exchange));
    const auto before = exchange.Hash();
    Apply(MakeCommand<Continue>(kVenueAccount));
    EXPECT_NE(exchange.Hash(), before);
}

TEST_F(SnapshotTest, AFlippedBitIsNoSnapshot) {
    for (int i = 0; i < 200; ++i) Apply(NextCommand());
    std::vector<std::byte> bytes = Saved(exchange);
    ASSERT_TRUE(Exchange::Restore(bytes).has_value());
    for (int i = 0; i < 300; ++i) {
        const std::size_t at = i < 24 ? static_cast<std::size_t>(i) : random_() % bytes.size();
        const auto bit = static_cast<std::byte>(1U << random_() % 8);
        bytes[at] ^= bit;
        ASSERT_FALSE(Exchange::Restore(bytes).has_value()) << "seed " << kSeed << " byte " << at;
        bytes[at] ^= bit;
    }
}

TEST_F(SnapshotTest, NeitherIsATruncatedOrALongerOne) {
    for (int i = 0; i < 50; ++i) Apply(NextCommand());
    std::vector<std::byte> bytes = Saved(exchange);
    for (std::size_t size = 0; size < bytes.size(); size += size < 100 ? 1 : 61) {
        ASSERT_FALSE(Exchange::Restore(std::span(bytes).first(size)).has_value()) << size;
    }
    bytes.push_back(std::byte{0});
    EXPECT_FALSE(Exchange::Restore(bytes).has_value());
}

// The hash is made to fit, so that the reader itself must see the end.
void Seal(std::vector<std::byte>& bytes) {
    const std::uint64_t hash = Hash64(std::span(bytes).subspan(16));
    std::memcpy(bytes.data() + 8, &hash, sizeof hash);
}

TEST_F(SnapshotTest, ATruncationWithAFittingHashIsSeenByTheReader) {
    for (int i = 0; i < 150; ++i) Apply(NextCommand());
    for (int i = 0; i < 600; ++i) Placed(kCarol, Buy(10, Quantity(1)));
    Must(MakeCommand<CancelAllOrders>(kCarol));
    const std::vector<std::byte> bytes = Saved(exchange);
    for (std::size_t size = 16; size < bytes.size(); size += 1 + random_() % 97) {
        std::vector<std::byte> part(bytes.begin(), bytes.begin() + static_cast<long>(size));
        Seal(part);
        ASSERT_FALSE(Exchange::Restore(part).has_value()) << "seed " << kSeed << " " << size;
    }
    std::vector<std::byte> longer = bytes;
    longer.push_back(std::byte{0});
    Seal(longer);
    EXPECT_FALSE(Exchange::Restore(longer).has_value());
}

TEST_F(SnapshotTest, At65536PendingCancelAllsTheNextIsRejected) {
    constexpr std::size_t kPendingSize = 80;  // the last item of the last list
    constexpr std::uint64_t kMost = 65'536;
    for (int i = 0; i < 600; ++i) Placed(kAlice, Buy(10, Quantity(1)));
    Must(MakeCommand<CancelAllOrders>(kAlice));
    std::vector<std::byte> bytes = Saved(exchange);
    const std::vector<std::byte> item(bytes.end() - kPendingSize, bytes.end());
    for (std::uint64_t i = 1; i < kMost; ++i) bytes.insert(bytes.end(), item.begin(), item.end());
    const std::size_t count_at = bytes.size() - kMost * kPendingSize - sizeof kMost;
    std::memcpy(bytes.data() + count_at, &kMost, sizeof kMost);
    Seal(bytes);
    exchange = *Exchange::Restore(bytes);
    EXPECT_EQ(ReasonOf(MakeCommand<CancelAllOrders>(kAlice)), RejectReason::kCapacity);
    Must(MakeCommand<Continue>(kVenueAccount));
    Must(MakeCommand<Continue>(kVenueAccount));
    EXPECT_EQ(ReasonOf(MakeCommand<CancelAllOrders>(kAlice)), RejectReason::kNone);
}

TEST_F(SnapshotTest, AnAssetDefinedLateKeepsItsBalances) {
    DefineAssetNamed("ETH");
    Fund(kBob, AssetId(2), Amount(9));
    Fund(kAlice, kBtc, Amount(1));
    const Exchange restored = *Exchange::Restore(Saved(exchange));
    EXPECT_EQ(restored.balance(kBob, AssetId(2)).available, Amount(9));
    EXPECT_EQ(restored.asset(AssetId(2))->name, Name::From("ETH"));
}

}  // namespace
}  // namespace bourse::exchange
