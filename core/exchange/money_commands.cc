#include "core/exchange/state.h"

namespace bourse::exchange {

namespace {

// WithdrawalReserved, WithdrawalSettled and WithdrawalReleased have the same fields.
template <class Event, class Withdrawal>
void AddWithdrawal(wire::EventWriter& events, WithdrawalId id, const Withdrawal& withdrawal) {
    auto& event = events.Add<Event>();
    event.withdrawal = id;
    event.account = withdrawal.account;
    event.asset = withdrawal.asset;
    event.amount = withdrawal.amount;
}

}  // namespace

RejectReason Exchange::State::Do(const Deposit& command) {
    if (command.asset.raw() >= assets.size()) return RejectReason::kUnknownAsset;
    const Amount room(kAmountBound - 1 - ledger.Circulation(command.asset).raw());
    if (command.amount.raw() <= 0 || command.amount > room) return RejectReason::kInvalidAmount;
    ledger.Deposit(ledger.SlotOf(command.header.account, command.asset), command.amount);
    auto& event = events_.Add<FundsDeposited>();
    event.account = command.header.account;
    event.asset = command.asset;
    event.amount = command.amount;
    return RejectReason::kNone;
}

RejectReason Exchange::State::Do(const ReserveWithdrawal& command) {
    const AccountId account = command.header.account;
    if (IsFrozen(account)) return RejectReason::kAccountFrozen;
    if (command.asset.raw() >= assets.size()) return RejectReason::kUnknownAsset;
    const ledger::Balance* balance = ledger.Find(account, command.asset);
    const Amount available = balance == nullptr ? Amount(0) : balance->available;
    if (command.amount > available) return RejectReason::kInsufficientBalance;
    if (command.amount.raw() <= 0) return RejectReason::kInvalidAmount;
    ledger.Hold(ledger.SlotOf(account, command.asset), command.amount);
    last_withdrawal = last_withdrawal.Next();
    const Withdrawal withdrawal{account, command.asset, command.amount};
    withdrawals[last_withdrawal] = withdrawal;
    AddWithdrawal<WithdrawalReserved>(events_, last_withdrawal, withdrawal);
    return RejectReason::kNone;
}

RejectReason Exchange::State::Do(const SettleWithdrawal& command) {
    const auto found = withdrawals.find(command.withdrawal);
    if (found == withdrawals.end()) return RejectReason::kUnknownWithdrawal;
    const Withdrawal withdrawal = found->second;
    const auto& [account, asset, amount] = withdrawal;
    withdrawals.erase(found);
    ledger.Settle(ledger.SlotOf(account, asset), ledger.venue_slot(asset), amount);
    AddWithdrawal<WithdrawalSettled>(events_, command.withdrawal, withdrawal);
    return RejectReason::kNone;
}

RejectReason Exchange::State::Do(const ReleaseWithdrawal& command) {
    const auto found = withdrawals.find(command.withdrawal);
    if (found == withdrawals.end()) return RejectReason::kUnknownWithdrawal;
    const Withdrawal withdrawal = found->second;
    withdrawals.erase(found);
    ledger.Release(ledger.SlotOf(withdrawal.account, withdrawal.asset), withdrawal.amount);
    AddWithdrawal<WithdrawalReleased>(events_, command.withdrawal, withdrawal);
    return RejectReason::kNone;
}

}  // namespace bourse::exchange
