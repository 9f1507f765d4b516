// Apply is total: whatever a command holds, it ends in events or a reason, and a rejected command
// changes nothing.
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "core/exchange/venue_fixture.h"

namespace bourse::exchange {
namespace {

class TotalityTest : public VenueFixture, public testing::Test {
protected:
    TotalityTest() {
        Must(tier());
        auto second = MakeCommand<DefineSymbol>(kVenueAccount);
        second.definition = MakeSymbolDefinition("BTCUSD2");
        Must(second);
        OrderInstruction named = Buy(90, Quantity(5));
        named.client_order_id = ClientOrderId::From("a");
        Placed(kAlice, named);
        Placed(kAlice, Sell(110, Quantity(5)));
        Placed(kBob, Sell(111, Quantity(5)));
        Placed(kBob, Buy(89, Quantity(5)));
        auto withdraw = MakeCommand<ReserveWithdrawal>(kAlice);
        withdraw.asset = kUsd;
        withdraw.amount = Amount(5);
        Must(withdraw);
        auto list = MakeCommand<PlaceOrderList>(kAlice);
        list.kind = OrderListKind::kOto;
        list.list_client_id = ClientOrderId::From("l");
        list.legs[0] = Buy(90, Quantity(5));
        list.legs[1] = Sell(120, Quantity(5));
        Must(list);
        OrderInstruction stop = Buy(130, Quantity(5));
        stop.type = OrderType::kStopLossLimit;
        stop.conditions.stop_price = Price(120);
        Placed(kBob, stop);
    }
    static DefineFeeTier tier() {
        auto command = MakeCommand<DefineFeeTier>(kVenueAccount);
        command.tier = FeeTierId(1);
        command.taker = Rate(1000);
        return command;
    }
    // One valid command of each type.
    std::vector<wire::Command> ValidCommands() const {
        auto place = PlaceCommand(kAlice, Buy(95, Quantity(1)));
        auto cancel = MakeCommand<CancelOrder>(kAlice);
        cancel.reference = ReferTo("a");
        auto replace = MakeCommand<CancelReplaceOrder>(kAlice);
        replace.reference = ReferTo("a");
        replace.instruction = place.instruction;
        replace.mode = CancelReplaceMode::kStopOnFailure;
        auto amend = MakeCommand<AmendOrder>(kAlice);
        amend.reference = ReferTo("a");
        amend.quantity = Quantity(3);
        auto list = MakeCommand<PlaceOrderList>(kAlice);
        list.kind = OrderListKind::kOto;
        list.legs[0] = list.legs[1] = place.instruction;
        auto cancel_list = MakeCommand<CancelOrderList>(kAlice);
        cancel_list.list_client_id = ClientOrderId::From("l");
        auto deposit = MakeCommand<Deposit>(kAlice);
        deposit.amount = Amount(5);
        auto reserve = MakeCommand<ReserveWithdrawal>(kAlice);
        reserve.amount = Amount(5);
        auto settle = MakeCommand<SettleWithdrawal>(kVenueAccount);
        settle.withdrawal = WithdrawalId(1);
        auto release = MakeCommand<ReleaseWithdrawal>(kVenueAccount);
        release.withdrawal = WithdrawalId(1);
        auto asset = MakeCommand<DefineAsset>(kVenueAccount);
        asset.definition.name = Name::From("ETH");
        auto symbol = MakeCommand<DefineSymbol>(kVenueAccount);
        symbol.definition = MakeSymbolDefinition("BTCUSD3");
        auto filters = MakeCommand<ChangeFilters>(kVenueAccount);
        filters.filters = symbol.definition.filters;
        auto mode = MakeCommand<SetSymbolMode>(kVenueAccount);
        mode.mode = SymbolMode::kCancelOnly;
        const auto wrap = [](const auto&... commands) {
            return std::vector{wire::Command(commands)...};
        };
        return wrap(
            place,
            cancel,
            MakeCommand<CancelAllOrders>(kAlice),
            replace,
            amend,
            list,
            cancel_list,
            deposit,
            reserve,
            settle,
            release,
            asset,
            symbol,
            filters,
            mode,
            tier(),
            MakeCommand<OpenAccount>(kVenueAccount),
            ChangeCommand(kBob),
            MakeCommand<Continue>(kVenueAccount)
        );
    }
    static wire::Command WithBytes(
        wire::Command command, std::size_t at, const void* from, std::size_t count
    ) {
        std::memcpy(reinterpret_cast<std::byte*>(&command.header()) + at, from, count);
        return command;
    }
    // Applies it to a copy of the venue, whose invariants hold afterwards.
    void Try(const wire::Command& command) {
        Exchange copy = *Exchange::Restore(start_.bytes());
        wire::ByteBuffer events;
        copy.Apply(command, {copy.sequence().Next(), copy.timestamp()}, events);
        ASSERT_TRUE(wire::ValidateEvents(events.bytes()).has_value());
        CommandApplied applied;
        std::memcpy(&applied, events.bytes().data(), sizeof applied);
        if (applied.reason != RejectReason::kNone && command.header().session == kNoSession) {
            ASSERT_EQ(events.size(), sizeof applied);
            wire::ByteBuffer after;
            copy.Save(after);
            constexpr std::size_t kStamp = 32;  // magic, hash, sequence, timestamp
            ASSERT_EQ(after.size(), start_.size());
            ASSERT_EQ(
                std::memcmp(after.data() + kStamp, start_.data() + kStamp, after.size() - kStamp), 0
            );
            ++rejected_;
        } else {
            copy.CheckInvariants();
            ++accepted_;
        }
    }
    void Start() {
        start_.Clear();
        exchange.Save(start_);
    }

