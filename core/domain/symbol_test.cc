#include "core/domain/symbol.h"

#include <gtest/gtest.h>

#include <functional>

namespace bourse {
namespace {

using Error = DefinitionError;

const AssetDefinition kBase{Name::From("BTC"), 8};
const AssetDefinition kQuote{Name::From("USD"), 2};

// A tick is a dollar, a lot is 0.01 BTC, so a tick times a lot is one cent.
SymbolDefinition Definition() {
    SymbolDefinition definition;
    definition.name = Name::From("BTCUSD");
    definition.lot_size = 1'000'000;
    definition.filters.price_max = Price(1'000'000);
    definition.filters.quantity_max = Quantity(1'000'000);
    return definition;
}

// The error, or 0 when there is none.
int ErrorOf(const SymbolDefinition& definition) {
    const auto symbol = Validate(definition, kBase, kQuote);
    return symbol ? 0 : static_cast<int>(symbol.error());
}
int ErrorWith(const std::function<void(SymbolDefinition&)>& change) {
    SymbolDefinition definition = Definition();
    change(definition);
    return ErrorOf(definition);
}

TEST(NameTest, UpperCaseDigitsAndThreeSigns) {
    for (int c = -128; c <= 127; ++c) {
        Name name;
        name.text[0] = static_cast<char>(c);
        const bool is_allowed =
            (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        EXPECT_EQ(IsValid(name), is_allowed) << c;
    }
    EXPECT_FALSE(IsValid(Name{}));
    EXPECT_TRUE(IsValid(Name::From("A234567890123456789012B")));
    Name full = Name::From("A234567890123456789012B");
    full.text[23] = 'X';
    EXPECT_FALSE(IsValid(full));
    EXPECT_EQ(full.view().size(), 24u);
    Name padded = Name::From("A");
    padded.text[5] = 'B';
    EXPECT_FALSE(IsValid(padded));
    EXPECT_EQ(padded.view(), "A");
}

TEST(NameDeathTest, TooLongANameEndsTheProcess) {
    EXPECT_DEATH(Name::From("A23456789012345678901234"), "kMaxLength");
    EXPECT_DEATH(ClientOrderId::From(std::string(37, 'a')), "kMaxLength");
    EXPECT_EQ(ClientOrderId::From(std::string(36, 'a')).view().size(), 36u);
}

TEST(SymbolTest, NotionalUnit) {
    EXPECT_EQ(Validate(Definition(), kBase, kQuote)->notional_unit, 1);
    const auto unit = [](std::int64_t tick, std::uint32_t decimals, std::int64_t lot) {
        SymbolDefinition definition = Definition();
        definition.tick_size = tick;
        definition.price_decimals = decimals;
        definition.lot_size = lot;
        const auto symbol = Validate(definition, kBase, kQuote);
        return symbol ? symbol->notional_unit : 0;
    };
    EXPECT_EQ(unit(1, 2, 100'000'000), 1);  // a cent times a coin
    EXPECT_EQ(unit(1, 2, 10'000'000), 0);   // is a tenth of a cent
    EXPECT_EQ(unit(10, 2, 10'000'000), 1);
    EXPECT_EQ(unit(3, 0, 2'000'000), 6);
    EXPECT_EQ(unit(1, 18, 100'000'000), 0);
    EXPECT_EQ(unit(1'000'000'000'000'000'000, 18, 1'000'000), 1);
    // More quote decimals than price and base decimals together.
    SymbolDefinition small = Definition();
    small.filters.price_max = Price(1'000);
    small.filters.quantity_max = Quantity(1'000);
    const auto fine = Validate(small, {Name::From("A"), 0}, {Name::From("B"), 3});
    EXPECT_EQ(fine->notional_unit, 1'000'000'000);
    SymbolDefinition coarse = Definition();
    coarse.lot_size = INT64_MAX;
    EXPECT_FALSE(Validate(coarse, {Name::From("A"), 0}, {Name::From("B"), 18}).has_value());
    coarse.tick_size = INT64_MAX;
    EXPECT_FALSE(Validate(coarse, {Name::From("A"), 0}, {Name::From("B"), 0}).has_value());
    EXPECT_FALSE(Validate(coarse, {Name::From("A"), 18}, {Name::From("B"), 0}).has_value());
}

TEST(SymbolTest, EachErrorOfADefinition) {
    const auto expect = [](Error error, const std::function<void(SymbolDefinition&)>& change) {
        EXPECT_EQ(ErrorWith(change), static_cast<int>(error));
    };
    EXPECT_EQ(ErrorOf(Definition()), 0);
    expect(Error::kName, [](auto& d) { d.name = Name{}; });
    expect(Error::kDecimals, [](auto& d) { d.price_decimals = 19; });
    expect(Error::kDecimals, [](auto& d) { d.price_decimals = UINT32_MAX; });
    for (const std::int64_t size : {INT64_MIN, INT64_C(-1), INT64_C(0)}) {
        expect(Error::kTickOrLot, [=](auto& d) { d.tick_size = size; });
        expect(Error::kTickOrLot, [=](auto& d) { d.lot_size = size; });
    }
    expect(Error::kTickOrLot, [](auto& d) { d.lot_size = 999'999; });
    expect(Error::kSelfTradePrevention, [](auto& d) { d.default_self_trade_prevention = {}; });
    expect(Error::kSelfTradePrevention, [](auto& d) {
        d.default_self_trade_prevention = static_cast<SelfTradePrevention>(7);
    });
    expect(Error::kSelfTradePrevention, [](auto& d) { d.allowed_self_trade_prevention = 0xFE; });
    expect(Error::kSelfTradePrevention, [](auto& d) { d.allowed_self_trade_prevention = 0x7F; });
    expect(Error::kSelfTradePrevention, [](auto& d) { d.allowed_self_trade_prevention = 0x7C; });
    EXPECT_EQ(ErrorWith([](auto& d) { d.allowed_self_trade_prevention = 0x02; }), 0);
}

TEST(SymbolTest, BoundsAreOrderedAndPositive) {
    const auto expect = [](int error, const std::function<void(SymbolFilters&)>& change) {
        EXPECT_EQ(ErrorWith([&](SymbolDefinition& d) { change(d.filters); }), error);
    };
    const int bounds = static_cast<int>(Error::kBounds);
    expect(bounds, [](auto& f) { f.price_min = Price(0); });
    expect(bounds, [](auto& f) { f.price_min = Price(1'000'001); });
    expect(0, [](auto& f) { f.price_min = Price(1'000'000); });
    expect(bounds, [](auto& f) { f.price_max = Price(INT64_MIN); });
    expect(bounds, [](auto& f) { f.quantity_min = Quantity(0); });
    expect(bounds, [](auto& f) { f.quantity_min = Quantity(1'000'001); });
    expect(0, [](auto& f) { f.quantity_min = Quantity(1'000'000); });
    expect(bounds, [](auto& f) { f.market_quantity_min = Quantity(-1); });
    expect(bounds, [](auto& f) { f.market_quantity_max = Quantity(-1); });
    expect(0, [](auto& f) { f.market_quantity_min = Quantity(9); });  // no maximum
    expect(bounds, [](auto& f) {
        f.market_quantity_min = Quantity(9);
        f.market_quantity_max = Quantity(8);
    });
    expect(bounds, [](auto& f) { f.notional_min = Amount(-1); });
    expect(bounds, [](auto& f) { f.notional_max = Amount(-1); });
    expect(0, [](auto& f) { f.notional_min = Amount(9); });
    expect(bounds, [](auto& f) {
        f.notional_min = Amount(9);
        f.notional_max = Amount(8);
    });
}

TEST(SymbolTest, TheReferencePriceIsWithinPriceFilterOr0) {
    const int error = static_cast<int>(Error::kReferencePrice);
    const auto reference = [](std::int64_t price) {
        return ErrorWith([=](auto& d) {
            d.filters.price_min = Price(5);
            d.reference_price = Price(price);
        });
    };
    EXPECT_EQ(reference(0), 0);
    EXPECT_EQ(reference(4), error);
    EXPECT_EQ(reference(5), 0);
    EXPECT_EQ(reference(1'000'000), 0);
    EXPECT_EQ(reference(1'000'001), error);
    EXPECT_EQ(reference(-5), error);
}

TEST(SymbolTest, TheLargestOrderStaysBelow2To62) {
    const AssetDefinition whole{Name::From("A"), 0};
    const auto fits = [&](std::int64_t tick, Price price_max, Quantity quantity_max) {
        SymbolDefinition definition = Definition();
        definition.lot_size = 1;
        definition.tick_size = tick;
        definition.filters.price_max = price_max;
        definition.filters.quantity_max = quantity_max;
        const auto symbol = Validate(definition, whole, {Name::From("B"), 0});
        EXPECT_TRUE(symbol || symbol.error() == Error::kTooLarge);
        if (!symbol) return false;
        EXPECT_LT(symbol->Notional(price_max, quantity_max).raw(), kAmountBound);
        return true;
    };
    EXPECT_TRUE(fits(1, Price(kAmountBound - 1), Quantity(1)));
    EXPECT_FALSE(fits(1, Price(kAmountBound), Quantity(1)));
    EXPECT_TRUE(fits(1, Price(1), Quantity(kAmountBound - 1)));
    EXPECT_FALSE(fits(1, Price(1), Quantity(kAmountBound)));
    EXPECT_FALSE(fits(1, Price(1LL << 31), Quantity(1LL << 31)));
    EXPECT_TRUE(fits(1, Price((1LL << 31) - 1), Quantity(1LL << 31)));
    EXPECT_FALSE(fits(1, Price(INT64_MAX), Quantity(INT64_MAX)));
    // A unit of 3: 2^62 = 3 k + 1, so k fits exactly.
    EXPECT_TRUE(fits(3, Price(kAmountBound / 3), Quantity(1)));
    EXPECT_FALSE(fits(3, Price(kAmountBound / 3 + 1), Quantity(1)));
    EXPECT_TRUE(fits(kAmountBound - 1, Price(1), Quantity(1)));
    EXPECT_FALSE(fits(kAmountBound - 1, Price(2), Quantity(1)));
}

TEST(SymbolTest, TheBaseAmountCountsToo) {
    SymbolDefinition definition = Definition();
    definition.tick_size = 5;  // times a lot, over 10: the notional is half the base amount
    definition.lot_size = 1LL << 40;
    definition.filters.price_max = Price(1);
    const AssetDefinition fine{Name::From("A"), 18};
    const AssetDefinition whole{Name::From("B"), 17};
    const auto fits = [&](std::int64_t quantity_max) {
        definition.filters.quantity_max = Quantity(quantity_max);
        return Validate(definition, fine, whole).has_value();
    };
    EXPECT_TRUE(fits((1LL << 22) - 1));
    EXPECT_FALSE(fits(1LL << 22));
}

TEST(SymbolTest, FiltersOfAnExistingSymbolMeetTheSameRules) {
    const Symbol symbol = *Validate(Definition(), kBase, kQuote);
    SymbolFilters filters = symbol.definition.filters;
    filters.max_orders = 5;
    const auto changed = WithFilters(symbol, filters);
    ASSERT_TRUE(changed.has_value());
    EXPECT_EQ(changed->definition.filters.max_orders, 5u);
    EXPECT_EQ(changed->notional_unit, symbol.notional_unit);
    filters.price_max = Price(INT64_MAX);
    EXPECT_EQ(WithFilters(symbol, filters).error(), Error::kTooLarge);
    filters.price_min = Price(0);
    EXPECT_EQ(WithFilters(symbol, filters).error(), Error::kBounds);
}

TEST(SymbolDeathTest, AProductOutOfBoundsEndsTheProcess) {
    const Symbol symbol = *Validate(Definition(), kBase, kQuote);
    EXPECT_EQ(symbol.Notional(Price(3), Quantity(4)), Amount(12));
    EXPECT_EQ(symbol.BaseAmount(Quantity(4)), Amount(4'000'000));
    EXPECT_DEATH(symbol.Notional(Price(1LL << 31), Quantity(1LL << 31)), "kAmountBound");
    EXPECT_DEATH(symbol.Notional(Price(-1), Quantity(1)), "product >= 0");
    EXPECT_DEATH(symbol.BaseAmount(Quantity(kAmountBound / 1'000'000 + 1)), "kAmountBound");
}

}  // namespace
}  // namespace bourse
