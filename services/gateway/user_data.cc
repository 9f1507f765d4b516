#include "services/gateway/user_data.h"

#include <algorithm>
#include <utility>

namespace bourse::gateway {

void UserData::Subscribe(AccountId account, UserDataSubscriber& subscriber) {
    accounts_[account].subscribers.push_back(&subscriber);
}

void UserData::Unsubscribe(AccountId account, const UserDataSubscriber& subscriber) {
    const auto place = accounts_.find(account);
    if (place == accounts_.end()) return;
    std::erase(place->second.subscribers, &subscriber);
    if (place->second.subscribers.empty()) accounts_.erase(place);
}

UserData::Account* UserData::Find(AccountId account) {
    if (accounts_.empty()) return nullptr;
    const auto place = accounts_.find(account);
    return place == accounts_.end() ? nullptr : &place->second;
}

template <class Encode>
void UserData::Publish(AccountId account, Account& entry, Encode&& encode) {
    const bool repeats = std::exchange(entry.repeats_next, false);
    for (UserDataSubscriber* subscriber : entry.subscribers) {
        const UserEventContext context{views_.catalog(), subscriber->unit(), views_.applied_time()};
        subscriber->OnUserEvent(account, encode(context));
        if (repeats) subscriber->OnUserEvent(account, encode(context));
    }
}

void UserData::TerminateAll() {
    std::vector<UserDataSubscriber*> subscribers;
    for (const auto& [id, account] : accounts_) {
        subscribers.insert(
            subscribers.end(), account.subscribers.begin(), account.subscribers.end()
        );
    }
    std::ranges::sort(subscribers);
    const auto repeated = std::ranges::unique(subscribers);
    subscribers.erase(repeated.begin(), repeated.end());
    for (UserDataSubscriber* subscriber : subscribers) subscriber->OnTerminated();
}

void UserData::RepeatNext() {
    for (auto& [id, account] : accounts_) account.repeats_next = true;
}

void UserData::OnExecutionReport(const market::ExecutionReport& report) {
    Account* account = Find(report.order.account);
    if (account == nullptr) return;
    Publish(report.order.account, *account, [&](const UserEventContext& context) {
        return ExecutionReportEvent(context, report);
    });
}

void UserData::OnOrderList(const market::OrderListReport& report) {
    Account* account = Find(report.list.account);
    if (account == nullptr) return;
    Publish(report.list.account, *account, [&](const UserEventContext& context) {
        return ListStatusEvent(context, report);
    });
}

void UserData::OnBalance(AccountId id, const market::Balance& balance) {
    Account* account = Find(id);
    if (account == nullptr) return;
    if (account->touched.empty()) touched_.push_back(id);
    account->touched.push_back(balance);
}

void UserData::OnFunds(AccountId id, AssetId asset, Amount amount) {
    Account* account = Find(id);
    if (account == nullptr) return;
    Publish(id, *account, [&](const UserEventContext& context) {
        return BalanceUpdateEvent(context, {asset, amount});
    });
}

void UserData::OnCommandEnd() {
    for (const AccountId id : touched_) {
        Account& account = accounts_.at(id);
        const auto balances = std::exchange(account.touched, {});
        Publish(id, account, [&](const UserEventContext& context) {
            return AccountPositionEvent(context, balances);
        });
    }
    touched_.clear();
}

}  // namespace bourse::gateway
