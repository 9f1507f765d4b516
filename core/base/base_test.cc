// The vocabulary types: Strong, Expected, checked arithmetic, CHECK and Hash64.
#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <memory>
#include <random>
#include <set>
#include <string>

#include "core/base/checked.h"
#include "core/base/expected.h"
#include "core/base/hash.h"
#include "core/base/strong.h"

namespace bourse {
namespace {

struct PlainTag {};
struct AdditiveTagOfTest {
    static constexpr bool kAdditive = true;
};
struct CounterTagOfTest {
    static constexpr bool kCounter = true;
};
using Plain = Strong<PlainTag, std::int64_t>;
using Additive = Strong<AdditiveTagOfTest, std::int64_t>;
using Counter = Strong<CounterTagOfTest, std::uint64_t>;

template <class T>
concept CanAdd = requires(T a, T b) { a + b; };
template <class T>
concept CanSubtract = requires(T a, T b) { a -= b; };
template <class T>
concept CanCount = requires(T a) { a.Next(); };

static_assert(!CanAdd<Plain> && !CanSubtract<Plain> && !CanCount<Plain>);
static_assert(CanAdd<Additive> && CanSubtract<Additive> && !CanCount<Additive>);
static_assert(!CanAdd<Counter> && CanCount<Counter>);
static_assert(!std::is_convertible_v<std::int64_t, Plain> && !std::is_convertible_v<Plain, int>);
static_assert(!std::is_constructible_v<Plain, Additive>);
static_assert(sizeof(Plain) == 8 && std::is_trivially_copyable_v<Plain>);

TEST(StrongTest, StartsAtZeroAndIsOrderedByItsValue) {
    EXPECT_EQ(Plain().raw(), 0);
    EXPECT_LT(Plain(-1), Plain(1));
    EXPECT_NE(Plain(2), Plain(3));
    EXPECT_EQ(Plain(2), Plain(2));
}

TEST(StrongTest, AdditiveTagsAddAndSubtract) {
    Additive value(5);
    value += Additive(3);
    EXPECT_EQ(value, Additive(8));
    value -= Additive(10);
    EXPECT_EQ(value, Additive(-2));
    EXPECT_EQ(Additive(2) - Additive(7), Additive(-5));
    EXPECT_EQ(Counter(6).Next(), Counter(7));
}

TEST(StrongDeathTest, AnOverflowEndsTheProcess) {
    const Additive most(INT64_MAX);
    const Additive least(INT64_MIN);
    EXPECT_EQ(most + Additive(0), most);
    EXPECT_DEATH(static_cast<void>(most + Additive(1)), "CHECK failed.*add_overflow");
    EXPECT_DEATH(static_cast<void>(least - Additive(1)), "CHECK failed.*sub_overflow");
    EXPECT_DEATH(static_cast<void>(Counter(UINT64_MAX).Next()), "CHECK failed");
}

enum class Mistake { kSmall, kLarge };

Expected<std::string, Mistake> Answer(bool is_good) {
    if (!is_good) return Unexpected{Mistake::kLarge};
    return std::string("yes");
}

TEST(ExpectedTest, HoldsAValueOrAnError) {
    const auto good = Answer(true);
    ASSERT_TRUE(good.has_value());
    EXPECT_EQ(*good, "yes");
    EXPECT_EQ(good->size(), 3u);
    EXPECT_EQ(*Answer(true), "yes");
    const auto bad = Answer(false);
    EXPECT_FALSE(static_cast<bool>(bad));
    EXPECT_EQ(bad.error(), Mistake::kLarge);
}

TEST(ExpectedTest, TheValueCanBeChangedAndMovedOut) {
    Expected<std::unique_ptr<int>, Mistake> holder(std::make_unique<int>(4));
    *holder.value() = 5;
    EXPECT_EQ(**holder, 5);
    const std::unique_ptr<int> taken = std::move(holder).value();
    EXPECT_EQ(*taken, 5);
    Expected<std::string, Mistake> text("a");
    text->append("b");
    EXPECT_EQ(text.value(), "ab");
}

TEST(ExpectedTest, AnErrorOfAConvertibleTypeConverts) {
    const Expected<int, std::string> converted = Unexpected{"text"};
    EXPECT_EQ(converted.error(), "text");
    // Value and error may have one type.
    const Expected<int, int> error = Unexpected{3};
    EXPECT_FALSE(error.has_value());
}

TEST(ExpectedTest, OfVoid) {
    const Expected<void, Mistake> good;
    EXPECT_TRUE(good.has_value());
    const Expected<void, Mistake> bad = Unexpected{Mistake::kSmall};
    EXPECT_FALSE(static_cast<bool>(bad));
    EXPECT_EQ(bad.error(), Mistake::kSmall);
}

TEST(ExpectedDeathTest, LookingAtTheWrongHalfEndsTheProcess) {
    EXPECT_DEATH(static_cast<void>(Answer(false).value()), "CHECK failed: has_value");
    EXPECT_DEATH(static_cast<void>(Answer(true).error()), "CHECK failed: !has_value");
    EXPECT_DEATH(static_cast<void>(Expected<void, Mistake>().error()), "CHECK failed: failed_");
}

TEST(CheckDeathTest, TellsConditionAndPlace) {
    const int two = 2;
    CHECK(two == 2);
    EXPECT_DEATH(CHECK(two == 3), "CHECK failed: two == 3 at .*core/base/base_test.cc:[0-9]+");
}

TEST(CheckedTest, AnswersNothingInsteadOfWrapping) {
    EXPECT_EQ(CheckedAdd(INT64_MAX - 1, 1), INT64_MAX);
    EXPECT_EQ(CheckedAdd(INT64_MAX, 1), std::nullopt);
    EXPECT_EQ(CheckedAdd(INT64_MIN, -1), std::nullopt);
    EXPECT_EQ(CheckedMultiply(INT64_MAX / 2, 2), INT64_MAX - 1);
    EXPECT_EQ(CheckedMultiply(INT64_MAX / 2 + 1, 2), std::nullopt);
    EXPECT_EQ(CheckedMultiply(INT64_MIN, -1), std::nullopt);
}

TEST(CheckedTest, MultiplyCeilingRoundsUpWhateverTheWidth) {
    EXPECT_EQ(MultiplyCeiling<10>(0, 10), 0);
    EXPECT_EQ(MultiplyCeiling<10>(7, 0), 0);
    EXPECT_EQ(MultiplyCeiling<10>(7, 10), 7);
    EXPECT_EQ(MultiplyCeiling<10>(7, 1), 1);
    EXPECT_EQ(MultiplyCeiling<10>(10, 1), 1);
    EXPECT_EQ(MultiplyCeiling<10>(11, 1), 2);
    const std::uint64_t seed = 5;
    std::mt19937_64 random(seed);
    for (int i = 0; i < 100'000; ++i) {
        const auto value = static_cast<std::int64_t>((random() >> 2) >> random() % 62);
        const auto numerator = static_cast<std::int64_t>(random() % 100'000'001);
        const Int128 product = static_cast<Int128>(value) * numerator;
        const Int128 got = MultiplyCeiling<100'000'000>(value, numerator);
        ASSERT_GE(got * 100'000'000, product) << "seed " << seed;
        ASSERT_LT((got - 1) * 100'000'000, product) << "seed " << seed;
    }
}

TEST(CheckedDeathTest, MultiplyCeilingHasBounds) {
    EXPECT_DEATH(static_cast<void>(MultiplyCeiling<10>(-1, 1)), "value >= 0");
    EXPECT_DEATH(static_cast<void>(MultiplyCeiling<10>(kAmountBound, 1)), "value >= 0");
    EXPECT_DEATH(static_cast<void>(MultiplyCeiling<10>(1, 11)), "numerator >= 0");
    EXPECT_DEATH(static_cast<void>(MultiplyCeiling<10>(1, -1)), "numerator >= 0");
}

std::uint64_t HashOf(std::string_view text, std::uint64_t seed = 0) {
    return Hash64(std::as_bytes(std::span(text)), seed);
}

TEST(HashTest, IsTheSameOnEveryBuild) {
    EXPECT_EQ(HashOf(""), 0x4F32'9CAD'FAF7'C73Cu);
    EXPECT_EQ(HashOf("bourse"), 0xD58A'F919'84D4'F1D7u);
    EXPECT_EQ(HashOf("a state of several words", 7), 0x3B09'630B'08A7'3528u);
}

TEST(HashTest, EveryBitLengthAndSeedCounts) {
    std::set<std::uint64_t> seen;
    std::array<std::byte, 40> bytes{};
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        EXPECT_TRUE(seen.insert(Hash64(std::span(bytes).first(size))).second) << size;
    }
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        bytes[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
        EXPECT_TRUE(seen.insert(Hash64(bytes)).second) << bit;
        bytes[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    }
    EXPECT_NE(HashOf("a", 1), HashOf("a", 2));
}

}  // namespace
}  // namespace bourse
