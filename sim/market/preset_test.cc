#include "sim/market/preset.h"

#include <gtest/gtest.h>

namespace bourse::sim {
namespace {

TEST(PresetTest, FindsEveryName) {
    for (const char* name : {"calm", "normal", "volatile", "crash", "thin", "stress:1"}) {
        EXPECT_TRUE(FindPreset(name)) << name;
    }
}

TEST(PresetTest, NeverNarrowsQuotesBelowTheProfile) {
    for (const char* name : {"calm", "normal", "volatile", "crash", "thin", "stress:1"}) {
        EXPECT_GE(FindPreset(name)->spread_percent, 100) << name;
    }
}

TEST(PresetTest, ReadsTheStressRate) {
    EXPECT_EQ(FindPreset("stress:25000")->stress_orders_per_second, 25'000);
    EXPECT_EQ(FindPreset("stress:1000000")->stress_orders_per_second, 1'000'000);
}

TEST(PresetTest, RefusesOtherNames) {
    for (const char* name :
         {"",
          "Calm",
          "calm ",
          "stress",
          "stress:",
          "stress:0",
          "stress:-1",
          "stress:1000001",
          "stress:10x",
          "stress:99999999999999999999"}) {
        EXPECT_FALSE(FindPreset(name)) << name;
    }
}

}  // namespace
}  // namespace bourse::sim
