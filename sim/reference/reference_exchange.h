// ReferenceExchange: the exchange a second time, as plainly as docs/rules.md can be written down:
// vectors, linear searches and numbers that cannot overflow. It speaks the language of core/ (the
// structs of core/domain, the encoding of core/wire) and shares none of its logic, so that a
// difference between the two (reference_compare) is a mistake in one of them or in the rules.
//
// Sections 1 to 10 of the rules: reference_exchange.cc (1), reference_definitions.cc (2),
// reference_ledger.cc (3), reference_checks.cc (4 and 5: what is checked before an order enters),
// reference_matching.cc (4 and 10), reference_self_trade.cc (6), reference_cancels.cc (7),
// reference_triggers.cc and reference_trailing.cc (8), reference_lists.cc (9).
// Thread: one owner. Cost: everything is O(open orders) or worse.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/domain/commands.h"
#include "core/domain/events.h"
#include "core/domain/symbol.h"
#include "core/wire/command_codec.h"
#include "core/wire/event_codec.h"
#include "sim/reference/natural.h"

namespace bourse::reference {

// A mistake planted on request: the comparison must find each of them (reference_control_test.cc).
enum class Defect {
    kNone,
    kLastInFirstOut,             // the youngest order of a price trades first
    kTakerPrice,                 // a trade at the taker's limit
    kCommissionRoundedDown,      // in favour of the customer
    kMakerPaysTakerRate,         // one rate for both sides
    kFillOrKillFillsPartly,      // no dry run
    kImmediateOrCancelRests,     // as good-till-canceled
    kExpireMakerExpiresTaker,    // self-trade prevention ends the wrong side
    kTransferTrades,             // a transfer pays commission
    kAmendLosesPriority,         // an amended order goes to the end of the queue
    kReplaceKeepsPriority,       // a replacing order takes the place of the replaced one
    kBetterPriceKept,            // the buyer's difference of notionals stays held
    kPriceFilterExclusive,       // price_max itself is refused
    kClientOrderIdIgnored,       // no check for duplicates
    kCancelAllTakesNewerOrders,  // a Continue also cancels what came after the command
    kRepeatExecutes,             // a session's number is not looked at
    kStopNeedsPriceBeyond,       // a trade at the stop price itself does not trigger
    kIcebergKeepsPlace,          // the next part stays first in its queue
    kPairHoldKept,               // what the dearer leg of an OCO needed stays held
    kOpenBuysNotCounted,         // a position is what is owned, whatever may yet be bought
    kTrailingStaysBehind,        // a trailing stop keeps the extreme that it started with
    kTrailingRoundsAway,         // its distance is rounded down
};
inline constexpr Defect kLastDefect = Defect::kTrailingRoundsAway;

class ReferenceExchange {
public:
    explicit ReferenceExchange(Defect defect = Defect::kNone) : defect_(defect) {}

