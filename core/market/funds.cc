#include "core/market/funds.h"

namespace bourse::market {

BoundaryTotals& Funds::TotalsOf(AssetId asset) {
    if (asset.raw() >= totals_.size()) totals_.resize(asset.raw() + 1);
    return totals_[asset.raw()];
}

void Funds::Apply(const FundsDeposited& event, const CommandApplied& command) {
    TotalsOf(event.asset).deposited += event.amount.raw();
    deposits_.Add(event.account, {command.sequence, event.asset, event.amount, command.timestamp});
}

void Funds::Apply(const WithdrawalReserved& event, const CommandApplied& command) {
    WithdrawalRecord record;
    record.id = event.withdrawal;
    record.asset = event.asset;
    record.amount = event.amount;
    record.time = command.timestamp;
    withdrawals_.Add(event.account, record);
}

void Funds::Apply(const WithdrawalSettled& event, const CommandApplied& command) {
    TotalsOf(event.asset).withdrawn += event.amount.raw();
    EndWithdrawal(event.account, event.withdrawal, {WithdrawalStatus::kSettled, command.timestamp});
}

void Funds::Apply(const WithdrawalReleased& event, const CommandApplied& command) {
    EndWithdrawal(
        event.account, event.withdrawal, {WithdrawalStatus::kReleased, command.timestamp}
    );
}

void Funds::EndWithdrawal(AccountId account, WithdrawalId id, const End& end) {
    Ring<WithdrawalRecord>* ring = withdrawals_.Find(account);
    if (ring == nullptr) return;
    const std::size_t at =
        ring->PartitionPoint([&](const WithdrawalRecord& record) { return record.id < id; });
    if (at == ring->size() || (*ring)[at].id != id) return;
    (*ring)[at].status = end.status;
    (*ring)[at].end_time = end.time;
}

}  // namespace bourse::market
