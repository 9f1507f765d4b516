// FlowCheck: compares what a market does with recorded commands with what the venue published:
// trades after each command, books where one was published, and the orders that rest at the end.
//
// A command's trades are compared with those of the same taker, whatever the order in which the
// venue printed them.
// Thread: one owner. Lifetime: the flow must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/bourse/recorded_flow.h"
#include "apps/bourse/recorded_market.h"

namespace bourse::apps {

class FlowCheck {
public:
    static constexpr std::size_t kDifferencesShown = 20;

    struct Report {
        std::uint64_t trades = 0, books = 0, resting_orders = 0;  // compared
        std::uint64_t difference_count = 0;
        std::vector<std::string> differences;  // the first ones; each names the command it followed
    };

    explicit FlowCheck(const RecordedFlow& flow) : flow_(flow) {}

    // After each command, and before the first one without trades.
    void AfterCommand(
        CommandNumber number, const std::vector<RecordedTrade>& trades, const RecordedMarket& market
    );
    void AtEnd(CommandNumber number, const RecordedMarket& market);

    const Report& report() const { return report_; }

private:
    void CompareTrades(CommandNumber number, std::vector<RecordedTrade> trades);
    void CompareBook(CommandNumber number, const RecordedMarket& market);
    void AddDifference(CommandNumber number, std::string what);

    const RecordedFlow& flow_;
    std::size_t next_trade_ = 0, next_book_ = 0;
    Report report_;
};

}  // namespace bourse::apps