    // As Exchange::Apply: executes one command and appends its events.
    void Apply(
        const wire::Command& command,
        Sequence sequence,
        Timestamp timestamp,
        wire::ByteBuffer& events
    );

private:
    struct Account {
        FeeTierId tier;
        std::uint32_t trade_group = 0;
        AccountStatus status = AccountStatus::kActive;
    };
    struct FeeTier {
        Rate maker, taker;
    };
    struct Balance {
        Natural available, held;
    };
    struct Withdrawal {
        AccountId account;
        AssetId asset;
        Amount amount;
    };
    struct Order {
        OrderId id;
        AccountId account;
        Side side{};
        OrderType type{};
        TimeInForce time_in_force{};
        SelfTradePrevention self_trade_prevention{};
        std::uint32_t trade_group = 0;
        Price price;
        std::int64_t quantity = 0;  // the total: open + executed + prevented
        std::int64_t open = 0;
        std::int64_t executed = 0;
        std::uint32_t amends = 0;
        ClientOrderId client_order_id;
        OrderConditions conditions;
        bool waits = false;       // for its trigger
        bool is_due = false;      // a trade reached its stop price
        bool is_pending = false;  // for the working leg of its list
        // A trailing stop: without a stop price it has what it is held by in its place.
        bool follows_at_once = false;
        std::optional<Price> extreme;  // since it follows the price
        std::uint64_t start = 0;       // the how-manieth that did
        std::int64_t shown = 0;        // by the book, while it rests
        std::uint64_t list = 0;
    };
    struct OrderList {
        std::uint64_t id = 0;
        AccountId account;
        SymbolId symbol;
        enum class Stage { kWorking, kReleasing, kPair, kSingle } stage = Stage::kWorking;
        std::vector<OrderId> legs;  // the open ones
        ClientOrderId client_id;
    };
    // A leg as it was when a taker took of it.
    struct TakenLeg {
        Order leg;
        bool has_ended = false;
        bool is_filled = false;
    };
    struct Market {
        SymbolId id;
        SymbolDefinition definition;
        Natural notional_unit;
        SymbolMode mode = SymbolMode::kContinuous;
        Price last_price;           // of the last trade, or the reference price
        std::vector<Order> orders;  // the open ones, in the order of arrival
        std::uint64_t trades = 0, prevented_matches = 0, updates = 0;
        // From the trade that made the first stop order due until a step finds none.
        struct Round {
            Price highest, lowest;
        };
        std::optional<Round> round;
        std::uint64_t starts = 0;            // of trailing stops
        std::vector<OrderId> trailed_due;    // in turn; some may be gone
        std::deque<std::uint64_t> releases;  // lists whose working leg is filled
    };
    struct Answer {
        std::vector<std::byte> command;  // without its key
        std::vector<std::byte> events;
    };
    struct Session {
        std::uint64_t last_number = 0;
        std::map<std::uint64_t, Answer> answers;
    };
    struct PendingCancelAll {
        CommandHeader header;
        SymbolId symbol;
        ClientOrderId cancel_id;
        OrderId last_order;
        std::uint64_t canceled = 0;
    };
    // How two orders that meet treat each other.
    enum class Meeting {
        kTrade,
        kExpireTaker,
        kExpireMaker,
        kExpireBoth,
        kDecrement,
        kTransfer,
    };
    // What a walk over resting orders would do.
    struct DryWalk {
        std::int64_t traded = 0;
        Natural spent;  // of the asset the taker pays with, in trades and transfers
    };
    // MARKET by quote quantity: the lots, and why the order expires although they are filled.
    struct BudgetWalk {
        std::int64_t lots = 0;
        std::optional<ExpiryReason> expiry;
    };
    using AccountAsset = std::pair<AccountId, AssetId>;
    // Two orders swap base for quote.
    struct Settlement {
        const Market& market;
        const Order& buy;
        const Order& sell;
        Price price;
        std::int64_t lots = 0;
        Natural buyer_commission, seller_commission;  // of the base, of the quote asset
    };

    // Section 1
    RejectReason Execute(const wire::Command& command);
    RejectReason Authorize(const CommandHeader& header) const;
    RejectReason CheckSession(const wire::Command& command) const;
    void KeepAnswer(const wire::Command& command, std::span<const std::byte> events);
    bool IsOpened(AccountId account) const;
    Account& CustomerOf(AccountId account);
    Market* FindMarket(SymbolId symbol);
    bool IsAsset(AssetId asset) const { return asset.raw() < assets_.size(); }
    bool IsFeeTier(FeeTierId tier) const { return tier.raw() < fee_tiers_.size(); }

    // Section 2
    RejectReason Do(const DefineAsset& command);
    RejectReason Do(const DefineSymbol& command);
    RejectReason Do(const ChangeFilters& command);
    RejectReason Do(const SetSymbolMode& command);
    RejectReason Do(const DefineFeeTier& command);
    RejectReason Do(const OpenAccount& command);
    RejectReason Do(const ChangeAccount& command);
    std::optional<Natural> NotionalUnit(const SymbolDefinition& definition) const;
    void SaySymbolDefined(const Market& market);
    void SayAccountChanged(AccountId account);

