#include "core/market/depth.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>

namespace bourse::market {
namespace {

constexpr std::uint64_t kSeed = 4711;

TEST(DepthTest, BestFirstAndAbsoluteQuantities) {
    DepthView depth;
    EXPECT_EQ(depth.Add({Side::kBuy, Price(10), Quantity(5), UpdateId(1)}), Quantity(5));
    EXPECT_EQ(depth.Add({Side::kBuy, Price(12), Quantity(1), UpdateId(2)}), Quantity(1));
    EXPECT_EQ(depth.Add({Side::kBuy, Price(10), Quantity(2), UpdateId(3)}), Quantity(7));
    EXPECT_EQ(depth.Add({Side::kSell, Price(15), Quantity(4), UpdateId(4)}), Quantity(4));
    EXPECT_EQ(depth.Add({Side::kSell, Price(13), Quantity(3), UpdateId(5)}), Quantity(3));
    EXPECT_EQ(depth.Take({Side::kBuy, Price(12), Quantity(1), UpdateId(6)}), Quantity(0));

    EXPECT_EQ(depth.update_id(), UpdateId(6));
    EXPECT_EQ(depth.Best(Side::kBuy), (Level{Price(10), Quantity(7)}));
    EXPECT_EQ(depth.Best(Side::kSell), (Level{Price(13), Quantity(3)}));
    EXPECT_EQ(depth.QuantityAt(Side::kBuy, Price(12)), Quantity(0));
    const DepthLevels top = depth.Top(1);
    EXPECT_EQ(top.bids, (std::vector<Level>{{Price(10), Quantity(7)}}));
    EXPECT_EQ(top.asks, (std::vector<Level>{{Price(13), Quantity(3)}}));
    EXPECT_EQ(depth.Top(100).asks.size(), 2u);
}

TEST(DepthDeathTest, GapsAndTakingTooMuchEndTheProcess) {
    DepthView depth;
    depth.Add({Side::kBuy, Price(10), Quantity(5), UpdateId(1)});
    EXPECT_DEATH(depth.Add({Side::kBuy, Price(10), Quantity(5), UpdateId(3)}), "update_id");
    EXPECT_DEATH(depth.Take({Side::kBuy, Price(10), Quantity(6), UpdateId(2)}), "quantity");
    EXPECT_DEATH(depth.Take({Side::kBuy, Price(11), Quantity(1), UpdateId(2)}), "price");
}

// The levels of a client who keeps a local book from diffs.
struct LocalBook {
    std::map<Price, Quantity, std::greater<>> bids;
    std::map<Price, Quantity> asks;
    UpdateId update_id;

    template <class Levels>
    static void Set(Levels& levels, const Level& level) {
        if (level.quantity == Quantity()) {
            levels.erase(level.price);
        } else {
            levels[level.price] = level.quantity;
        }
    }
    void Apply(const DepthDiff::Update& update) {
        ASSERT_EQ(update.first, update_id.Next());
        for (const Level& level : update.levels.bids) Set(bids, level);
        for (const Level& level : update.levels.asks) Set(asks, level);
        update_id = update.last;
    }
    DepthLevels Levels() const {
        DepthLevels levels;
        for (const auto& [price, quantity] : bids) levels.bids.push_back({price, quantity});
        for (const auto& [price, quantity] : asks) levels.asks.push_back({price, quantity});
        return levels;
    }
};

// Random changes to the view and to a naive book; answers the change with its absolute quantity.
class RandomBook {
public:
    explicit RandomBook(std::uint64_t seed) : random_(seed) {}

