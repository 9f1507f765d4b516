// The envelope of a command (docs/rules.md section 1): session, principal, dispatch, and the first
// and last events of its answer.
#include "core/base/hash.h"
#include "core/exchange/state.h"

namespace bourse::exchange {

namespace {

bool IsWellFormed(const CommandHeader& header) {
    return header.size != 0 && header.size == wire::CommandSize(header.type);
}

// Whether the venue itself gives the command, and not a customer.
bool IsOperatorCommand(CommandType type) {
    switch (type) {
        using enum CommandType;
        case kSettleWithdrawal:
        case kReleaseWithdrawal:
        case kDefineAsset:
        case kDefineSymbol:
        case kChangeFilters:
        case kSetSymbolMode:
        case kDefineFeeTier:
        case kOpenAccount:
        case kChangeAccount:
        case kContinue:
            return true;
        case kPlaceOrder:
        case kCancelOrder:
        case kCancelAllOrders:
        case kCancelReplaceOrder:
        case kAmendOrder:
        case kPlaceOrderList:
        case kCancelOrderList:
        case kDeposit:
        case kReserveWithdrawal:
            return false;
    }
    return false;
}

std::uint64_t HashWithoutKey(const wire::Command& command) {
    wire::Command keyless = command;
    keyless.header().key = KeyId(0);
    return Hash64(keyless.bytes());
}

}  // namespace

Exchange::State::State(Capacity capacity)
    : orders({capacity.open_orders, capacity.positions}),
      matcher_(matching::Venue{ledger, accounts, orders, events_}) {}

void Exchange::State::Apply(const wire::Command& command, wire::ByteBuffer& output) {
    events_ = wire::EventWriter(output);
    const std::size_t begin = output.size();
    const CommandHeader& header = command.header();
    AddApplied(header);
    const auto set_reason = [&](RejectReason reason) {
        std::memcpy(
            output.data() + begin + offsetof(CommandApplied, reason), &reason, sizeof reason
        );
    };
    if (!IsWellFormed(header)) return set_reason(RejectReason::kMalformedCommand);
    const bool is_of_session = header.session != kNoSession;
    std::uint64_t command_hash = 0;
    if (is_of_session) {
        command_hash = HashWithoutKey(command);
        const auto check = CheckSession(command, command_hash);
        if (check != RejectReason::kNone) return set_reason(check);
    }
    set_reason(Execute(command));
    AddBalances();
    if (!is_of_session) return;
    Session* session = sessions.Find(header.session);
    if (session == nullptr) session = &sessions.Add(header.session);
    session->Keep(command_hash, output.bytes().subspan(begin));
}

RejectReason Exchange::State::CheckSession(
    const wire::Command& command, std::uint64_t command_hash
) {
    const SessionNumber number = command.header().number;
    const Session* session = sessions.Find(command.header().session);
    if (session == nullptr && sessions.is_full()) return RejectReason::kTooManySessions;
    const SessionNumber next = session == nullptr ? SessionNumber(1) : session->next_number();
    if (number == next) return RejectReason::kNone;
    if (number > next) return RejectReason::kSessionNumberGap;
    const Session::Answer* answer = session == nullptr ? nullptr : session->Find(number);
    if (answer == nullptr) return RejectReason::kSessionNumberExpired;
    if (answer->command_hash != command_hash) return RejectReason::kSessionNumberReused;
    events_.Add<AnswerRepeated>().header.size =
        static_cast<std::uint16_t>(sizeof(AnswerRepeated) + answer->length);
    session->AppendTo(events_.buffer(), *answer);
    return RejectReason::kRepeated;
}

RejectReason Exchange::State::Execute(const wire::Command& command) {
    ledger.BeginRound();
    const auto principal = CheckPrincipal(command.header());
    return principal != RejectReason::kNone ? principal : Dispatch(command);
}

RejectReason Exchange::State::CheckPrincipal(const CommandHeader& header) const {
    if (IsOperatorCommand(header.type)) {
        return header.account == kVenueAccount ? RejectReason::kNone : RejectReason::kNotAuthorized;
    }
    if (header.account < kFirstCustomerAccount) return RejectReason::kNotAuthorized;
    return accounts.IsCustomer(header.account) ? RejectReason::kNone
                                               : RejectReason::kUnknownAccount;
}

RejectReason Exchange::State::Dispatch(const wire::Command& command) {
    switch (command.header().type) {
        using enum CommandType;
        case kPlaceOrder:
            return Do(command.As<PlaceOrder>());
        case kCancelOrder:
            return Do(command.As<CancelOrder>());
        case kCancelAllOrders:
            return Do(command.As<CancelAllOrders>());
        case kCancelReplaceOrder:
            return Do(command.As<CancelReplaceOrder>());
        case kAmendOrder:
            return Do(command.As<AmendOrder>());
        case kPlaceOrderList:
            return Do(command.As<PlaceOrderList>());
        case kCancelOrderList:
            return Do(command.As<CancelOrderList>());
        case kDeposit:
            return Do(command.As<Deposit>());
        case kReserveWithdrawal:
            return Do(command.As<ReserveWithdrawal>());
        case kSettleWithdrawal:
            return Do(command.As<SettleWithdrawal>());
        case kReleaseWithdrawal:
            return Do(command.As<ReleaseWithdrawal>());
        case kDefineAsset:
            return Do(command.As<DefineAsset>());
        case kDefineSymbol:
            return Do(command.As<DefineSymbol>());
        case kChangeFilters:
            return Do(command.As<ChangeFilters>());
        case kSetSymbolMode:
            return Do(command.As<SetSymbolMode>());
        case kDefineFeeTier:
            return Do(command.As<DefineFeeTier>());
        case kOpenAccount:
            return Do(command.As<OpenAccount>());
        case kChangeAccount:
            return Do(command.As<ChangeAccount>());
        case kContinue:
            return Do(command.As<Continue>());
    }
    return RejectReason::kMalformedCommand;
}

void Exchange::State::AddApplied(const CommandHeader& header) {
    auto& applied = events_.Add<CommandApplied>();
    applied.command = header.type;
    applied.account = header.account;
    applied.sequence = sequence;
    applied.timestamp = timestamp;
    applied.session = header.session;
    applied.number = header.number;
}

void Exchange::State::AddBalances() {
    for (const ledger::BalanceSlot slot : ledger.touched()) {
        const ledger::Balance& balance = ledger[slot];
        auto& changed = events_.Add<BalanceChanged>();
        changed.account = balance.account;
        changed.asset = balance.asset;
        changed.available = balance.available;
        changed.held = balance.held;
    }
}

}  // namespace bourse::exchange
