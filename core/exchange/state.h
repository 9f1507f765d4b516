// Exchange::State: everything the exchange knows, and one function for each command. Private to
// core/exchange; the commands are grouped by file: order_commands, money_commands,
// operator_commands. Each answers why it has no effect, or kNone.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "core/exchange/exchange.h"
#include "core/exchange/session_table.h"
#include "core/ledger/accounts.h"
#include "core/ledger/ledger.h"
#include "core/matching/market.h"
#include "core/matching/matcher.h"
#include "core/matching/order_check.h"
#include "core/wire/reader.h"

namespace bourse::exchange {

class Exchange::State {
public:
    // Orders cancelled by one step of CancelAllOrders; cancel-alls and assets and symbols at most.
    static constexpr std::uint32_t kCancelsInAStep = 256;
    static constexpr std::size_t kMaxPendingCancels = 65'536;
    // Stop orders triggered by one step, which ends early when its events are that long.
    static constexpr std::uint32_t kTriggersInAStep = 64;
    static constexpr std::size_t kTriggerBytesInAStep = 65'536;
    static constexpr std::size_t kMaxAssets = 1024;
    static constexpr std::size_t kMaxSymbols = 1024;

    struct Withdrawal {
        AccountId account;
        AssetId asset;
        Amount amount;
    };
    // A CancelAllOrders that is not done yet.
    struct PendingCancel {
        AccountId account;
        SymbolId symbol;
        SessionId session;
        SessionNumber number;
        ClientOrderId cancel_id;
        OrderId last_order;  // later orders are not meant
        std::uint64_t canceled = 0;
    };

    explicit State(Capacity capacity);
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void Apply(const wire::Command& command, wire::ByteBuffer& output);
    void Save(wire::ByteBuffer& output) const;
    bool Restore(wire::Reader& input);
    void CheckInvariants() const;

    Sequence sequence;
    Timestamp timestamp;
    OrderId last_order;
    OrderListId last_order_list;
    WithdrawalId last_withdrawal;
    std::vector<AssetDefinition> assets;
    matching::OrderStore orders;  // before the markets, whose books live in it
    std::vector<std::unique_ptr<matching::Market>> markets;
    ledger::Ledger ledger;
    ledger::Accounts accounts;
    std::map<WithdrawalId, Withdrawal> withdrawals;
    SessionTable sessions;
    std::deque<PendingCancel> pending_cancels;
    std::deque<SymbolId> pending_triggers;  // symbols with steps to do that trade, in turn

    bool has_pending_work() const { return !pending_cancels.empty() || !pending_triggers.empty(); }

    // Steps of a Lookahead.
    void PrefetchOrder(matching::OrderSlot slot) const;
    void PrefetchFunds(const Target& target, matching::PositionSlot position) const;
    void PrefetchBalances(
        const matching::Market& market, const Target& target, matching::PositionSlot position
    ) const;
    // nullptr for an id out of range.
    matching::Market* MarketOf(SymbolId symbol) const {
        return symbol.raw() < markets.size() ? markets[symbol.raw()].get() : nullptr;
    }

private:
    // The envelope
    RejectReason CheckSession(const wire::Command& command, std::uint64_t command_hash);
    RejectReason Execute(const wire::Command& command);
    RejectReason CheckPrincipal(const CommandHeader& header) const;
    RejectReason Dispatch(const wire::Command& command);
    void AddApplied(const CommandHeader& header);
    void AddBalances();

