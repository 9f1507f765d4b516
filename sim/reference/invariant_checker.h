// InvariantChecker: the invariants of an exchange, computed from its events alone, after every
// command. It keeps its own accounts, orders and books, and compares what the events say with what
// they should say.
//
//   I1   every change of a balance follows from a posting of an event
//   I2   an asset sums to its deposits less its settled withdrawals
//   I3   no balance is negative
//   I4   held = what open orders and withdrawals reserve
//   I5   quantity = executed + prevented + open + ended
//   I6   a trade has one resting maker and one entering taker, its own id and the exact notional
//   I7   the price is the maker's, and within both limits
//   I8   books are not crossed; a level is the sum of its orders
//   I9   no better resting order is skipped
//   I10  orders of one group do not trade, unless the taker allows it
//   I11  sequences, order, trade and update ids have no gap
//   I12  a session's command takes effect once, and its answer stays the same
//   I17  commissions are rounded up
//   I18  amounts stay below 2^62
//   I19  a withdrawal ends once
//   I20  a cancelled order never trades
//   I21  a symbol that is not continuous does not trade
//   I22  a stop order waits, unseen, until a trade reaches its stop price, and then triggers once;
//        a trailing one until a trade is its delta away from the extreme since its start
//   I23  a list ends with its last leg; a pair has one leg that trades, and pending legs start when
//        the working one is filled
//   I24  an iceberg shows what it may, the next part when that is taken, and last in its queue
//
// Thread: one owner.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/checked.h"
#include "core/domain/commands.h"
#include "core/domain/events.h"
#include "core/wire/command_codec.h"
#include "core/wire/event_codec.h"

namespace bourse::reference {

class InvariantChecker {
public:
    // Folds the events of one command. Answers the invariants that they break, such as "I3".
    std::set<std::string> Check(const wire::Command& command, std::span<const std::byte> events);

private:
    struct Order {
        OrderAccepted accepted;
        Int128 open = 0;
        Int128 shown = 0;  // of it, while it rests
        bool rests = false;
        bool is_canceled = false;
        bool waits = false;       // for its trigger
        bool is_reached = false;  // by a trade, while it waited
        bool follows = false;     // a trailing stop that started
        Price extreme;            // since then
        Price hold_price;         // of a buyer
        bool is_pending = false;  // for another leg of its list
        bool is_paired = false;   // the list holds for it
    };
    struct List {
        OrderListKind kind{};
        std::vector<std::uint64_t> legs;  // as accepted
        Int128 held = 0;                  // by its two legs together
        bool is_pair = false;
    };
    struct Book {
        SymbolDefinition definition;
        SymbolMode mode = SymbolMode::kContinuous;
        Price last;  // price, or the reference price before the first trade
        Int128 notional_unit = 0;
        std::vector<std::uint64_t> resting;  // in the order of arrival
        std::set<std::uint64_t> waiting;     // stop orders
        std::map<std::pair<Side, Price>, Int128> levels;
        std::uint64_t updates = 0, trades = 0, prevented_matches = 0;
    };
    struct Funds {
        Int128 total = 0, held = 0;            // what they should be
        Int128 said_total = 0, said_held = 0;  // by the last BalanceChanged
    };
    using Owner = std::pair<AccountId, AssetId>;

    void Require(bool holds, const char* invariant);
    void On(const wire::EventView& view);
    void On(const CommandApplied& event);
    void On(const OrderAccepted& event);
    void On(const OrderTriggered& event);
    void On(const TrailingStarted& event);
    void On(const IcebergRefreshed& event);
    void On(const OrderReleased& event);
    void On(const OrderListAccepted& event);
    void On(const OrderListCompleted& event);
    void On(const OrderRested& event);
    void On(const TradeExecuted& event);
    void On(const SelfTradePrevented& event);
    void On(const OrderCanceled& event);
    void On(const OrderExpired& event);
    void On(const OrderAmended& event);
    void On(const BalanceChanged& event);
    void On(const FundsDeposited& event);
    void On(const WithdrawalReserved& event);
    void On(const SymbolDefined& event);
    void EndWithdrawal(WithdrawalId id, bool is_settled);
    void CheckSession(const wire::Command& command, std::span<const std::byte> events);
    void CheckFunds();
    void CheckBook(const Book& book);

    Order* Find(OrderId id);
    // The two orders of a meeting, both there, on both sides, of this symbol, the maker resting.
    struct Pair {
        Order* maker = nullptr;
        Order* taker = nullptr;
    };
    template <class Event>
    Pair FindPair(const Event& event);
    void CheckPriority(const Book& book, const Order& maker);
    void Exchange(const Book& book, const TradeExecuted& event);
    void Reserve(const Order& order, Int128 quantity, int sign);
    void Leave(Book& book, Order& order);
    void CheckShown(const Order& order, Quantity shown, Quantity hidden);
    void Reach(const Book& book, Price price);
    static void Follow(Order& order, Price price);
    void SetHoldPrice(Order& order) const;
    void StartPair(std::uint64_t list);
    void EndPair(std::uint64_t list);
    Int128 NeedOf(const Order& order) const;
    void NextUpdate(Book& book, UpdateId id);
    Funds& FundsOf(AccountId account, AssetId asset);
    Int128 CommissionOf(Int128 received, Rate rate) const;

    std::set<std::string> broken_;
    std::map<std::uint64_t, Order> orders_;
    std::map<std::uint32_t, Book> books_;
    std::map<std::uint64_t, List> lists_;
    std::vector<AssetDefinition> assets_;
    std::map<std::uint32_t, FeeTierDefined> fee_tiers_;
    std::map<std::uint32_t, AccountChanged> accounts_;
    std::map<Owner, Funds> funds_;
    std::map<AssetId, Int128> outside_, sums_;
    std::map<std::uint64_t, WithdrawalReserved> withdrawals_;
    std::map<
        std::pair<SessionId, SessionNumber>,
        std::pair<std::vector<std::byte>, std::vector<std::byte>>>
        answers_;  // command without its key, events
    std::map<SessionId, SessionNumber> last_numbers_;
    std::uint64_t sequence_ = 0, order_count_ = 0, withdrawal_count_ = 0;

    // Of the command at hand
    OrderId entering_;
    std::set<Owner> touched_;
    std::set<std::uint32_t> touched_books_;
};

}  // namespace bourse::reference
