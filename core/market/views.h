// Views: everything that queries and streams read, folded from the engine's events, and one
// observer who hears of each change while it is folded.
//
// A run of events holds whole commands in the order of sequences. A command that was applied before
// is passed over, a gap fails a CHECK, so applying the same run twice changes nothing.
// Thread: one owner.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/market/account_rings.h"
#include "core/market/account_trades.h"
#include "core/market/balances.h"
#include "core/market/catalog.h"
#include "core/market/depth.h"
#include "core/market/funds.h"
#include "core/market/klines.h"
#include "core/market/order_lists.h"
#include "core/market/orders.h"
#include "core/market/trades.h"
#include "core/wire/event_codec.h"

namespace bourse::market {

// Called after the views hold the change, in the order of events. A command's calls end with
// OnCommandEnd; balances come after the execution reports. References last for the call.
class ViewObserver {
public:
    virtual ~ViewObserver() = default;

    virtual void OnDepthChange(const DepthChange&) {}
    virtual void OnTrade(SymbolId, const Trade&) {}
    virtual void OnAggregateTrade(SymbolId, const AggregateTrade&) {}
    virtual void OnExecutionReport(const ExecutionReport&) {}
    virtual void OnOrderList(const OrderListReport&) {}
    virtual void OnBalance(AccountId, const Balance&) {}
    // A deposit (above zero) or a settled withdrawal (below).
    virtual void OnFunds(AccountId, AssetId, Amount) {}
    virtual void OnCommandEnd(const CommandApplied&) {}
};

struct Retention {
    std::size_t trades_per_symbol = Trades::kDefaultCapacity;
    std::size_t trades_per_account = AccountTrades::kDefaultCapacity;
    std::size_t amendments_per_account = 10'000;
    std::size_t self_trades_per_account = 10'000;  // those prevented
    std::size_t funds_per_account = 10'000;        // deposits, and as many withdrawals
    std::size_t closed_orders_per_account = Orders::kDefaultClosedPerAccount;
    std::size_t order_lists_per_account = OrderLists::kDefaultPerAccount;
};

// The public side of one symbol.
struct MarketView {
    explicit MarketView(const Retention& retention) : trades(retention.trades_per_symbol) {}

    DepthView depth;
    Trades trades;
    Klines klines;
};

class Views {
public:
    explicit Views(ViewObserver& observer, const Retention& retention = {});

    // Requires events of our own writing, or validated ones.
    void Apply(std::span<const std::byte> events);

    Sequence applied_sequence() const { return command_.sequence; }
    Timestamp applied_time() const { return command_.timestamp; }
    const Catalog& catalog() const { return catalog_; }
    const Balances& balances() const { return balances_; }
    const Orders& orders() const { return orders_; }
    const OrderLists& order_lists() const { return order_lists_; }
    const AccountTrades& account_trades() const { return account_trades_; }
    const AccountRings<Amendment>& amendments() const { return amendments_; }
    const AccountRings<SelfTradeRecord>& self_trades() const { return self_trades_; }
    const Funds& funds() const { return funds_; }
    // Requires: defined.
    const MarketView& market(SymbolId symbol) const;

private:
    enum class Following : std::uint8_t { kOther, kExpiry };  // what comes after a trade

    struct Market {
        explicit Market(const Retention& retention) : view(retention) {}
        MarketView view;
        std::uint64_t last_execution_id = 0;
    };

    void BeginCommand(const CommandApplied& event);
    void EndCommand();
    void Fold(wire::EventView event, std::span<const std::byte> rest);
    void FoldCatalog(wire::EventView event);
    void FoldFunds(wire::EventView event);
    void OnAccepted(const OrderAccepted& event);
    void FoldOrderSteps(wire::EventView event);
    void FoldOrderLists(wire::EventView event);
    void OnRested(const OrderRested& event);
    void OnRefreshed(const IcebergRefreshed& event);
    void OnTriggered(const OrderTriggered& event);
    void OnReleased(const OrderReleased& event);
    void OnTrade(const TradeExecuted& event, Following following);
    void OnFill(const TradeExecuted& event, Liquidity liquidity, OrderStatus status);
    void OnPrevented(const SelfTradePrevented& event);
    void RecordSelfTrade(const SelfTradePrevented& event);
    void OnCanceled(const OrderCanceled& event);
    void OnExpired(const OrderExpired& event);
    void OnAmended(const OrderAmended& event);
    void AddDepth(SymbolId symbol, const DepthView::Change& change);
    void TakeDepth(SymbolId symbol, const DepthView::Change& change);
    void ReportList(OrderListStep step, const OrderListView& list);
    ExecutionReport NextReport(ExecutionType type, const OrderView& order);
    Market& MarketOf(SymbolId symbol);

    ViewObserver* observer_;
    Retention retention_;
    CommandApplied command_;  // the last one applied
    enum class Phase : std::uint8_t { kIdle, kFolding, kSkipping } phase_ = Phase::kIdle;
    SymbolId traded_symbol_;  // where an aggregate may be open
    Catalog catalog_;
    Balances balances_;
    Orders orders_;
    OrderLists order_lists_;
    AccountTrades account_trades_;
    AccountRings<Amendment> amendments_;
    AccountRings<SelfTradeRecord> self_trades_;
    Funds funds_;
    std::vector<std::unique_ptr<Market>> markets_;
};

}  // namespace bourse::market