    DepthChange Change() {
        const Side side = random_() % 2 == 0 ? Side::kBuy : Side::kSell;
        const Price price(static_cast<std::int64_t>(random_() % 400));
        Quantity& quantity = naive_[{side, price}];
        const UpdateId next = view_.update_id().Next();
        const Quantity part(static_cast<std::int64_t>(random_() % 9 + 1));
        Quantity after;
        if (quantity == Quantity() || random_() % 5 < 2) {
            quantity += part;
            after = view_.Add({side, price, part, next});
        } else {
            const Quantity taken = random_() % 2 == 0 ? quantity : std::min(quantity, part);
            quantity -= taken;
            after = view_.Take({side, price, taken, next});
        }
        EXPECT_EQ(after, quantity) << "seed " << kSeed;
        return {SymbolId(0), side, {price, after}, next};
    }
    const DepthView& view() const { return view_; }
    DepthLevels Naive() const {
        LocalBook book;
        for (const auto& [key, quantity] : naive_) {
            if (key.first == Side::kBuy) LocalBook::Set(book.bids, {key.second, quantity});
            if (key.first == Side::kSell) LocalBook::Set(book.asks, {key.second, quantity});
        }
        return book.Levels();
    }

private:
    std::mt19937_64 random_;
    DepthView view_;
    std::map<std::pair<Side, Price>, Quantity> naive_;
};

TEST(DepthTest, EqualsANaiveBookAfterEachChange) {
    RandomBook book(kSeed);
    for (int i = 0; i < 5'000; ++i) {
        book.Change();
        ASSERT_EQ(book.view().Top(1'000), book.Naive()) << "seed " << kSeed << " change " << i;
    }
}

TEST(DepthTest, DiffsOfEachCadenceRebuildTheBook) {
    RandomBook book(kSeed);
    const std::size_t cadences[] = {1, 7, 100, 5'000};
    DepthDiff diffs[4];
    LocalBook locals[4];
    for (std::size_t i = 1; i <= 20'000; ++i) {
        const DepthChange change = book.Change();
        for (std::size_t c = 0; c < 4; ++c) {
            diffs[c].Add(change);
            if (i % cadences[c] != 0) continue;
            locals[c].Apply(diffs[c].Drain(book.view()));
            ASSERT_TRUE(diffs[c].empty());
            ASSERT_EQ(locals[c].Levels(), book.view().Top(1'000)) << "seed " << kSeed;
        }
    }
}

TEST(DepthTest, ALostDiffIsNoticed) {
    RandomBook book(kSeed);
    DepthDiff diff;
    LocalBook local;
    for (int i = 0; i < 2'000; ++i) {
        diff.Add(book.Change());
        if (i % 100 != 99) continue;
        const auto update = diff.Drain(book.view());
        if (update.first == UpdateId(101)) {
            local.update_id = update.last;
        } else {
            local.Apply(update);
        }
    }
    EXPECT_NE(local.Levels(), book.view().Top(1'000));
}

TEST(DepthTest, ADiffNamesALevelOnceInOrder) {
    DepthView depth;
    DepthDiff diff;
    std::uint64_t id = 0;
    for (int i = 0; i < 10'000; ++i) {
        const Price price(i % 3 + 10);
        const UpdateId next(++id);
        const Quantity after = depth.Add({Side::kBuy, price, Quantity(1), next});
        diff.Add({SymbolId(0), Side::kBuy, {price, after}, next});
    }
    const auto update = diff.Drain(depth);
    EXPECT_EQ(update.first, UpdateId(1));
    EXPECT_EQ(update.last, UpdateId(10'000));
    EXPECT_EQ(update.levels, depth.Top(10));
}

TEST(DepthTest, ALevelThatCameAndWentIsZero) {
    DepthView depth;
    DepthDiff diff;
    depth.Add({Side::kSell, Price(9), Quantity(2), UpdateId(1)});
    diff.Add({SymbolId(0), Side::kSell, {Price(9), Quantity(2)}, UpdateId(1)});
    depth.Take({Side::kSell, Price(9), Quantity(2), UpdateId(2)});
    diff.Add({SymbolId(0), Side::kSell, {Price(9), Quantity(0)}, UpdateId(2)});
    EXPECT_EQ(diff.Drain(depth).levels.asks, (std::vector<Level>{{Price(9), Quantity(0)}}));
}

}  // namespace
}  // namespace bourse::market
