// Icebergs in the places that scenarios do not reach: bounds, lists, and the numbers of events.
#include <gtest/gtest.h>

#include "core/exchange/venue_fixture.h"

namespace bourse::exchange {
namespace {

class IcebergsTest : public VenueFixture, public testing::Test {
protected:
    static OrderInstruction Showing(OrderInstruction order, Quantity shown) {
        order.conditions.iceberg_quantity = shown;
        return order;
    }
};

// Every part is a visit.
TEST_F(IcebergsTest, TheVisitBoundCountsParts) {
    ChangeFiltersBy([](SymbolFilters& filters) { filters.iceberg_parts = 0; });
    const OrderId iceberg = Placed(kAlice, Showing(Sell(100, Quantity(5'000)), Quantity(1)));
    const Answer answer = Place(kBob, Buy(100, Quantity(5'000)));
    EXPECT_EQ(answer.All<TradeExecuted>().size(), 4096u);
    EXPECT_EQ(answer.First<OrderExpired>().reason, ExpiryReason::kWorkBound);
    const auto refreshed = answer.All<IcebergRefreshed>();
    ASSERT_EQ(refreshed.size(), 4096u);
    EXPECT_EQ(refreshed.back().order, iceberg);
    EXPECT_EQ(refreshed.back().hidden, Quantity(5'000 - 4096 - 1));
    EXPECT_EQ(btc(kAlice).held, Amount(5'000 - 4096));
}

TEST_F(IcebergsTest, UpdateIdsHaveNoGap) {
    Placed(kAlice, Showing(Sell(100, Quantity(9)), Quantity(4)));
    const Answer answer = Place(kBob, Buy(100, Quantity(9)));
    std::vector<UpdateId> ids;
    for (const auto& trade : answer.All<TradeExecuted>()) ids.push_back(trade.update_id);
    for (const auto& part : answer.All<IcebergRefreshed>()) ids.push_back(part.update_id);
    std::sort(ids.begin(), ids.end());
    ASSERT_EQ(ids.size(), 5u);  // 4, 4 and 1, and two parts after the first
    for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], UpdateId(i + 2));
}

// Met part after part, a leg expires the other one once, and ends its list once.
TEST_F(IcebergsTest, ALegMayBeAnIceberg) {
    auto command = MakeCommand<PlaceOrderList>(kAlice);
    command.kind = OrderListKind::kOco;
    command.legs[0] = Showing(Sell(110, Quantity(6)), Quantity(2));
    command.legs[0].type = OrderType::kLimitMaker;
    command.legs[1] = Sell(0, Quantity(6));
    command.legs[1].type = OrderType::kStopLoss;
    command.legs[1].conditions.stop_price = Price(90);
    Must(command);
    const Answer answer = Place(kBob, Buy(110, Quantity(6)));
    EXPECT_EQ(answer.All<TradeExecuted>().size(), 3u);
    EXPECT_EQ(answer.First<OrderExpired>().reason, ExpiryReason::kOcoTriggered);
    EXPECT_EQ(answer.All<OrderListCompleted>().size(), 1u);
    EXPECT_EQ(btc(kAlice).held, Amount(0));
}

}  // namespace
}  // namespace bourse::exchange
