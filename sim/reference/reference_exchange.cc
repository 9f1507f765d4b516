#include "sim/reference/reference_exchange.h"

#include <cstring>

#include "core/base/check.h"

namespace bourse::reference {

namespace {

constexpr std::size_t kMaxSessions = 1024;
constexpr std::size_t kMaxAnswers = 256;
constexpr std::size_t kMaxAnswerSize = 32 * 1024;
constexpr std::size_t kMaxAnswersSize = 64 * 1024;

std::vector<std::byte> BytesWithoutKey(wire::Command command) {
    command.header().key = KeyId{};
    return {command.bytes().begin(), command.bytes().end()};
}

bool IsWellFormed(const CommandHeader& header) {
    return wire::CommandSize(header.type) != 0 && wire::CommandSize(header.type) == header.size;
}

}  // namespace

void ReferenceExchange::Apply(
    const wire::Command& command, Sequence sequence, Timestamp timestamp, wire::ByteBuffer& events
) {
    events_ = &events;
    touched_.clear();
    const std::size_t start = events.size();
    const CommandHeader& header = command.header();

    Say<CommandApplied>();
    RejectReason reason = CheckSession(command);
    const bool is_executed = reason == RejectReason::kNone;
    if (is_executed) reason = Execute(command);
    if (reason == RejectReason::kNone) SayBalances();

    CommandApplied applied;
    std::memcpy(&applied, events.data() + start, sizeof applied);
    applied.command = header.type;
    applied.reason = reason;
    applied.account = header.account;
    applied.sequence = sequence;
    applied.timestamp = timestamp;
    applied.session = header.session;
    applied.number = header.number;
    std::memcpy(events.data() + start, &applied, sizeof applied);

    if (is_executed && header.session != kNoSession) {
        KeepAnswer(command, events.bytes().subspan(start));
    }
    if (reason == RejectReason::kRepeated) {
        const auto& answer =
            sessions_.at(header.session.raw()).answers.at(header.number.raw()).events;
        Say<AnswerRepeated>().header.size =
            static_cast<std::uint16_t>(sizeof(AnswerRepeated) + answer.size());
        events.Append(answer);
    }
}

RejectReason ReferenceExchange::CheckSession(const wire::Command& command) const {
    const CommandHeader& header = command.header();
    if (!IsWellFormed(header)) return RejectReason::kMalformedCommand;
    if (header.session == kNoSession || defect_ == Defect::kRepeatExecutes) {
        return RejectReason::kNone;
    }
    const auto found = sessions_.find(header.session.raw());
    if (found == sessions_.end() && sessions_.size() == kMaxSessions) {
        return RejectReason::kTooManySessions;
    }
    static const Session kNew;
    const Session& session = found == sessions_.end() ? kNew : found->second;
    const std::uint64_t number = header.number.raw();
    if (number == session.last_number + 1) return RejectReason::kNone;
    if (number > session.last_number) return RejectReason::kSessionNumberGap;
    const auto answer = session.answers.find(number);
    if (answer == session.answers.end()) return RejectReason::kSessionNumberExpired;
    return answer->second.command == BytesWithoutKey(command) ? RejectReason::kRepeated
                                                              : RejectReason::kSessionNumberReused;
}

void ReferenceExchange::KeepAnswer(
    const wire::Command& command, std::span<const std::byte> events
) {
    Session& session = sessions_[command.header().session.raw()];
    session.last_number = command.header().number.raw();
    if (events.size() <= kMaxAnswerSize) {
        session.answers[session.last_number] = {
            BytesWithoutKey(command), {events.begin(), events.end()}};
    }
    const auto is_too_much = [&session] {
        std::size_t size = 0;
        for (const auto& [number, answer] : session.answers) size += answer.events.size();
        return size > kMaxAnswersSize;
    };
    while (!session.answers.empty() &&
           (session.answers.begin()->first + kMaxAnswers <= session.last_number || is_too_much())) {
        session.answers.erase(session.answers.begin());
    }
}

RejectReason ReferenceExchange::Authorize(const CommandHeader& header) const {
    switch (header.type) {
        case CommandType::kSettleWithdrawal:
        case CommandType::kReleaseWithdrawal:
        case CommandType::kDefineAsset:
        case CommandType::kDefineSymbol:
        case CommandType::kChangeFilters:
        case CommandType::kSetSymbolMode:
        case CommandType::kDefineFeeTier:
        case CommandType::kOpenAccount:
        case CommandType::kChangeAccount:
        case CommandType::kContinue:
            return header.account == kVenueAccount ? RejectReason::kNone
                                                   : RejectReason::kNotAuthorized;
        default:
            if (header.account < kFirstCustomerAccount) return RejectReason::kNotAuthorized;
            return IsOpened(header.account) ? RejectReason::kNone : RejectReason::kUnknownAccount;
    }
}

RejectReason ReferenceExchange::Execute(const wire::Command& command) {
    if (const auto reason = Authorize(command.header()); reason != RejectReason::kNone) {
        return reason;
    }
    switch (command.header().type) {
        case CommandType::kPlaceOrder:
            return Do(command.As<PlaceOrder>());
        case CommandType::kCancelOrder:
            return Do(command.As<CancelOrder>());
        case CommandType::kCancelAllOrders:
            return Do(command.As<CancelAllOrders>());
        case CommandType::kCancelReplaceOrder:
            return Do(command.As<CancelReplaceOrder>());
        case CommandType::kAmendOrder:
            return Do(command.As<AmendOrder>());
        case CommandType::kPlaceOrderList:
            return Do(command.As<PlaceOrderList>());
        case CommandType::kCancelOrderList:
            return Do(command.As<CancelOrderList>());
        case CommandType::kDeposit:
            return Do(command.As<Deposit>());
        case CommandType::kReserveWithdrawal:
            return Do(command.As<ReserveWithdrawal>());
        case CommandType::kSettleWithdrawal:
            return Do(command.As<SettleWithdrawal>());
        case CommandType::kReleaseWithdrawal:
            return Do(command.As<ReleaseWithdrawal>());
        case CommandType::kDefineAsset:
            return Do(command.As<DefineAsset>());
        case CommandType::kDefineSymbol:
            return Do(command.As<DefineSymbol>());
        case CommandType::kChangeFilters:
            return Do(command.As<ChangeFilters>());
        case CommandType::kSetSymbolMode:
            return Do(command.As<SetSymbolMode>());
        case CommandType::kDefineFeeTier:
            return Do(command.As<DefineFeeTier>());
        case CommandType::kOpenAccount:
            return Do(command.As<OpenAccount>());
        case CommandType::kChangeAccount:
            return Do(command.As<ChangeAccount>());
        case CommandType::kContinue:
            return Do(command.As<Continue>());
    }
    return RejectReason::kMalformedCommand;
}

bool ReferenceExchange::IsOpened(AccountId account) const {
    return account >= kFirstCustomerAccount &&
           account.raw() - kFirstCustomerAccount.raw() < accounts_.size();
}

ReferenceExchange::Account& ReferenceExchange::CustomerOf(AccountId account) {
    CHECK(IsOpened(account));
    return accounts_[account.raw() - kFirstCustomerAccount.raw()];
}

ReferenceExchange::Market* ReferenceExchange::FindMarket(SymbolId symbol) {
    return symbol.raw() < markets_.size() ? &markets_[symbol.raw()] : nullptr;
}

}  // namespace bourse::reference
