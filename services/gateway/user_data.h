// UserData: the events of accounts to whoever subscribed to them: execution reports in the order
// they happened, then one account position of the balances that the command touched.
//
// Without subscribers an event costs one look-up.
// Thread: the gateway thread's. A subscriber unsubscribes before it goes; not while it is told.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "services/gateway/user_events.h"

namespace bourse::gateway {

class UserDataSubscriber {
public:
    virtual ~UserDataSubscriber() = default;
    virtual TimeUnit unit() const = 0;
    virtual void OnUserEvent(AccountId account, std::string_view event) = 0;
    // A fault ends all its subscriptions: it unsubscribes and says so.
    virtual void OnTerminated() = 0;
};

class UserData {
public:
    explicit UserData(const market::Views& views) : views_(views) {}

    Timestamp applied_time() const { return views_.applied_time(); }

    // Once for each account and subscriber.
    void Subscribe(AccountId account, UserDataSubscriber& subscriber);
    void Unsubscribe(AccountId account, const UserDataSubscriber& subscriber);

    // As market::ViewObserver.
    void OnExecutionReport(const market::ExecutionReport& report);
    void OnOrderList(const market::OrderListReport& report);
    void OnBalance(AccountId account, const market::Balance& balance);
    void OnFunds(AccountId account, AssetId asset, Amount amount);
    void OnCommandEnd();

    // Faults: all subscriptions end; each next event of an account comes twice.
    void TerminateAll();
    void RepeatNext();

private:
    struct Account {
        std::vector<UserDataSubscriber*> subscribers;
        std::vector<market::Balance> touched;  // by this command
        bool repeats_next = false;
    };
    Account* Find(AccountId account);
    template <class Encode>
    void Publish(AccountId account, Account& entry, Encode&& encode);

    const market::Views& views_;
    std::map<AccountId, Account> accounts_;  // with subscribers
    std::vector<AccountId> touched_;
};

}  // namespace bourse::gateway
