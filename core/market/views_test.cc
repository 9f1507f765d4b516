#include "core/market/views.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/market/event_stream_fixture.h"

namespace bourse::market {
namespace {

constexpr std::uint64_t kSeed = 17;
constexpr SymbolId kSymbol = EventStream::kSymbol;

// Writes down what it hears.
struct Recorder : ViewObserver {
    std::vector<ExecutionReport> reports;
    std::vector<AggregateTrade> aggregates;
    std::vector<Amount> funds;
    std::uint64_t trades = 0;
    std::uint64_t commands = 0;
    DepthDiff diff;

    void OnDepthChange(const DepthChange& change) override { diff.Add(change); }
    void OnTrade(SymbolId, const Trade&) override { ++trades; }
    void OnAggregateTrade(SymbolId, const AggregateTrade& trade) override {
        aggregates.push_back(trade);
    }
    void OnExecutionReport(const ExecutionReport& report) override { reports.push_back(report); }
    void OnFunds(AccountId, AssetId, Amount amount) override { funds.push_back(amount); }
    void OnCommandEnd(const CommandApplied&) override { ++commands; }

    std::vector<ExecutionType> Types() const {
        std::vector<ExecutionType> types;
        for (const ExecutionReport& report : reports) types.push_back(report.type);
        return types;
    }
};

DepthLevels LevelSums(const EventStream& stream) {
    std::map<Price, Quantity, std::greater<>> bids;
    std::map<Price, Quantity> asks;
    for (const auto& [id, order] : stream.resting()) {
        (order.side == Side::kBuy ? bids[order.price] : asks[order.price]) += order.open;
    }
    DepthLevels levels;
    for (const auto& [price, quantity] : bids) levels.bids.push_back({price, quantity});
    for (const auto& [price, quantity] : asks) levels.asks.push_back({price, quantity});
    return levels;
}

TEST(ViewsTest, RandomEventsFoldToTheNaiveState) {
    EventStream stream(kSeed);
    Recorder recorder;
    Views views(recorder);
    for (int run = 0; run < 200; ++run) {
        for (std::uint64_t i = stream.Below(100); i > 0; --i) stream.Step(30);
        views.Apply(stream.buffer().bytes());
        stream.buffer().Clear();
        SCOPED_TRACE(testing::Message() << "seed " << kSeed << " run " << run);
        const MarketView& market = views.market(kSymbol);
        ASSERT_EQ(market.depth.update_id(), stream.update_id());
        ASSERT_EQ(market.depth.Top(10'000), LevelSums(stream));
        ASSERT_EQ(recorder.trades, stream.trades());
        std::size_t open = 0;
        for (std::uint32_t account = 2; account < 22; ++account) {
            for (const OrderView* order : views.orders().Open(AccountId(account), kSymbol)) {
                const EventStream::RestingOrder& naive = stream.resting().at(order->id);
                ASSERT_EQ(order->quantity, naive.quantity);
                ASSERT_EQ(order->quantity - order->executed, naive.open);
                ASSERT_EQ(order->account, naive.account);
                ++open;
            }
        }
        ASSERT_EQ(open, stream.resting().size());
    }
    EXPECT_EQ(recorder.commands, views.applied_sequence().raw());
    for (std::size_t i = 0; i < recorder.reports.size(); ++i) {
        ASSERT_EQ(recorder.reports[i].execution_id, i + 1);
    }
    const auto window = views.market(kSymbol).klines.Since(Timestamp(0));
    EXPECT_EQ(window.sum.trades, stream.trades());
}

TEST(ViewsTest, ASecondTimeChangesNothing) {
    EventStream stream(kSeed);
    for (int i = 0; i < 500; ++i) stream.Step(30);
    Recorder recorder;
    Views views(recorder);
    views.Apply(stream.buffer().bytes());
    const std::size_t reports = recorder.reports.size();
    views.Apply(stream.buffer().bytes());
    EXPECT_EQ(recorder.reports.size(), reports);
    EXPECT_EQ(recorder.commands, 503u);
    EXPECT_EQ(views.market(kSymbol).depth.Top(10'000), LevelSums(stream));
    stream.Step(30);  // known ones in front of new ones
    views.Apply(stream.buffer().bytes());
    EXPECT_EQ(recorder.commands, 504u);
    EXPECT_EQ(views.market(kSymbol).depth.Top(10'000), LevelSums(stream));
}

TEST(ViewsDeathTest, AGapEndsTheProcess) {
    EventStream stream(kSeed);
    Recorder recorder;
    Views views(recorder);
    views.Apply(stream.buffer().bytes());
    stream.buffer().Clear();
    stream.Command();
    stream.buffer().Clear();
    stream.Command();
    EXPECT_DEATH(views.Apply(stream.buffer().bytes()), "sequence");
}

// A market of hand-written commands.
class ReportsTest : public testing::Test {
protected:
    ReportsTest() { Apply(); }

    void Apply() {
        views_.Apply(stream_.buffer().bytes());
        stream_.buffer().Clear();
    }
    template <class T>
    T& Add() {
        return stream_.writer().Add<T>();
    }
    void Accept(OrderId id, AccountId account, Side side) {
        OrderAccepted& accepted = Add<OrderAccepted>();
        accepted.order = id;
        accepted.account = account;
        accepted.side = side;
        accepted.type = OrderType::kLimit;
        accepted.price = Price(100);
        accepted.quantity = Quantity(10);
        accepted.client_order_id = ClientOrderId::From(std::to_string(id.raw()));
    }
    void Rest(OrderId id, Side side) {
        stream_.Command();
        Accept(id, kMaker, side);
        OrderRested& rested = Add<OrderRested>();
        rested.order = id;
        rested.side = side;
        rested.price = Price(100);
        rested.quantity = Quantity(10);
        rested.update_id = UpdateId(++update_id_);
    }
    TradeExecuted& Trade(OrderId maker, OrderId taker, Quantity quantity) {
        TradeExecuted& trade = Add<TradeExecuted>();
        trade.trade = TradeId(++trade_);
        trade.taker_side = Side::kBuy;
        trade.maker_order = maker;
        trade.taker_order = taker;
        trade.price = Price(100);
        trade.quantity = quantity;
        trade.notional = Amount(quantity.raw() * 1'000);
        trade.taker_commission = Amount(3);
        trade.maker_commission = Amount(5);
        trade.maker_open = Quantity(10) - quantity;
        trade.update_id = UpdateId(++update_id_);
        return trade;
    }
    const ExecutionReport& Last(std::size_t back = 0) const {
        return recorder_.reports[recorder_.reports.size() - 1 - back];
    }

    static constexpr AccountId kMaker{2};
    static constexpr AccountId kTaker{3};
    EventStream stream_{kSeed};
    Recorder recorder_;
    Views views_{recorder_};
    std::uint64_t update_id_ = 0;
    std::uint64_t trade_ = 0;
};

using enum ExecutionType;

TEST_F(ReportsTest, ATradeIsReportedToBothSides) {
    Rest(OrderId(1), Side::kSell);
    Rest(OrderId(2), Side::kSell);
    stream_.Command();
    Accept(OrderId(3), kTaker, Side::kBuy);
    Trade(OrderId(1), OrderId(3), Quantity(4)).taker_open = Quantity(6);
    Trade(OrderId(2), OrderId(3), Quantity(6));
    Apply();
    EXPECT_EQ(recorder_.Types(), (std::vector{kNew, kNew, kNew, kTrade, kTrade, kTrade, kTrade}));
    const ExecutionReport& taker = Last(1);
    EXPECT_EQ(taker.order.status, OrderStatus::kFilled);
    EXPECT_EQ(taker.order.cumulative_quote, Amount(10'000));
    EXPECT_EQ(taker.fill.liquidity, Liquidity::kTaker);
    EXPECT_EQ(taker.fill.commission, Amount(3));
    EXPECT_EQ(taker.fill.commission_asset, AssetId(0));
    const ExecutionReport& maker = Last();
    EXPECT_EQ(maker.order.status, OrderStatus::kPartiallyFilled);
    EXPECT_EQ(maker.fill.commission_asset, AssetId(1));
    EXPECT_EQ(maker.fill.commission, Amount(5));
    ASSERT_EQ(recorder_.aggregates.size(), 1u);
    EXPECT_EQ(recorder_.aggregates[0].quantity, Quantity(10));
    EXPECT_EQ(views_.account_trades().Query({kMaker, kSymbol, {}, {}, {}, {}, 9}).size(), 2u);
    EXPECT_EQ(
        views_.account_trades().Query({kTaker, kSymbol, OrderId(3), {}, {}, {}, 9}).size(), 2u
    );
}

TEST_F(ReportsTest, AnOrderThatExpiresAfterItsLastTradeWasNeverFilled) {
    Rest(OrderId(1), Side::kSell);
    stream_.Command();
    Accept(OrderId(2), kTaker, Side::kBuy);
    Trade(OrderId(1), OrderId(2), Quantity(10));
    OrderExpired& expired = Add<OrderExpired>();
    expired.order = OrderId(2);
    expired.reason = ExpiryReason::kInsufficientLiquidity;
    Apply();
    EXPECT_EQ(Last(2).order.status, OrderStatus::kPartiallyFilled);
    EXPECT_EQ(Last().type, kExpired);
    EXPECT_EQ(Last().order.status, OrderStatus::kExpired);
    EXPECT_EQ(Last().order.expiry_reason, ExpiryReason::kInsufficientLiquidity);
}

TEST_F(ReportsTest, PreventionIsReportedWithWhatWasTaken) {
    Rest(OrderId(1), Side::kSell);
    stream_.Command();
    Accept(OrderId(2), kTaker, Side::kBuy);
    SelfTradePrevented& prevented = Add<SelfTradePrevented>();
    prevented.prevented_match = PreventedMatchId(1);
    prevented.taker_side = Side::kBuy;
    prevented.maker = kMaker;
    prevented.taker = kTaker;
    prevented.maker_order = OrderId(1);
    prevented.taker_order = OrderId(2);
    prevented.price = Price(100);
    prevented.quantity = Quantity(10);
    prevented.update_id = UpdateId(++update_id_);
    for (const OrderId id : {OrderId(1), OrderId(2)}) {
        OrderExpired& expired = Add<OrderExpired>();
        expired.order = id;
        expired.reason = ExpiryReason::kSelfTradePrevention;
    }
    Apply();
    EXPECT_EQ(
        recorder_.Types(),
        (std::vector{kNew, kNew, kTradePrevention, kTradePrevention, kExpired, kExpired})
    );
    EXPECT_EQ(Last(3).prevented.quantity, Quantity(10));
    EXPECT_EQ(Last(3).prevented.counter_order, OrderId(1));
    EXPECT_EQ(Last(3).prevented.notional, Amount(10'000));
    EXPECT_EQ(Last().order.status, OrderStatus::kExpiredInMatch);
    EXPECT_EQ(Last().order.prevented, Quantity(10));
    const auto* records = views_.self_trades().Find(kTaker);
    ASSERT_NE(records, nullptr);
    EXPECT_EQ(records->back().id, PreventedMatchId(1));
    EXPECT_EQ(records->back().maker_order, OrderId(1));
    EXPECT_EQ(records->back().maker_prevented, Quantity(10));
    EXPECT_FALSE(views_.market(kSymbol).depth.Best(Side::kSell).has_value());
}

TEST_F(ReportsTest, CancelAndAmendNameBothClientIds) {
    Rest(OrderId(1), Side::kSell);
    stream_.Command();
    OrderAmended& amended = Add<OrderAmended>();
    amended.order = OrderId(1);
    amended.side = Side::kSell;
    amended.price = Price(100);
    amended.quantity = Quantity(7);
    amended.reduced_by = Quantity(3);
    amended.update_id = UpdateId(++update_id_);
    amended.client_order_id = ClientOrderId::From("smaller");
    Apply();
    EXPECT_EQ(Last().type, kReplaced);
    EXPECT_EQ(Last().client_order_id.view(), "smaller");
    EXPECT_EQ(Last().original_client_order_id.view(), "1");
    EXPECT_EQ(views_.market(kSymbol).depth.Best(Side::kSell)->quantity, Quantity(7));

    stream_.Command();
    OrderCanceled& canceled = Add<OrderCanceled>();
    canceled.order = OrderId(1);
    canceled.side = Side::kSell;
    canceled.price = Price(100);
    canceled.quantity = Quantity(7);
    canceled.update_id = UpdateId(++update_id_);
    canceled.cancel_id = ClientOrderId::From("stop");
    Apply();
    EXPECT_EQ(Last().type, kCanceled);
    EXPECT_EQ(Last().client_order_id.view(), "stop");
    EXPECT_EQ(Last().original_client_order_id.view(), "smaller");
    EXPECT_EQ(Last().order.status, OrderStatus::kCanceled);
}

TEST_F(ReportsTest, CatalogBalancesAndFunds) {
    const Catalog& catalog = views_.catalog();
    EXPECT_EQ(catalog.FindSymbol("BTCUSDT"), kSymbol);
    EXPECT_EQ(catalog.FindSymbol("BTC"), std::nullopt);
    EXPECT_EQ(catalog.FindAsset("USDT"), AssetId(1));
    EXPECT_EQ(catalog.FindAccount(kMaker), nullptr);

    stream_.Command();
    FundsDeposited& deposited = Add<FundsDeposited>();
    deposited.account = kMaker;
    deposited.amount = Amount(50);
    BalanceChanged& changed = Add<BalanceChanged>();
    changed.account = kMaker;
    changed.asset = AssetId(1);
    changed.available = Amount(40);
    changed.held = Amount(10);
    stream_.Command();
    WithdrawalSettled& settled = Add<WithdrawalSettled>();
    settled.account = kMaker;
    settled.amount = Amount(20);
    stream_.Command();
    AccountChanged& account = Add<AccountChanged>();
    account.account = kMaker;
    account.status = AccountStatus::kFrozen;
    SymbolModeChanged& mode = Add<SymbolModeChanged>();
    mode.mode = SymbolMode::kHalted;
    Apply();
    EXPECT_EQ(recorder_.funds, (std::vector{Amount(50), Amount(-20)}));
    EXPECT_EQ(views_.balances().Of(kMaker, AssetId(1)).available, Amount(40));
    EXPECT_EQ(views_.balances().Of(kMaker, AssetId(0)).held, Amount(0));
    ASSERT_EQ(views_.balances().Of(kMaker).size(), 1u);
    EXPECT_TRUE(views_.balances().Of(AccountId(500)).empty());
    ASSERT_NE(catalog.FindAccount(kMaker), nullptr);
    EXPECT_EQ(catalog.FindAccount(kMaker)->status, AccountStatus::kFrozen);
    EXPECT_EQ(catalog.symbol(kSymbol).mode, SymbolMode::kHalted);
}

}  // namespace
}  // namespace bourse::market
