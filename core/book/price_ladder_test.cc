#include "core/book/price_ladder.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <random>
#include <set>
#include <vector>

namespace bourse::book {
namespace {

constexpr std::int64_t kHighest = std::int64_t{1} << 62;

std::vector<std::int64_t> Prices(const PriceLadder& ladder, Direction direction) {
    std::vector<std::int64_t> prices;
    for (LevelIndex level = ladder.First(direction); level != kNoLevel;
         level = ladder.Next(level, direction)) {
        prices.push_back(ladder.PriceOf(level).raw());
    }
    return prices;
}

TEST(PriceLadder, KeepsAnyPricesInOrder) {
    const std::vector<std::vector<std::int64_t>> tables{
        {1},
        {kHighest},
        {1, kHighest},
        {63, 64, 65},
        {1, 2, 63, 64, 4095, 4096, 262'143, 262'144},
        {(std::int64_t{1} << 60) - 1, std::int64_t{1} << 60, kHighest - 1, kHighest},
    };
    for (const auto& prices : tables) {
        LevelPool pool(1);
        PriceLadder ladder(pool);
        for (auto price = prices.rbegin(); price != prices.rend(); ++price) {
            EXPECT_EQ(ladder.Find(Price(*price)), kNoLevel);
            const LevelIndex level = ladder.FindOrInsert(Price(*price));
            EXPECT_EQ(ladder.FindOrInsert(Price(*price)), level);
            EXPECT_EQ(ladder.Find(Price(*price)), level);
            ladder.CheckInvariants();
        }
        EXPECT_EQ(Prices(ladder, Direction::kUp), prices);
        EXPECT_EQ(Prices(ladder, Direction::kDown), std::vector(prices.rbegin(), prices.rend()));
        for (const std::int64_t price : prices) {
            ladder.Erase(ladder.Find(Price(price)));
            ladder.CheckInvariants();
        }
        EXPECT_TRUE(ladder.empty());
        EXPECT_EQ(pool.leaves.live() + pool.nodes.live(), 0U);
    }
}

TEST(PriceLadder, AFarPriceCostsNodesOnlyWhileItIsThere) {
    LevelPool pool(8);
    PriceLadder ladder(pool);
    ladder.FindOrInsert(Price(10'000'000));
    EXPECT_EQ(pool.nodes.live(), 0U);
    const LevelIndex far = ladder.FindOrInsert(Price(kHighest));
    EXPECT_GT(pool.nodes.live(), 0U);
    ladder.Erase(far);
    EXPECT_EQ(pool.nodes.live(), 0U);
    EXPECT_EQ(Prices(ladder, Direction::kUp), std::vector<std::int64_t>{10'000'000});
}

TEST(PriceLadder, LaddersShareAPoolAndGiveBlocksBack) {
    LevelPool pool(8);
    {
        PriceLadder bids(pool);
        PriceLadder asks(pool);
        for (std::int64_t price = 1; price < 1'000'000; price += 777) {
            bids.FindOrInsert(Price(price));
            asks.FindOrInsert(Price(price + 1'000'000'000));
        }
        PriceLadder moved(std::move(bids));
        EXPECT_TRUE(bids.empty());
        moved.CheckInvariants();
        asks.CheckInvariants();
        EXPECT_GT(pool.leaves.live(), 1'000U);
    }
    EXPECT_EQ(pool.leaves.live() + pool.nodes.live(), 0U);
}

TEST(PriceLadderDeathTest, EndsOnAPriceOutOfRangeOrALevelErasedTwice) {
    LevelPool pool(8);
    PriceLadder ladder(pool);
    for (const std::int64_t price : {std::int64_t{0}, std::int64_t{-1}, kHighest + 1}) {
        EXPECT_DEATH(ladder.FindOrInsert(Price(price)), "CHECK failed") << price;
    }
    const LevelIndex level = ladder.FindOrInsert(Price(5));
    ladder.FindOrInsert(Price(6));
    ladder.Erase(level);
    EXPECT_DEATH(ladder.Erase(level), "CHECK failed");
}

TEST(PriceLadder, EqualsASetUnderRandomUse) {
    constexpr std::uint64_t kSeed = 11;
    SCOPED_TRACE(kSeed);
    std::mt19937_64 random(kSeed);
    LevelPool pool(1);
    PriceLadder ladder(pool);
    std::set<std::int64_t> model;
    for (int i = 0; i < 200'000; ++i) {
        // Every magnitude as likely as another, and now and then an empty ladder.
        const auto magnitude = static_cast<int>(random() % 63);
        const std::int64_t price =
            1 + static_cast<std::int64_t>(random() & ((std::uint64_t{1} << magnitude) - 1));
        if (!model.empty() && random() % 200 < (i / 20'000 % 2 == 0 ? 80U : 130U)) {
            auto victim = model.lower_bound(price);
            if (victim == model.end()) victim = std::prev(victim);
            ladder.Erase(ladder.Find(Price(*victim)));
            model.erase(victim);
        } else {
            ladder.FindOrInsert(Price(price));
            model.insert(price);
        }
        const auto found = model.find(price);
        const LevelIndex level = ladder.Find(Price(price));
        ASSERT_EQ(level != kNoLevel, found != model.end());
        if (level == kNoLevel) continue;
        ASSERT_EQ(ladder.PriceOf(level), Price(price));
        const LevelIndex above = ladder.Next(level, Direction::kUp);
        ASSERT_EQ(above == kNoLevel, std::next(found) == model.end());
        if (above != kNoLevel) {
            ASSERT_EQ(ladder.PriceOf(above), Price(*std::next(found)));
        }
        const LevelIndex below = ladder.Next(level, Direction::kDown);
        ASSERT_EQ(below == kNoLevel, found == model.begin());
        if (below != kNoLevel) {
            ASSERT_EQ(ladder.PriceOf(below), Price(*std::prev(found)));
        }
        if (i % 1'000 == 0) ladder.CheckInvariants();
    }
    EXPECT_EQ(Prices(ladder, Direction::kUp), std::vector(model.begin(), model.end()));
}

}  // namespace
}  // namespace bourse::book
