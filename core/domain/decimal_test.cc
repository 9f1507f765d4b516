#include "core/domain/decimal.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace bourse {
namespace {

std::string Text(DecimalScale scale, Int128 count) {
    std::string out;
    AppendDecimal(scale, count, out);
    return out;
}

TEST(DecimalTest, AppendsWithAtLeastEightPlaces) {
    struct Row {
        DecimalScale scale;
        Int128 count;
        const char* text;
    };
    const Row rows[] = {
        {{1, 8}, 0, "0.00000000"},
        {{1, 8}, 141342, "0.00141342"},
        {{1, 8}, 100'000'000, "1.00000000"},
        {{1, 8}, 123'456'789'012, "1234.56789012"},
        {{1, 2}, 5, "0.05000000"},
        {{1, 0}, 0, "0.00000000"},
        {{1, 0}, 42, "42.00000000"},
        {{25, 2}, 3, "0.75000000"},
        {{10, 0}, 7, "70.00000000"},
        {{1, 18}, 1, "0.000000000000000001"},
        {{1, 10}, 12'345'678'901, "1.2345678901"},
        {{1, 8}, -150'000'000, "-1.50000000"},
        {{1, 2},
         static_cast<Int128>(std::numeric_limits<std::int64_t>::max()) * 100,
         "9223372036854775807.00000000"},
        {{1, 18}, (static_cast<Int128>(1) << 126) - 1, "85070591730234615865.843651857942052863"},
        {{1, 0},
         -(static_cast<Int128>(1) << 126) + 1,
         "-85070591730234615865843651857942052863.00000000"},
    };
    for (const Row& row : rows) EXPECT_EQ(Text(row.scale, row.count), row.text);
}

TEST(DecimalTest, AppendKeepsWhatStands) {
    std::string out = "price=";
    AppendDecimal({1, 8}, 1, out);
    EXPECT_EQ(out, "price=0.00000001");
}

TEST(DecimalTest, Parses) {
    struct Row {
        DecimalScale scale;
        const char* text;
        std::int64_t count;
    };
    const Row rows[] = {
        {{1, 8}, "0", 0},
        {{1, 8}, "0.00141342", 141342},
        {{1, 8}, "0.5", 50'000'000},
        {{1, 2}, "1.50000000000000000000000000000", 150},
        {{1, 0}, "7.0", 7},
        {{1, 2}, "000000000000000000000000012.34", 1234},
        {{25, 2}, "0.75", 3},
        {{10, 0}, "70", 7},
        {{1, 0}, "9223372036854775807", std::numeric_limits<std::int64_t>::max()},
        {{1, 18}, "9.223372036854775807", std::numeric_limits<std::int64_t>::max()},
    };
    for (const Row& row : rows) {
        const auto count = ParseDecimal(row.scale, row.text);
        ASSERT_TRUE(count.has_value()) << row.text;
        EXPECT_EQ(*count, row.count) << row.text;
    }
}

TEST(DecimalTest, RefusesWithTheReason) {
    struct Row {
        DecimalScale scale;
        std::string_view text;
        DecimalError error;
    };
    const Row rows[] = {
        {{1, 8}, "", DecimalError::kSyntax},
        {{1, 8}, ".", DecimalError::kSyntax},
        {{1, 8}, ".5", DecimalError::kSyntax},
        {{1, 8}, "5.", DecimalError::kSyntax},
        {{1, 8}, "1.2.3", DecimalError::kSyntax},
        {{1, 8}, "-1", DecimalError::kSyntax},
        {{1, 8}, "+1", DecimalError::kSyntax},
        {{1, 8}, "1e5", DecimalError::kSyntax},
        {{1, 8}, " 1", DecimalError::kSyntax},
        {{1, 8}, "1,5", DecimalError::kSyntax},
        {{1, 8}, "0x10", DecimalError::kSyntax},
        {{1, 8}, "nan", DecimalError::kSyntax},
        {{1, 8}, std::string_view("1\0", 2), DecimalError::kSyntax},
        {{1, 8}, "\xD9\xA1", DecimalError::kSyntax},  // a digit, but not one of ours
        {{1, 8}, "0.000000001", DecimalError::kTooManyDecimals},
        {{1, 0}, "1.1", DecimalError::kTooManyDecimals},
        {{25, 2}, "0.70", DecimalError::kNotAMultiple},
        {{1, 0}, "9223372036854775808", DecimalError::kOverflow},
        {{1, 8}, "92233720368.54775808", DecimalError::kOverflow},
        {{1, 18}, "10", DecimalError::kOverflow},
    };
    for (const Row& row : rows) {
        const auto count = ParseDecimal(row.scale, row.text);
        ASSERT_FALSE(count.has_value()) << row.text;
        EXPECT_EQ(count.error(), row.error) << row.text;
    }
}

TEST(DecimalTest, TextOfARandomCountReadsBack) {
    const std::uint64_t seed = 20240607;
    std::mt19937_64 random(seed);
    for (int i = 0; i < 100'000; ++i) {
        const auto unit = static_cast<std::int64_t>(random() % 1000 + 1);
        const DecimalScale scale{unit, static_cast<std::uint32_t>(random() % 19)};
        const auto count = static_cast<std::int64_t>(random() >> (11 + random() % 52));
        const auto parsed = ParseDecimal(scale, Text(scale, count));
        ASSERT_TRUE(parsed.has_value()) << "seed " << seed << " " << Text(scale, count);
        ASSERT_EQ(*parsed, count) << "seed " << seed;
    }
}

TEST(DecimalTest, ScalesOfASymbol) {
    Symbol symbol;
    symbol.definition.tick_size = 5;
    symbol.definition.price_decimals = 2;
    symbol.definition.lot_size = 1000;
    const AssetDefinition base{Name::From("BTC"), 8};
    EXPECT_EQ(Text(PriceScale(symbol), 3), "0.15000000");
    EXPECT_EQ(Text(QuantityScale(symbol, base), 3), "0.00003000");
    EXPECT_EQ(Text(AmountScale(base), 3), "0.00000003");
}

}  // namespace
}  // namespace bourse
