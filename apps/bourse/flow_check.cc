#include "apps/bourse/flow_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace bourse::apps {

namespace {

char LetterOf(Side side) { return side == Side::kBuy ? 'B' : 'S'; }

std::string ToText(const RecordedTrade& trade) {
    return fmt::format(
        "{} {} takes {} at {} from {}",
        LetterOf(trade.taker_side),
        trade.taker.raw(),
        trade.quantity.raw(),
        trade.price.raw(),
        trade.maker.raw()
    );
}
std::string ToText(const RestingOrder& order) {
    return fmt::format(
        "{} {} with {} at {}",
        LetterOf(order.side),
        order.order.raw(),
        order.quantity.raw(),
        order.price.raw()
    );
}
std::string ToText(const market::Level& level) {
    return fmt::format("{} at {}", level.quantity.raw(), level.price.raw());
}

// Calls visit(place from 1, "expected …, got …") where two lists differ.
template <class T, class Visit>
void ForEachDifference(const std::vector<T>& expected, const std::vector<T>& got, Visit&& visit) {
    for (std::size_t i = 0; i < std::max(expected.size(), got.size()); ++i) {
        const bool has_expected = i < expected.size(), has_got = i < got.size();
        if (has_expected && has_got && expected[i] == got[i]) continue;
        visit(
            i + 1,
            fmt::format(
                "expected {}, got {}",
                has_expected ? ToText(expected[i]) : "none",
                has_got ? ToText(got[i]) : "none"
            )
        );
    }
}

// The sorted trades that are not among the sorted others.
std::vector<RecordedTrade> Without(
    const std::vector<RecordedTrade>& trades, const std::vector<RecordedTrade>& others
) {
    std::vector<RecordedTrade> left;
    std::set_difference(
        trades.begin(), trades.end(), others.begin(), others.end(), std::back_inserter(left)
    );
    return left;
}

std::vector<RestingOrder> OfSide(const std::vector<RestingOrder>& orders, Side side) {
    std::vector<RestingOrder> chosen;
    std::copy_if(
        orders.begin(),
        orders.end(),
        std::back_inserter(chosen),
        [side](const RestingOrder& order) { return order.side == side; }
    );
    return chosen;
}

}  // namespace

void FlowCheck::AfterCommand(
    CommandNumber number, const std::vector<RecordedTrade>& trades, const RecordedMarket& market
) {
    if (flow_.trades) CompareTrades(number, trades);
    if (flow_.books) CompareBook(number, market);
}

void FlowCheck::CompareTrades(CommandNumber number, std::vector<RecordedTrade> trades) {
    const auto begin = flow_.trades->begin() + static_cast<std::ptrdiff_t>(next_trade_);
    const auto end = std::find_if(begin, flow_.trades->end(), [number](const ExpectedTrade& row) {
        return row.taker_command != number;
    });
    std::vector<RecordedTrade> expected;
    std::transform(begin, end, std::back_inserter(expected), [](const ExpectedTrade& row) {
        return row.trade;
    });
    next_trade_ += expected.size();
    report_.trades += expected.size();
    std::sort(expected.begin(), expected.end());
    std::sort(trades.begin(), trades.end());
    const auto note = [&](std::size_t, const std::string& what) {
        AddDifference(number, "trade: " + what);
    };
    ForEachDifference(Without(expected, trades), Without(trades, expected), note);
}

void FlowCheck::CompareBook(CommandNumber number, const RecordedMarket& market) {
    const auto& books = *flow_.books;
    for (; next_book_ < books.size() && books[next_book_].after == number; ++next_book_) {
        ++report_.books;
        const market::DepthLevels& expected = books[next_book_].levels;
        const market::DepthLevels got = market.Top(flow_.book_depth);
        if (got == expected) continue;
        // One difference a book: its first one.
        std::string first;
        const auto note = [&first](std::string_view side) {
            return [&first, side](std::size_t place, const std::string& what) {
                if (first.empty()) first = fmt::format("book: {} {}: {}", side, place, what);
            };
        };
        ForEachDifference(expected.bids, got.bids, note("bid"));
        ForEachDifference(expected.asks, got.asks, note("ask"));
        AddDifference(number, std::move(first));
    }
}

void FlowCheck::AtEnd(CommandNumber number, const RecordedMarket& market) {
    if (!flow_.final_book) return;
    report_.resting_orders = flow_.final_book->size();
    const auto got = market.RestingOrders();
    for (const Side side : {Side::kBuy, Side::kSell}) {
        const auto note = [&](std::size_t place, const std::string& what) {
            const std::string_view name = side == Side::kBuy ? "bid" : "ask";
            AddDifference(number, fmt::format("final book: {} order {}: {}", name, place, what));
        };
        ForEachDifference(OfSide(*flow_.final_book, side), OfSide(got, side), note);
    }
}

void FlowCheck::AddDifference(CommandNumber number, std::string what) {
    ++report_.difference_count;
    if (report_.differences.size() == kDifferencesShown) return;
    report_.differences.push_back(fmt::format("after command {}: {}", number.raw(), what));
}

}  // namespace bourse::apps
