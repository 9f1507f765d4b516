// Any commands on a small venue: whatever they hold, Apply answers in events that can be read, the
// invariants hold, and an exchange from a snapshot goes on with the same events.
//
//   input   := command*
//   command := template u8, who u8 (account, session), how u8 (edits, number), (offset u8, value
//   u8)*
//
// A command is a valid one with some bytes changed, so that ids stay small and hit.
#include <algorithm>
#include <array>
#include <vector>

#include "core/exchange/exchange.h"

namespace {

using namespace bourse;

class Input {
public:
    explicit Input(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
    bool is_at_end() const { return bytes_.empty(); }
    std::uint8_t Next() {
        if (bytes_.empty()) return 0;
        const std::uint8_t byte = bytes_.front();
        bytes_ = bytes_.subspan(1);
        return byte;
    }

private:
    std::span<const std::uint8_t> bytes_;
};

wire::Command Place(Side side, OrderType type) {
    auto command = MakeCommand<PlaceOrder>(kFirstCustomerAccount);
    command.instruction.side = side;
    command.instruction.type = type;
    command.instruction.price = Price(type == OrderType::kMarket ? 0 : 50);
    command.instruction.quantity = Quantity(10);
    return wire::Command(command);
}

template <class T>
T OfFirstOrder() {
    auto command = MakeCommand<T>(kFirstCustomerAccount);
    command.reference.order = OrderId(1);
    return command;
}

wire::Command Replace() {
    auto command = OfFirstOrder<CancelReplaceOrder>();
    command.instruction = Place(Side::kBuy, OrderType::kLimit).As<PlaceOrder>().instruction;
    command.mode = CancelReplaceMode::kAllowFailure;
    return wire::Command(command);
}

template <class T>
wire::Command Move() {
    auto command = MakeCommand<T>(kFirstCustomerAccount);
    command.amount = Amount(10'000);
    return wire::Command(command);
}

template <class T>
wire::Command EndWithdrawal() {
    auto command = MakeCommand<T>(kVenueAccount);
    command.withdrawal = WithdrawalId(1);
    return wire::Command(command);
}

wire::Command Asset(std::string_view name) {
    auto command = MakeCommand<DefineAsset>(kVenueAccount);
    command.definition.name = Name::From(name);
    return wire::Command(command);
}

SymbolFilters Filters() {
    SymbolFilters filters;
    filters.price_max = Price(100);
    filters.quantity_max = Quantity(1'000);
    return filters;
}

wire::Command DefineMarket() {
    auto command = MakeCommand<DefineSymbol>(kVenueAccount);
    command.definition.name = Name::From("AB");
    command.definition.quote = AssetId(1);
    command.definition.filters = Filters();
    return wire::Command(command);
}

wire::Command Refilter() {
    auto command = MakeCommand<ChangeFilters>(kVenueAccount);
    command.filters = Filters();
    return wire::Command(command);
}

wire::Command SetMode() {
    auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
    command.mode = SymbolMode::kContinuous;
    return wire::Command(command);
}

wire::Command Tier() {
    auto command = MakeCommand<DefineFeeTier>(kVenueAccount);
    command.tier = FeeTierId(1);
    command.taker = Rate(100'000);
    return wire::Command(command);
}

wire::Command Change() {
    auto command = MakeCommand<ChangeAccount>(kVenueAccount);
    command.account = kFirstCustomerAccount;
    command.status = AccountStatus::kActive;
    return wire::Command(command);
}

const std::vector<wire::Command>& Templates() {
    static const std::vector<wire::Command> templates = {
        Place(Side::kBuy, OrderType::kLimit),
        Place(Side::kSell, OrderType::kLimit),
        Place(Side::kBuy, OrderType::kMarket),
        Place(Side::kSell, OrderType::kLimitMaker),
        wire::Command(OfFirstOrder<CancelOrder>()),
        wire::Command(OfFirstOrder<AmendOrder>()),
        wire::Command(MakeCommand<CancelAllOrders>(kFirstCustomerAccount)),
        Replace(),
        Move<Deposit>(),
        Move<ReserveWithdrawal>(),
        EndWithdrawal<SettleWithdrawal>(),
        EndWithdrawal<ReleaseWithdrawal>(),
        Asset("C"),
        DefineMarket(),
        Refilter(),
        SetMode(),
        Tier(),
        wire::Command(MakeCommand<OpenAccount>(kVenueAccount)),
        Change(),
        wire::Command(MakeCommand<Continue>(kVenueAccount)),
    };
    return templates;
}

// An exchange, and from some moment on its twin from a snapshot.
class Venue {
public:
    Venue() {
        for (const auto& command : {Asset("A"), Asset("B"), DefineMarket()}) Apply(command);
        for (std::uint32_t account = 2; account < 5; ++account) {
            Apply(wire::Command(MakeCommand<OpenAccount>(kVenueAccount)));
            for (const std::uint32_t asset : {0u, 1u}) {
                auto deposit = Move<Deposit>().As<Deposit>();
                deposit.header.account = AccountId(account);
                deposit.asset = AssetId(asset);
                Apply(wire::Command(deposit));
            }
        }
    }

    void Apply(const wire::Command& command) {
        const exchange::Stamp stamp{
            exchange_.sequence().Next(), Timestamp(exchange_.timestamp().raw() + 1)};
        events_.Clear();
        exchange_.Apply(command, stamp, events_);
        CHECK(wire::ValidateEvents(events_.bytes()).has_value());
        if (!twin_) return;
        twin_events_.Clear();
        twin_->Apply(command, stamp, twin_events_);
        CHECK(std::ranges::equal(events_.bytes(), twin_events_.bytes()));
    }

    void Check() {
        exchange_.CheckInvariants();
        wire::ByteBuffer snapshot;
        exchange_.Save(snapshot);
        CHECK(!twin_ || twin_->Hash() == exchange_.Hash());
        twin_ = exchange::Exchange::Restore(snapshot.bytes());
        CHECK(twin_ && twin_->Hash() == exchange_.Hash());
    }

    SessionNumber NextNumber(SessionId session) const { return exchange_.NextNumber(session); }

private:
    exchange::Exchange exchange_;
    std::optional<exchange::Exchange> twin_;
    wire::ByteBuffer events_;
    wire::ByteBuffer twin_events_;
};

wire::Command Take(Input& input, const Venue& venue) {
    wire::Command command = Templates()[input.Next() % Templates().size()];
    const std::uint8_t who = input.Next();
    const std::uint8_t how = input.Next();
    CommandHeader header = command.header();
    if (header.account != kVenueAccount) header.account = AccountId(2 + who % 4u);
    header.session = SessionId(who / 64u);
    const std::uint64_t next = venue.NextNumber(header.session).raw();
    // Mostly the next number; else one of those before, or behind it.
    header.number = SessionNumber(how < 224 ? next : next + 8 - how % 16u);
    std::array<std::byte, kMaxCommandSize> bytes{};
    std::ranges::copy(command.bytes(), bytes.begin());
    for (unsigned edits = how % 8u; edits > 0; --edits) {
        const std::size_t offset = input.Next();
        if (offset < header.size) bytes[offset] = std::byte{input.Next()};
    }
    std::memcpy(bytes.data(), &header, sizeof header);
    std::span<const std::byte> rest(bytes);
    return *wire::DecodeCommand(rest);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::uint8_t kCheckNow = 255;
    Venue venue;
    Input input({data, size});
    for (int count = 0; count < 2'000 && !input.is_at_end(); ++count) {
        venue.Apply(Take(input, venue));
        if (count % kCheckNow == 10) venue.Check();
    }
    venue.Check();
    return 0;
}