    wire::ByteBuffer start_;
    int rejected_ = 0;
    int accepted_ = 0;
};

TEST_F(TotalityTest, TheValidCommandsAreValid) {
    Start();
    int expected = 0;
    for (const wire::Command& command : ValidCommands()) Try(command), ++expected;
    EXPECT_EQ(accepted_, expected - 1);  // Continue has nothing to do
}

TEST_F(TotalityTest, EveryByteOfEveryCommandMayBeAnything) {
    Start();
    for (const wire::Command& command : ValidCommands()) {
        for (std::size_t at = 0; at < command.bytes().size(); ++at) {
            // All values of small fields; a spread of those inside of large ones.
            const int step = at % 8 == 0 || at + 8 >= command.bytes().size() ? 1 : 51;
            for (int value = 0; value <= 255; value += step) {
                const auto byte = static_cast<std::uint8_t>(value);
                Try(WithBytes(command, at, &byte, 1));
            }
        }
    }
    EXPECT_GT(rejected_, 1'000);
    EXPECT_GT(accepted_, 1'000);
}

TEST_F(TotalityTest, EveryIntegerMayBeExtreme) {
    Start();
    const std::int64_t values[] = {
        INT64_MIN,
        INT64_MAX,
        0,
        -1,
        1,
        kAmountBound,
        kAmountBound - 1,
        std::int64_t{1} << 32,
        0xFFFF'FFFF};
    for (const wire::Command& command : ValidCommands()) {
        for (std::size_t at = 8; at < command.bytes().size(); at += 8) {
            for (const std::int64_t value : values) Try(WithBytes(command, at, &value, 8));
            for (const std::int64_t value : values) {
                for (std::size_t other = at + 8; other < command.bytes().size(); other += 8) {
                    Try(WithBytes(WithBytes(command, at, &value, 8), other, &values[1], 8));
                }
            }
        }
    }
    EXPECT_GT(rejected_, 1'000);
}

TEST_F(TotalityTest, UnknownTypesAndSizesAreMalformed) {
    wire::Command command(PlaceCommand(kAlice, Buy(95, Quantity(1))));
    for (int type = 0; type <= 0xFFFF; ++type) {
        command.header().type = static_cast<CommandType>(type);
        if (wire::CommandSize(command.header().type) == sizeof(PlaceOrder)) continue;
        ASSERT_EQ(ReasonOf(command), RejectReason::kMalformedCommand) << type;
    }
}

TEST_F(TotalityTest, RandomBytesOfAKnownTypeInOneVenue) {
    const std::uint64_t seed = 20'261'122;
    std::mt19937_64 random(seed);
    const auto valid = ValidCommands();
    for (int i = 0; i < 20'000; ++i) {
        wire::Command command = valid[random() % valid.size()];
        for (std::uint64_t changes = random() % 4; changes > 0; --changes) {
            const std::uint64_t value = random() >> random() % 64;
            const std::size_t at = 8 + random() % (command.bytes().size() - 8);
            const std::size_t most = std::min<std::size_t>(8, command.bytes().size() - at);
            command = WithBytes(command, at, &value, 1 + random() % most);
        }
        Apply(command);
        if (i % 1'000 == 0) exchange.CheckInvariants();
    }
}

TEST_F(TotalityTest, PrefetchOfAnyValuesChangesNothing) {
    const std::uint64_t seed = 7;
    std::mt19937_64 random(seed);
    const std::uint64_t hash = exchange.Hash();
    const auto value = [&] { return random() >> random() % 64; };
    Lookahead lookahead;
    for (int i = 0; i < 20'000; ++i) {
        std::array<Target, Lookahead::kGroup> targets;
        for (Target& target : targets) {
            target.account = AccountId(static_cast<std::uint32_t>(value()));
            target.symbol = SymbolId(static_cast<std::uint32_t>(value()));
            target.order = OrderId(random() % 2 == 0 ? 0 : value());
            target.side = static_cast<Side>(value());
            target.price = Price(static_cast<std::int64_t>(value()));
        }
        exchange.Prefetch(lookahead, std::span(targets).first(random() % (targets.size() + 1)));
    }
    EXPECT_EQ(exchange.Hash(), hash) << "seed " << seed;
}

TEST_F(TotalityTest, ANameOfACancelMayHoldAnyBytes) {
    auto cancel = MakeCommand<CancelOrder>(kAlice);
    cancel.reference = ReferTo("a");
    cancel.cancel_id.length = 255;
    const auto canceled = Must(cancel).First<OrderCanceled>();
    EXPECT_LE(canceled.cancel_id.view().size(), sizeof canceled.cancel_id.text);
}

}  // namespace
}  // namespace bourse::exchange
