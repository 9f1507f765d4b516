// Section 3 of the rules: the ledger.
#include <algorithm>

#include "sim/reference/reference_exchange.h"

namespace bourse::reference {

namespace {

const Natural kAmountLimit{std::int64_t{1} << 62};

}  // namespace

void ReferenceExchange::Touch(AccountAsset owner) {
    if (std::find(touched_.begin(), touched_.end(), owner) == touched_.end()) {
        touched_.push_back(owner);
    }
}

void ReferenceExchange::Hold(AccountAsset owner, Natural amount) {
    if (amount == Natural{}) return;
    Touch(owner);
    Balance& balance = balances_[owner];
    balance.available = balance.available - amount;
    balance.held = balance.held + amount;
}

void ReferenceExchange::Release(AccountAsset owner, Natural amount) {
    Take(owner, amount);
    Give(owner, amount);
}

void ReferenceExchange::Take(AccountAsset owner, Natural amount) {
    if (amount == Natural{}) return;
    Touch(owner);
    balances_[owner].held = balances_[owner].held - amount;
}

void ReferenceExchange::Give(AccountAsset owner, Natural amount) {
    if (amount == Natural{}) return;
    Touch(owner);
    balances_[owner].available = balances_[owner].available + amount;
}

// ceil(received × rate / 100,000,000)
Natural ReferenceExchange::Commission(Natural received, Rate rate) const {
    const Natural scale{100'000'000};
    const Natural product = received * Natural{rate.raw()};
    if (defect_ == Defect::kCommissionRoundedDown) return product / scale;
    return (product + scale - Natural{1}) / scale;
}

void ReferenceExchange::SayBalances() {
    for (const auto& [account, asset] : touched_) {
        const Balance& balance = balances_[{account, asset}];
        auto& event = Say<BalanceChanged>();
        event.account = account;
        event.asset = asset;
        event.available = Amount{balance.available.ToInt64()};
        event.held = Amount{balance.held.ToInt64()};
    }
}

RejectReason ReferenceExchange::Do(const Deposit& command) {
    if (!IsAsset(command.asset)) return RejectReason::kUnknownAsset;
    if (command.amount <= Amount{0}) return RejectReason::kInvalidAmount;
    Natural& outside = outside_[command.asset.raw()];
    const Natural amount{command.amount.raw()};
    if (outside + amount >= kAmountLimit) return RejectReason::kInvalidAmount;

    outside = outside + amount;
    Give({command.header.account, command.asset}, amount);
    auto& event = Say<FundsDeposited>();
    event.account = command.header.account;
    event.asset = command.asset;
    event.amount = command.amount;
    return RejectReason::kNone;
}

RejectReason ReferenceExchange::Do(const ReserveWithdrawal& command) {
    const AccountId account = command.header.account;
    if (CustomerOf(account).status == AccountStatus::kFrozen) return RejectReason::kAccountFrozen;
    if (!IsAsset(command.asset)) return RejectReason::kUnknownAsset;
    const AccountAsset owner{account, command.asset};
    if (command.amount > Amount{balances_[owner].available.ToInt64()}) {
        return RejectReason::kInsufficientBalance;
    }
    if (command.amount <= Amount{0}) return RejectReason::kInvalidAmount;

    Hold(owner, Natural{command.amount.raw()});
    withdrawals_[++withdrawal_count_] = {account, command.asset, command.amount};
    auto& event = Say<WithdrawalReserved>();
    event.withdrawal = WithdrawalId{withdrawal_count_};
    event.account = account;
    event.asset = command.asset;
    event.amount = command.amount;
    return RejectReason::kNone;
}

RejectReason ReferenceExchange::Do(const SettleWithdrawal& command) {
    const auto found = withdrawals_.find(command.withdrawal.raw());
    if (found == withdrawals_.end()) return RejectReason::kUnknownWithdrawal;

    const auto [account, asset, amount] = found->second;
    withdrawals_.erase(found);
    Take({account, asset}, Natural{amount.raw()});
    outside_[asset.raw()] = outside_[asset.raw()] - Natural{amount.raw()};
    auto& event = Say<WithdrawalSettled>();
    event.withdrawal = command.withdrawal;
    event.account = account;
    event.asset = asset;
    event.amount = amount;
    return RejectReason::kNone;
}

RejectReason ReferenceExchange::Do(const ReleaseWithdrawal& command) {
    const auto found = withdrawals_.find(command.withdrawal.raw());
    if (found == withdrawals_.end()) return RejectReason::kUnknownWithdrawal;

    const auto [account, asset, amount] = found->second;
    withdrawals_.erase(found);
    Release({account, asset}, Natural{amount.raw()});
    auto& event = Say<WithdrawalReleased>();
    event.withdrawal = command.withdrawal;
    event.account = account;
    event.asset = asset;
    event.amount = amount;
    return RejectReason::kNone;
}

}  // namespace bourse::reference
