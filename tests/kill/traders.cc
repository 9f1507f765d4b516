#include "tests/kill/traders.h"

#include <algorithm>

#include "sim/reference/venue.h"

namespace bourse::kill {

namespace {

constexpr SessionId kOperator{1};
constexpr std::uint32_t kTraders = 4;  // accounts 2 to 5, sessions 2 to 5
constexpr std::size_t kInFlight = 10;  // a session
constexpr std::int64_t kFunds = 1'000'000'000'000;

SessionId SessionOf(AccountId account) { return SessionId(account.raw()); }

std::vector<wire::Command> DefineVenue() {
    std::vector<wire::Command> commands;
    for (const AssetDefinition& definition : reference::VenueAssets()) {
        auto command = MakeCommand<DefineAsset>(kVenueAccount);
        command.definition = definition;
        commands.emplace_back(command);
    }
    auto symbol = MakeCommand<DefineSymbol>(kVenueAccount);
    symbol.definition = reference::VenueSymbols()[0];
    commands.emplace_back(symbol);
    for (std::uint32_t i = 0; i < kTraders; ++i) {
        commands.emplace_back(MakeCommand<OpenAccount>(kVenueAccount));
        for (const AssetId asset : {symbol.definition.base, symbol.definition.quote}) {
            auto deposit = MakeCommand<Deposit>(AccountId(kFirstCustomerAccount.raw() + i));
            deposit.asset = asset;
            deposit.amount = Amount(kFunds);
            commands.emplace_back(deposit);
        }
    }
    return commands;
}

}  // namespace

Traders::Traders(std::uint64_t seed) : random_(seed) {}

void Traders::Add(wire::Command command, SessionId id) {
    Session& session = sessions_[id];
    session.last = session.last.Next();
    command.header().session = id;
    command.header().number = session.last;
    session.in_flight.push_back(command);
    next_.push_back(command);
}

std::vector<wire::Command> Traders::Next() {
    next_.clear();
    if (venue_ == Venue::kUndefined) {
        for (const wire::Command& command : DefineVenue()) Add(command, kOperator);
        venue_ = Venue::kDefined;
    }
    // The accounts are open as soon as the operator's session is answered.
    if (!sessions_[kOperator].in_flight.empty()) return next_;
    for (std::uint32_t i = 0; i < kTraders; ++i) {
        const AccountId account(kFirstCustomerAccount.raw() + i);
        const SessionId session = SessionOf(account);
        while (sessions_[session].in_flight.size() < kInFlight) Add(Choose(account), session);
    }
    return next_;
}

wire::Command Traders::Choose(AccountId account) {
    if (random_.OneIn(30)) {
        return wire::Command(MakeCommand<CancelAllOrders>(account));
    }
    if (random_.OneIn(10)) {
        // Every other one is more than there is.
        auto withdrawal = MakeCommand<ReserveWithdrawal>(account);
        withdrawal.amount = Amount(random_.OneIn(2) ? kFunds * 2 : 1);
        return wire::Command(withdrawal);
    }
    auto place = MakeCommand<PlaceOrder>(account);
    place.instruction.side = random_.OneIn(2) ? Side::kBuy : Side::kSell;
    place.instruction.type = OrderType::kLimit;
    place.instruction.price = Price(reference::kFirstPrice + random_.In({-5, 5}));
    place.instruction.quantity = Quantity(random_.In({2, 20}));
    return wire::Command(place);
}

void Traders::Answered(CommandId id) {
    std::erase_if(sessions_[id.session].in_flight, [&](const wire::Command& command) {
        return command.header().number == id.number;
    });
}

std::vector<wire::Command> Traders::Unanswered() const {
    std::vector<wire::Command> commands;
    for (const auto& [id, session] : sessions_) {
        commands.insert(commands.end(), session.in_flight.begin(), session.in_flight.end());
    }
    return commands;
}

}  // namespace bourse::kill
