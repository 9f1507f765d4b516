#include "sim/market/quote_ladder.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace bourse::sim {
namespace {

constexpr std::size_t kAllQuotes = 2 * QuoteLadder::kLevels;

// Plays a venue on which everything rests.
class QuoteLadderTest : public testing::Test {
protected:
    std::vector<wire::Command> Requote(std::int64_t center_subticks) {
        std::vector<wire::Command> commands;
        ladder_.Requote(center_subticks, preset_, random_, commands);
        for (const wire::Command& command : commands) {
            if (command.header().type == CommandType::kCancelReplaceOrder) {
                const auto& replace = command.As<CancelReplaceOrder>();
                EXPECT_EQ(resting_.erase(replace.reference.order), 1u);
                ladder_.OnEnded(replace.reference.order);
                Rest(replace.header.account, replace.instruction);
            } else if (command.header().type == CommandType::kCancelOrder) {
                const OrderId order = command.As<CancelOrder>().reference.order;
                EXPECT_EQ(resting_.erase(order), 1u);
                ladder_.OnEnded(order);
            } else {
                const auto& place = command.As<PlaceOrder>();
                Rest(place.header.account, place.instruction);
            }
        }
        return commands;
    }
    void Rest(AccountId account, const OrderInstruction& instruction) {
        for (const auto& [order, other] : resting_) {
            if (other.side == instruction.side) continue;
            const bool buys = instruction.side == Side::kBuy;
            EXPECT_TRUE(buys ? instruction.price < other.price : instruction.price > other.price)
                << "makers meet themselves at " << instruction.price.raw();
        }
        next_order_ = next_order_.Next();
        resting_.emplace(next_order_, instruction);
        OrderAccepted accepted{};
        accepted.order = next_order_;
        accepted.account = account;
        accepted.side = instruction.side;
        accepted.price = instruction.price;
        accepted.quantity = instruction.quantity;
        ladder_.OnAccepted(accepted);
    }
    std::set<Price> Prices(Side side) const {
        std::set<Price> prices;
        for (const auto& [order, instruction] : resting_) {
            if (instruction.side == side) prices.insert(instruction.price);
        }
        return prices;
    }

    const MarketProfile& profile_ = MarketProfiles()[kBtcUsdt.raw()];
    const std::int64_t center_ = 6'000'000 * kSubticks;
    Preset preset_;
    Random random_{11};
    QuoteLadder ladder_{profile_};
    std::map<OrderId, OrderInstruction> resting_;
    OrderId next_order_;
};

TEST_F(QuoteLadderTest, FillsEveryLevelAtItsOwnPrice) {
    EXPECT_EQ(Requote(center_).size(), kAllQuotes);
    EXPECT_EQ(Prices(Side::kBuy).size(), QuoteLadder::kLevels);
    EXPECT_EQ(Prices(Side::kSell).size(), QuoteLadder::kLevels);
    const std::int64_t spread =
        Prices(Side::kSell).begin()->raw() - Prices(Side::kBuy).rbegin()->raw();
    EXPECT_GT(spread, 0);
    EXPECT_LE(spread, ladder_.max_spread(preset_).raw());
}

TEST_F(QuoteLadderTest, KeepsStillWithinTheDeadBand) {
    Requote(center_);
    EXPECT_TRUE(Requote(center_ + profile_.first_width / 2).empty());
    EXPECT_FALSE(Requote(center_ + profile_.first_width).empty());
}

TEST_F(QuoteLadderTest, FollowsASmallMoveWithFewCommands) {
    Requote(center_);
    EXPECT_LE(Requote(center_ + profile_.first_width).size(), 14u);
}

TEST_F(QuoteLadderTest, FollowsAnyMoveWithOneCommandAnOrder) {
    Requote(center_);
    std::int64_t center = center_;
    for (int move = 0; move < 500; ++move) {
        const std::int64_t reach = profile_.first_width << (move % 14);
        center += random_.Below(2 * reach + 1) - reach;
        EXPECT_LE(Requote(center).size(), kAllQuotes);
        ASSERT_EQ(Prices(Side::kBuy).size(), QuoteLadder::kLevels) << "move " << move;
        ASSERT_EQ(Prices(Side::kSell).size(), QuoteLadder::kLevels) << "move " << move;
    }
}

TEST_F(QuoteLadderTest, ReplacesWhatWasFilledOrIsWorn) {
    Requote(center_);
    const auto& [order, instruction] = *resting_.begin();
    ladder_.OnOpenQuantity(order, Quantity(instruction.quantity.raw() / 4 + 1));
    EXPECT_TRUE(Requote(center_).empty());
    ladder_.OnOpenQuantity(order, Quantity(instruction.quantity.raw() / 4 - 1));
    EXPECT_EQ(Requote(center_).size(), 1u);
    ladder_.OnEnded(resting_.begin()->first);
    resting_.erase(resting_.begin());
    EXPECT_EQ(Requote(center_).size(), 1u);
}

TEST_F(QuoteLadderTest, CancelsWhatIsLeftOver) {
    Requote(center_);
    OrderInstruction stray{};
    stray.side = Side::kBuy;
    stray.price = Price(5'000'000);
    stray.quantity = Quantity(1);
    Rest(kMakerAccounts[0], stray);
    const auto commands = Requote(center_);
    ASSERT_EQ(commands.size(), 1u);
    EXPECT_EQ(commands[0].header().type, CommandType::kCancelOrder);
    EXPECT_EQ(resting_.size(), kAllQuotes);
}

TEST_F(QuoteLadderTest, WidensWithThePreset) {
    preset_ = *FindPreset("thin");
    Requote(center_);
    EXPECT_EQ(Prices(Side::kBuy).size(), QuoteLadder::kLevels);
    EXPECT_EQ(ladder_.max_spread(preset_).raw(), 4 * ladder_.max_spread(Preset{}).raw());
}

}  // namespace
}  // namespace bourse::sim