    // Section 3
    RejectReason Do(const Deposit& command);
    RejectReason Do(const ReserveWithdrawal& command);
    RejectReason Do(const SettleWithdrawal& command);
    RejectReason Do(const ReleaseWithdrawal& command);
    void Touch(AccountAsset owner);
    void Hold(AccountAsset owner, Natural amount);     // available → held
    void Release(AccountAsset owner, Natural amount);  // held → available
    void Take(AccountAsset owner, Natural amount);     // held → the other side of the posting
    void Give(AccountAsset owner, Natural amount);     // → available
    Natural Commission(Natural received, Rate rate) const;
    void SayBalances();

    // Sections 4 and 5
    RejectReason Do(const PlaceOrder& command);
    RejectReason CheckMarket(AccountId account, SymbolId symbol);
    RejectReason CheckFields(const Market& market, const OrderInstruction& instruction) const;
    RejectReason CheckFilters(
        AccountId account,
        const Market& market,
        const OrderInstruction& instruction,
        std::span<const OrderInstruction> legs_before = {}
    ) const;
    RejectReason CheckCounts(
        AccountId account,
        const Market& market,
        const OrderInstruction& instruction,
        std::span<const OrderInstruction> legs_before
    ) const;
    RejectReason CheckPosition(
        AccountId account,
        const Market& market,
        const OrderInstruction& instruction,
        std::span<const OrderInstruction> legs_before
    ) const;
    static bool IsClientOrderId(const ClientOrderId& id);
    bool HasClientOrderId(AccountId account, const Market& market, const ClientOrderId& id) const;
    RejectReason Enter(AccountId account, const OrderInstruction& instruction);

    // Sections 4 and 6
    Natural Notional(const Market& market, Price price, std::int64_t quantity) const;
    Natural BaseAmount(const Market& market, std::int64_t quantity) const;
    AccountAsset Spends(const Market& market, const Order& order) const;
    Natural HoldOf(const Market& market, const Order& order, std::int64_t quantity) const;
    std::vector<OrderId> Queue(const Market& market, const Order& taker) const;
    // A queue to try a walk on: what each maker shows, and what it hides.
    struct Tried {
        const Order* maker = nullptr;
        std::int64_t shown = 0, hidden = 0;
    };
    std::deque<Tried> TriedQueue(const Market& market, const Order& taker) const;
    static void TakeTried(std::deque<Tried>& queue, std::int64_t lots);
    std::int64_t ShownOf(const Order& order, std::int64_t open) const;
    void RefreshIceberg(Market& market, OrderId id);
    static std::int64_t HiddenOf(const Order& order) {
        return order.shown == 0 ? 0 : order.open - order.shown;
    }
    Order& Find(Market& market, OrderId id) const;
    Meeting Meet(const Order& taker, const Order& maker) const;
    DryWalk DryRun(Market& market, const Order& taker) const;
    BudgetWalk WalkWithBudget(Market& market, const Order& taker, Natural budget) const;
    // Whether the taker was filled to the last lot.
    bool Match(Market& market, Order& taker, std::optional<ExpiryReason> expiry);
    bool Walk(Market& market, Order& taker, std::optional<ExpiryReason> expiry);
    void Trade(Market& market, Order& taker, Order& maker);
    void Settle(const Settlement& settlement);
    void PreventSelfTrade(Market& market, Order& taker, Order& maker, Meeting meeting);
    void Finish(Market& market, const Order& taker, std::optional<ExpiryReason> expiry);
    void Expire(
        Market& market,
        const Order& order,
        ExpiryReason reason,
        RejectReason reject_reason = RejectReason::kNone
    );
    void Remove(Market& market, OrderId id) const;

