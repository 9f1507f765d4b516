// RecordedFlow: a folder of recorded order flow, and what the venue published of its outcome.
//
//   commands.csv             seq, ts_ms, op, order_id, side, type, price, qty
//   expected_trades.csv      taker_cmd_seq, maker_order_id, taker_order_id, taker_side, price, qty
//   expected_books.csv       after_seq, bid_px_1, bid_qty_1, ask_px_1, ask_qty_1, bid_px_2, …
//   expected_final_book.csv  order_id, side, price, qty: each side in priority order
//
// Each file may be compressed (.csv.zst) and have more columns; the expected ones may be absent.
// op: N new, C cancel, R cancel and replace (loses priority), D decrease (keeps it); the quantity
// of R and D is what is open afterwards. side: B, S. type: L limit, I immediate or cancel, P post
// only, M market. Prices and quantities are whole numbers of ticks and lots. A prefix of the
// commands is a flow, too: what the venue published behind its end is not taken.
// Thread: any; plain values. Memory: some 50 bytes a command.
#pragma once

#include <compare>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/expected.h"
#include "core/domain/types.h"
#include "core/market/depth.h"

namespace bourse::apps {

// The venue's id of an order; a replaced order keeps it.
struct VenueOrderIdTag {};
using VenueOrderId = Strong<VenueOrderIdTag, std::int64_t>;

// `seq` of commands.csv: 1, 2, 3 …; 0: before the first.
struct CommandNumberTag {
    static constexpr bool kCounter = true;
};
using CommandNumber = Strong<CommandNumberTag, std::int64_t>;

struct RecordedCommand {
    enum class Operation : char { kNew = 'N', kCancel = 'C', kReplace = 'R', kDecrease = 'D' };
    enum class Type : char { kLimit = 'L', kImmediate = 'I', kPostOnly = 'P', kMarket = 'M' };

    Timestamp time;
    VenueOrderId order;
    Price price;        // 0 for a market order, a cancel and a decrease
    Quantity quantity;  // 0 for a cancel
    Operation operation{};
    Type type = Type::kLimit;
    Side side{};  // of kReplace: that of the order
};

struct RecordedTrade {
    VenueOrderId maker, taker;
    Side taker_side{};
    Price price;
    Quantity quantity;
    friend auto operator<=>(const RecordedTrade&, const RecordedTrade&) = default;
};

struct RestingOrder {
    VenueOrderId order;
    Side side{};
    Price price;
    Quantity quantity;  // open
    friend bool operator==(const RestingOrder&, const RestingOrder&) = default;
};

struct ExpectedTrade {
    CommandNumber taker_command;
    RecordedTrade trade;
};
struct ExpectedBook {
    CommandNumber after;
    market::DepthLevels levels;  // fewer than the depth: there were no more
};

struct RecordedFlow {
    std::vector<RecordedCommand> commands;  // the n-th has number n + 1
    Price price_max{1};                     // of all commands
    Quantity quantity_max{1};

    std::optional<std::vector<ExpectedTrade>> trades;  // ascending by the command
    std::size_t book_depth = 0;                        // levels a side that the books show
    std::optional<std::vector<ExpectedBook>> books;    // ascending by `after`
    std::optional<std::vector<RestingOrder>> final_book;
};

// Reads the whole folder. An error names file, line and reason.
enum class ExpectedFiles { kIgnore, kRead };
Expected<RecordedFlow, std::string> LoadRecordedFlow(
    const std::filesystem::path& directory, ExpectedFiles expected_files
);

}  // namespace bourse::apps
