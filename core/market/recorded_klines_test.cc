// Real trades, folded, against the klines that their venue served. The files are not part of the
// repository; without them the test is skipped.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "core/domain/decimal.h"
#include "core/market/klines.h"

namespace bourse::market {
namespace {

constexpr DecimalScale kScale{1, 8};
constexpr std::int64_t kMillisecond = 1'000'000;

// What a command prints; empty when it fails.
std::string Output(const std::string& command) {
    std::string output;
    std::FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
    if (pipe == nullptr) return output;
    std::array<char, 65'536> chunk;
    while (const std::size_t count = std::fread(chunk.data(), 1, chunk.size(), pipe)) {
        output.append(chunk.data(), count);
    }
    return pclose(pipe) == 0 ? output : std::string();
}

using Row = std::vector<std::string>;

// The rows of [[a,"b",null],…], each value as its text.
std::vector<Row> Rows(std::string_view json) {
    std::vector<Row> rows;
    bool in_value = false;
    for (const char c : json.substr(1)) {
        if (c == '[') rows.emplace_back();
        if (c == '[' || c == ',' || c == ']') {
            in_value = false;
        } else if (c != '"' && c != '\n') {
            if (!in_value) rows.back().emplace_back();
            in_value = true;
            rows.back().back().push_back(c);
        }
    }
    return rows;
}

std::int64_t Decimal(const std::string& text) { return ParseDecimal(kScale, text).value(); }
Timestamp Milliseconds(const std::string& text) {
    return Timestamp(ParseDecimal({1, 0}, text).value() * kMillisecond);
}

Klines Fold(const std::vector<Row>& trades) {
    Klines klines;
    std::uint64_t id = 0;
    for (const Row& row : trades) {
        TradeExecuted trade{};
        trade.trade = TradeId(++id);
        trade.taker_side = row[3] == "buy" ? Side::kBuy : Side::kSell;
        trade.price = Price(Decimal(row[4]));
        trade.quantity = Quantity(Decimal(row[5]));
        trade.notional = Amount(trade.price.raw() * (trade.quantity.raw() / 100'000'000));
        klines.Add(trade, Milliseconds(row[0]));
    }
    return klines;
}

class RecordedKlinesTest : public testing::Test {
protected:
    void SetUp() override {
        trades_ = Rows(Output("zcat ../shared/data/XRP_ETH-trades.json.gz") + "\n");
        if (trades_.empty()) GTEST_SKIP() << "no recorded trades in ../shared/data";
    }
    // The klines of the interval that differ from the venue's.
    std::vector<std::string> Differences(KlineInterval interval, std::size_t count) const {
        const std::string name(ToString(interval));
        const auto recorded =
            Rows(Output("zstdcat ../shared/data/XRP_ETH-" + name + ".json.zst") + "\n");
        EXPECT_EQ(recorded.size(), count);
        const auto folded = Fold(trades_).Query(
            {{interval, {}}, std::nullopt, std::nullopt, count + 1}, Milliseconds(trades_.back()[0])
        );
        EXPECT_EQ(folded.size(), count);
        std::vector<std::string> differences;
        for (std::size_t i = 0; i < std::min(recorded.size(), folded.size()); ++i) {
            const Row& row = recorded[i];
            const Kline& kline = folded[i];
            const bool is_equal =
                kline.open_time == Milliseconds(row[0]) && kline.open.raw() == Decimal(row[1]) &&
                kline.high.raw() == Decimal(row[2]) && kline.low.raw() == Decimal(row[3]) &&
                kline.close.raw() == Decimal(row[4]) && kline.volume == Decimal(row[5]);
            if (!is_equal) differences.push_back(std::to_string(i) + ": " + row[0]);
        }
        return differences;
    }

    std::vector<Row> trades_;
};

TEST_F(RecordedKlinesTest, EqualTheVenuesKlines) {
    EXPECT_EQ(Differences(KlineInterval::k1m, 3'560), std::vector<std::string>());
    EXPECT_EQ(Differences(KlineInterval::k5m, 712), std::vector<std::string>());
}

TEST_F(RecordedKlinesTest, OneWrongPriceIsNoticed) {
    trades_[6'000][4] = "0.00000001";
    EXPECT_EQ(Differences(KlineInterval::k1m, 3'560).size(), 1u);
}

}  // namespace
}  // namespace bourse::market
