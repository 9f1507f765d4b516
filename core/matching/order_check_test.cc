// Fields and filters, each bound at both of its sides (docs/rules.md sections 4 and 5).
#include "core/matching/order_check.h"

#include <gtest/gtest.h>

#include "core/matching/market_fixture.h"

namespace bourse::matching {
namespace {

using Reason = RejectReason;

class OrderCheckTest : public MarketFixture, public testing::Test {
protected:
    SymbolFilters& filters() { return market.symbol.definition.filters; }
    Reason Fields(const OrderInstruction& order) { return CheckFields(market.symbol, order); }
    Reason Filters(const OrderInstruction& order) { return CheckFilters(market, order, {}); }
    static OrderInstruction MarketOrder(Quantity quantity, Amount quote_quantity) {
        OrderInstruction order = Buy(0, quantity);
        order.type = OrderType::kMarket;
        order.quote_quantity = quote_quantity;
        return order;
    }
};

// Applies every value of a byte-sized enum and expects the reason for all but those up to `last`.
template <class Enum>
void ExpectValid(
    OrderInstruction order, Enum OrderInstruction::*field, std::pair<int, int> valid, Reason reason
) {
    const Symbol symbol = MakeSymbol();
    for (int value = 0; value <= 255; ++value) {
        order.*field = static_cast<Enum>(value);
        const bool is_valid = value >= valid.first && value <= valid.second;
        EXPECT_EQ(CheckFields(symbol, order) == reason, !is_valid) << value;
    }
}

TEST_F(OrderCheckTest, EnumsOutOfRange) {
    const OrderInstruction order = Buy(10, Quantity(1));
    ExpectValid(order, &OrderInstruction::side, {0, 1}, Reason::kInvalidSide);
    ExpectValid(order, &OrderInstruction::type, {1, 7}, Reason::kInvalidOrderType);
    ExpectValid(order, &OrderInstruction::time_in_force, {1, 3}, Reason::kInvalidTimeInForce);
    ExpectValid(
        order, &OrderInstruction::self_trade_prevention, {0, 6}, Reason::kInvalidSelfTradePrevention
    );
}

TEST_F(OrderCheckTest, OnlyLimitOrdersHaveAChoiceOfTimeInForce) {
    for (const OrderType type : {OrderType::kMarket, OrderType::kLimitMaker}) {
        OrderInstruction order = Buy(10, Quantity(1));
        order.type = type;
        ExpectValid(order, &OrderInstruction::time_in_force, {1, 1}, Reason::kInvalidTimeInForce);
    }
}

TEST_F(OrderCheckTest, TheSymbolsDefaultStandsForNoMode) {
    market.symbol.definition.default_self_trade_prevention = SelfTradePrevention::kExpireBoth;
    OrderInstruction order = Buy(10, Quantity(1));
    order.self_trade_prevention = SelfTradePrevention::kSymbolDefault;
    EXPECT_EQ(ModeOf(market.symbol, order), SelfTradePrevention::kExpireBoth);
    order.self_trade_prevention = SelfTradePrevention::kNone;
    EXPECT_EQ(ModeOf(market.symbol, order), SelfTradePrevention::kNone);
    for (int mode = 1; mode <= 6; ++mode) {
        order.self_trade_prevention = static_cast<SelfTradePrevention>(mode);
        market.symbol.definition.allowed_self_trade_prevention =
            static_cast<std::uint8_t>(0x7E & ~(1 << mode));
        EXPECT_EQ(Fields(order), Reason::kSelfTradePreventionNotAllowed);
        market.symbol.definition.allowed_self_trade_prevention =
            static_cast<std::uint8_t>(1 << mode);
        EXPECT_EQ(Fields(order), Reason::kNone);
    }
}

TEST_F(OrderCheckTest, ClientOrderIds) {
    for (int c = 0; c <= 255; ++c) {
        ClientOrderId id = ClientOrderId::From("aa");
        id.text[1] = static_cast<char>(c);
        EXPECT_EQ(IsValid(id), c >= 0x21 && c <= 0x7E) << c;
    }
    EXPECT_TRUE(IsValid(ClientOrderId{}));
    ClientOrderId id = ClientOrderId::From(std::string(36, 'z'));
    EXPECT_TRUE(IsValid(id));
    id.text[38] = 'z';
    EXPECT_FALSE(IsValid(id));
    for (int length = 37; length <= 255; ++length) {
        id = ClientOrderId::From(std::string(36, 'z'));
        id.length = static_cast<std::uint8_t>(length);
        EXPECT_FALSE(IsValid(id)) << length;
    }
}

TEST_F(OrderCheckTest, QuantitiesByType) {
    for (const std::int64_t quantity : {INT64_MIN, INT64_C(-1), INT64_C(0)}) {
        EXPECT_EQ(Fields(Buy(10, Quantity(quantity))), Reason::kInvalidQuantity);
    }
    OrderInstruction both = Buy(10, Quantity(1));
    both.quote_quantity = Amount(1);
    EXPECT_EQ(Fields(both), Reason::kInvalidQuantity);
    both.quote_quantity = Amount(-1);
    EXPECT_EQ(Fields(both), Reason::kInvalidQuantity);
    EXPECT_EQ(Fields(MarketOrder(Quantity(1), Amount(0))), Reason::kNone);
    EXPECT_EQ(Fields(MarketOrder(Quantity(0), Amount(1))), Reason::kNone);
    EXPECT_EQ(Fields(MarketOrder(Quantity(0), Amount(0))), Reason::kInvalidQuantity);
    EXPECT_EQ(Fields(MarketOrder(Quantity(1), Amount(1))), Reason::kInvalidQuantity);
    EXPECT_EQ(Fields(MarketOrder(Quantity(-1), Amount(1))), Reason::kInvalidQuantity);
    EXPECT_EQ(Fields(MarketOrder(Quantity(1), Amount(-1))), Reason::kInvalidQuantity);
    EXPECT_EQ(Fields(MarketOrder(Quantity(-1), Amount(0))), Reason::kInvalidQuantity);
}

TEST_F(OrderCheckTest, PricesByType) {
    EXPECT_EQ(Fields(Buy(0, Quantity(1))), Reason::kInvalidPrice);
    EXPECT_EQ(Fields(Buy(-1, Quantity(1))), Reason::kInvalidPrice);
    EXPECT_EQ(Fields(Buy(1, Quantity(1))), Reason::kNone);
    for (const std::int64_t price : {INT64_MIN, INT64_C(-1), INT64_C(1)}) {
        OrderInstruction order = MarketOrder(Quantity(1), Amount(0));
        order.price = Price(price);
        EXPECT_EQ(Fields(order), Reason::kInvalidPrice);
    }
}

TEST_F(OrderCheckTest, PriceAndLotSize) {
    filters().price_min = Price(10);
    filters().price_max = Price(20);
    filters().quantity_min = Quantity(3);
    filters().quantity_max = Quantity(5);
    EXPECT_EQ(Filters(Buy(9, Quantity(3))), Reason::kFilterPrice);
    EXPECT_EQ(Filters(Buy(10, Quantity(3))), Reason::kNone);
    EXPECT_EQ(Filters(Buy(20, Quantity(5))), Reason::kNone);
    EXPECT_EQ(Filters(Buy(21, Quantity(5))), Reason::kFilterPrice);
    EXPECT_EQ(Filters(Buy(15, Quantity(2))), Reason::kFilterLotSize);
    EXPECT_EQ(Filters(Buy(15, Quantity(6))), Reason::kFilterLotSize);
    EXPECT_EQ(Filters(MarketOrder(Quantity(2), Amount(0))), Reason::kFilterLotSize);
    EXPECT_EQ(Filters(MarketOrder(Quantity(6), Amount(0))), Reason::kFilterLotSize);
    EXPECT_EQ(Filters(MarketOrder(Quantity(0), Amount(1))), Reason::kNone);
}

TEST_F(OrderCheckTest, MarketLotSizeWithAndWithoutAMaximum) {
    filters().market_quantity_min = Quantity(3);
    EXPECT_EQ(Filters(MarketOrder(Quantity(2), Amount(0))), Reason::kFilterMarketLotSize);
    EXPECT_EQ(Filters(MarketOrder(Quantity(1'000'000), Amount(0))), Reason::kNone);
    filters().market_quantity_max = Quantity(5);
    EXPECT_EQ(Filters(MarketOrder(Quantity(3), Amount(0))), Reason::kNone);
    EXPECT_EQ(Filters(MarketOrder(Quantity(5), Amount(0))), Reason::kNone);
    EXPECT_EQ(Filters(MarketOrder(Quantity(6), Amount(0))), Reason::kFilterMarketLotSize);
    EXPECT_EQ(Filters(Buy(10, Quantity(6))), Reason::kNone);
}

TEST_F(OrderCheckTest, PercentPriceOfEachSide) {
    const auto expect = [&](Side side, std::int64_t price, bool is_valid) {
        const Reason reason = Filters(Limit(side, Price(price), Quantity(1)));
        EXPECT_EQ(reason, is_valid ? Reason::kNone : Reason::kFilterPercentPriceBySide) << price;
    };
    filters().bid_multiplier_up = 11'000;
    filters().bid_multiplier_down = 9'000;
    filters().ask_multiplier_up = 12'000;
    filters().ask_multiplier_down = 8'000;
    expect(Side::kBuy, 999'999, true);  // no reference, no filter
    market.symbol.definition.reference_price = Price(1'005);
    expect(Side::kBuy, 1'105, true);  // 1,105.5 is the bound
    expect(Side::kBuy, 1'106, false);
    expect(Side::kBuy, 905, true);  // 904.5
    expect(Side::kBuy, 904, false);
    expect(Side::kSell, 1'206, true);
    expect(Side::kSell, 1'207, false);
    expect(Side::kSell, 804, true);
    expect(Side::kSell, 803, false);
    market.last_price = Price(100);  // takes the place of the reference
    expect(Side::kBuy, 110, true);
    expect(Side::kBuy, 111, false);
    filters().bid_multiplier_up = filters().ask_multiplier_down = 0;
    expect(Side::kBuy, 1'000'000, true);
    expect(Side::kSell, 1, true);
    expect(Side::kSell, 121, false);
}

TEST_F(OrderCheckTest, Notional) {
    filters().notional_min = Amount(100);
    filters().notional_max = Amount(200);
    EXPECT_EQ(Filters(Buy(99, Quantity(1))), Reason::kFilterNotional);
    EXPECT_EQ(Filters(Buy(50, Quantity(2))), Reason::kNone);
    EXPECT_EQ(Filters(Buy(50, Quantity(4))), Reason::kNone);
    EXPECT_EQ(Filters(Buy(67, Quantity(3))), Reason::kFilterNotional);
    EXPECT_EQ(Filters(MarketOrder(Quantity(1), Amount(0))), Reason::kNone);  // no reference
    EXPECT_EQ(Filters(MarketOrder(Quantity(0), Amount(99))), Reason::kFilterNotional);
    EXPECT_EQ(Filters(MarketOrder(Quantity(0), Amount(100))), Reason::kNone);
    EXPECT_EQ(Filters(MarketOrder(Quantity(0), Amount(201))), Reason::kFilterNotional);
    market.last_price = Price(50);
    EXPECT_EQ(Filters(MarketOrder(Quantity(1), Amount(0))), Reason::kFilterNotional);
    EXPECT_EQ(Filters(MarketOrder(Quantity(4), Amount(0))), Reason::kNone);
    EXPECT_EQ(Filters(MarketOrder(Quantity(5), Amount(0))), Reason::kFilterNotional);
}

TEST_F(OrderCheckTest, MaxOrders) {
    const OrderInstruction order = Buy(10, Quantity(1));
    filters().max_orders = 3;
    EXPECT_EQ(CheckFilters(market, order, {2}), Reason::kNone);
    EXPECT_EQ(CheckFilters(market, order, {3}), Reason::kFilterMaxOrders);
    EXPECT_EQ(
        CheckFilters(market, MarketOrder(Quantity(1), Amount(0)), {3}), Reason::kFilterMaxOrders
    );
    filters().max_orders = 0;
    EXPECT_EQ(CheckFilters(market, order, {UINT32_MAX}), Reason::kNone);
}

TEST_F(OrderCheckTest, TheQuantityOfAnAmendment) {
    filters().quantity_min = Quantity(2);
    filters().notional_min = Amount(30);
    EXPECT_EQ(CheckQuantity(market.symbol, Price(10), Quantity(1)), Reason::kFilterLotSize);
    EXPECT_EQ(CheckQuantity(market.symbol, Price(10), Quantity(2)), Reason::kFilterNotional);
    EXPECT_EQ(CheckQuantity(market.symbol, Price(10), Quantity(3)), Reason::kNone);
    const Price huge(std::int64_t{1} << 62);  // from before a change of filters
    filters().notional_max = Amount(INT64_MAX);
    EXPECT_EQ(CheckQuantity(market.symbol, huge, Quantity(5)), Reason::kFilterNotional);
}

}  // namespace
}  // namespace bourse::matching