    // Section 7
    RejectReason Do(const CancelOrder& command);
    RejectReason Do(const AmendOrder& command);
    RejectReason Do(const CancelReplaceOrder& command);
    RejectReason Do(const CancelAllOrders& command);
    RejectReason Do(const Continue& command);
    Order* FindReferenced(AccountId account, const OrderReference& reference);
    RejectReason CheckCancel(const Order* order, CancelRestriction restriction) const;
    // Answers how many orders it cancelled.
    std::size_t Cancel(
        Market& market, OrderId id, CancelCause cause, const ClientOrderId& cancel_id
    );
    bool CancelStep(PendingCancelAll& pending);

    // Section 8
    static bool WaitsAbove(const Order& order);
    static bool IsReached(const Order& order, Price price);
    RejectReason CheckStop(const Market& market, const Order& order);
    bool IsStopReached(const Market& market, const Order& order) const;
    void NoteTrade(Market& market, Price price);
    void QueueTriggers(const Market& market);
    void TriggerStep();
    Order* NextDue(Market& market);
    void Trigger(Market& market, OrderId id);
    // Whether it was filled; `hold` is given back first.
    bool RunAsMarket(Market& market, Order& order, Natural hold);
    static void SetTrailing(const Market& market, Order& order);
    static bool HasRoomToTrail(const Market& market, const Order& order);
    void StartTrailing(Market& market, OrderId id);
    Natural TriggerPrice(const Order& order) const;
    std::vector<OrderId> Follow(Market& market, Price price);

    // Section 9
    RejectReason Do(const PlaceOrderList& command);
    RejectReason Do(const CancelOrderList& command);
    RejectReason CheckListEntry(const Market& market, const PlaceOrderList& command);
    Order LegOf(const Market& market, AccountId account, const OrderInstruction& leg);
    void SayAccepted(const Market& market, const Order& order, const OrderInstruction& from);
    void EnterList(Market& market, const PlaceOrderList& command);
    void StartPair(Market& market, OrderList& list);
    void RunLeg(Market& market, std::uint64_t list, Order order, Natural hold);
    void EndLeg(Market& market, std::uint64_t list, OrderId id, bool is_filled);
    void EndPair(Market& market, OrderList& list, const Order& kept);
    void SettleLegs(Market& market);
    void ExpireLeg(Market& market, OrderId id, ExpiryReason reason, RejectReason reject_reason);
    void Complete(std::uint64_t list, OrderListEnd end);
    RejectReason CheckRelease(Market& market, const OrderList& list);
    void Release(Market& market, std::uint64_t list);
    std::size_t CancelList(
        Market& market,
        std::uint64_t id,
        OrderId named,
        CancelCause cause,
        const ClientOrderId& cancel_id
    );
    bool IsInBook(const Market& market, OrderId id) const;

    // A new event, filled in by the caller at once.
    template <class T>
    T& Say() {
        return wire::EventWriter(*events_).Add<T>();
    }

    Defect defect_;
    std::vector<AssetDefinition> assets_;
    std::vector<Natural> outside_;  // an asset: deposits less settled withdrawals
    std::vector<Market> markets_;
    std::vector<FeeTier> fee_tiers_{FeeTier{}};  // tier 0 is free
    std::vector<Account> accounts_;              // from kFirstCustomerAccount
    std::map<AccountAsset, Balance> balances_;
    std::map<std::uint64_t, Withdrawal> withdrawals_;
    std::uint64_t withdrawal_count_ = 0;
    std::uint64_t order_count_ = 0;
    std::map<std::uint64_t, Session> sessions_;
    std::deque<PendingCancelAll> pending_;
    std::deque<SymbolId> triggered_;  // with an open round or releases, trading, in turn
    std::map<std::uint64_t, OrderList> lists_;
    std::uint64_t list_count_ = 0;

    // Of the command at work
    wire::ByteBuffer* events_ = nullptr;
    std::vector<AccountAsset> touched_;
    std::vector<TakenLeg> taken_legs_;
    std::optional<std::ptrdiff_t> replaced_place_;  // kReplaceKeepsPriority only
};

}  // namespace bourse::reference