    // order_commands.cc
    RejectReason Do(const PlaceOrder& command);
    RejectReason Do(const CancelOrder& command);
    RejectReason Do(const CancelAllOrders& command);
    RejectReason Do(const CancelReplaceOrder& command);
    RejectReason Do(const AmendOrder& command);
    RejectReason Do(const Continue& command);
    RejectReason CheckTrading(AccountId account, SymbolId symbol) const;
    matching::Entrant EntrantOf(AccountId account, SymbolId symbol) const {
        return {account, orders.FindPosition(account, symbol)};
    }
    matching::OpenCounts OpenCountsOf(const matching::Entrant& entrant) const {
        if (entrant.position == matching::kNoPosition) return {};
        const matching::Position& position = orders[entrant.position];
        return {position.open_orders, position.untriggered, orders.IcebergsOf(entrant.position)};
    }
    RejectReason CheckInstruction(const matching::Entrant& entrant, const OrderInstruction& order)
        const;
    // What the entrant owns of the base asset and may yet buy by his open orders. Visits fewer
    // orders than kMostCountedOrders: FilterMaxOrders has passed.
    Int128 PositionOf(const matching::Entrant& entrant, const matching::Market& market) const;
    RejectReason Place(const matching::Entrant& entrant, const OrderInstruction& order);
    // One step; true when nothing is left to cancel.
    bool Advance(PendingCancel& pending);

    // order_list_commands.cc
    RejectReason Do(const PlaceOrderList& command);
    RejectReason Do(const CancelOrderList& command);
    RejectReason CheckListInstructions(
        const matching::Entrant& entrant, const PlaceOrderList& command
    ) const;

    // trigger_steps.cc
    [[gnu::noinline, gnu::cold]] void QueueTriggers(matching::Market& market);
    void UnqueueTriggers(matching::Market& market);
    void AdvanceTriggers();

    // money_commands.cc
    RejectReason Do(const Deposit& command);
    RejectReason Do(const ReserveWithdrawal& command);
    RejectReason Do(const SettleWithdrawal& command);
    RejectReason Do(const ReleaseWithdrawal& command);

    // operator_commands.cc
    RejectReason Do(const DefineAsset& command);
    RejectReason Do(const DefineSymbol& command);
    RejectReason Do(const ChangeFilters& command);
    RejectReason Do(const SetSymbolMode& command);
    RejectReason Do(const DefineFeeTier& command);
    RejectReason Do(const OpenAccount& command);
    RejectReason Do(const ChangeAccount& command);
    void AddAccountChanged(AccountId account);
    void AddSymbolDefined(const matching::Market& market);

    // snapshot.cc and snapshot_orders.cc
    void SaveMarket(const matching::Market& market, wire::ByteBuffer& output) const;
    void SaveOrders(const book::OrderBook& book, wire::ByteBuffer& output) const;
    void SaveTrailing(const matching::TrailingStops& trailing, wire::ByteBuffer& output) const;
    struct SavedOrder;
    struct RestoredOrders;
    static void SaveSession(const Session& session, wire::ByteBuffer& output);
    bool RestoreBalances(wire::Reader& input);
    void SaveOrder(book::OrderSlot slot, wire::ByteBuffer& output) const;
    void SaveLists(wire::ByteBuffer& output) const;
    bool RestoreOrders(wire::Reader& input);
    bool RestoreMarket(wire::Reader& input, RestoredOrders& restored);
    bool ReadOrders(wire::Reader& input, SymbolId symbol, RestoredOrders& restored);
    bool RestoreLists(wire::Reader& input, RestoredOrders& restored);
    bool ReadTrailing(wire::Reader& input, matching::Market& market, RestoredOrders& restored);
    bool AddOrders(RestoredOrders& restored);
    bool AddTrailing(const RestoredOrders& restored);
    book::OrderSlot AddOrder(const SavedOrder& saved, const matching::ConditionRecord* conditions);
    bool RestorePendingTriggers(wire::Reader& input);
    bool RestoreSessions(wire::Reader& input);

    bool IsFrozen(AccountId account) const {
        return accounts[account].status == AccountStatus::kFrozen;
    }

    wire::ByteBuffer no_output_;
    wire::EventWriter events_{no_output_};  // of the command being applied
    matching::Matcher matcher_;
};

}  // namespace bourse::exchange
