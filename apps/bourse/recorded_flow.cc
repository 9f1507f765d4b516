#include "apps/bourse/recorded_flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <system_error>
#include <unordered_map>

#include "apps/bourse/csv_reader.h"
#include "core/base/checked.h"

namespace bourse::apps {

namespace {

using Operation = RecordedCommand::Operation;
using Type = RecordedCommand::Type;
using Column = CsvReader::Column;

constexpr std::int64_t kMillisecond_ns = 1'000'000;
constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();
constexpr CsvReader::Range kNatural{0, kInt64Max};
constexpr CsvReader::Range kTime_ms{0, kInt64Max / kMillisecond_ns};
constexpr CsvReader::Range kCount{1, kAmountBound - 1};  // of ticks or lots

Side SideOf(char letter) { return letter == 'S' ? Side::kSell : Side::kBuy; }

// commands.csv: each row by itself, and as the sequel of those before it.
class CommandRows {
public:
    CommandRows(CsvReader& reader, RecordedFlow& flow) : reader_(reader), flow_(flow) {}

    void Read() {
        while (reader_.Next()) {
            const std::int64_t number = reader_.Integer(number_, kNatural);
            CheckNumber(number);
            RecordedCommand command = ReadCommand();
            CheckTime(command.time);
            CheckOrder(command);
            CheckBounds(command);
            flow_.commands.push_back(command);
        }
    }

private:
    RecordedCommand ReadCommand() {
        RecordedCommand command;
        command.time = Timestamp(reader_.Integer(time_, kTime_ms) * kMillisecond_ns);
        command.operation = static_cast<Operation>(reader_.Letter(operation_, "NCRD"));
        command.order = VenueOrderId(reader_.Integer(order_, kNatural));
        if (command.operation == Operation::kNew) {
            command.side = SideOf(reader_.Letter(side_, "BS"));
            command.type = static_cast<Type>(reader_.Letter(type_, "LIPM"));
        }
        const bool is_market = command.type == Type::kMarket;
        const bool has_price =
            command.operation == Operation::kNew || command.operation == Operation::kReplace;
        if (has_price && !is_market) command.price = Price(reader_.Integer(price_, kCount));
        if (is_market && !reader_.IsEmpty(price_)) reader_.Integer(price_, {0, 0});
        if (command.operation != Operation::kCancel) {
            command.quantity = Quantity(reader_.Integer(quantity_, kCount));
        }
        return command;
    }

    void CheckNumber(std::int64_t number) {
        const auto expected = static_cast<std::int64_t>(flow_.commands.size()) + 1;
        if (number != expected) {
            reader_.Fail(fmt::format("seq is {}, expected {}", number, expected));
        }
    }

    void CheckTime(Timestamp time) {
        if (flow_.commands.empty() || time >= flow_.commands.back().time) return;
        reader_.Fail(fmt::format(
            "ts_ms is {}, expected {} or later as in the line before",
            time.raw() / kMillisecond_ns,
            flow_.commands.back().time.raw() / kMillisecond_ns
        ));
    }

    // A cancel may name any order. Sets the side of a replaced one.
    void CheckOrder(RecordedCommand& command) {
        if (command.operation == Operation::kNew) {
            const bool is_new = sides_.emplace(command.order.raw(), command.side).second;
            if (is_new) return;
            reader_.Fail(
                fmt::format("order_id {} is taken by an earlier order", command.order.raw())
            );
        } else if (command.operation != Operation::kCancel) {
            const auto found = sides_.find(command.order.raw());
            if (found != sides_.end()) {
                command.side = found->second;
                return;
            }
            reader_.Fail(fmt::format("order_id {} is unknown: no N before it", command.order.raw())
            );
        }
    }

    // The market must hold the largest quantity at the highest price.
    void CheckBounds(const RecordedCommand& command) {
        flow_.price_max = std::max(flow_.price_max, command.price);
        flow_.quantity_max = std::max(flow_.quantity_max, command.quantity);
        const Int128 value = static_cast<Int128>(flow_.price_max.raw()) * flow_.quantity_max.raw();
        if (value < kAmountBound) return;
        reader_.Fail(fmt::format(
            "the highest price so far, {}, times the largest quantity, {}, must be below 2^62",
            flow_.price_max.raw(),
            flow_.quantity_max.raw()
        ));
    }

    CsvReader& reader_;
    RecordedFlow& flow_;
    const Column number_ = reader_.Require("seq");
    const Column time_ = reader_.Require("ts_ms");
    const Column operation_ = reader_.Require("op");
    const Column order_ = reader_.Require("order_id");
    const Column side_ = reader_.Require("side");
    const Column type_ = reader_.Require("type");
    const Column price_ = reader_.Require("price");
    const Column quantity_ = reader_.Require("qty");
    std::unordered_map<std::int64_t, Side> sides_;  // of every order
};

CommandNumber LastOf(const RecordedFlow& flow) {
    return CommandNumber(static_cast<std::int64_t>(flow.commands.size()));
}

void ReadTrades(CsvReader& reader, RecordedFlow& flow) {
    auto& trades = flow.trades.emplace();
    const Column taker_command = reader.Require("taker_cmd_seq");
    const Column maker = reader.Require("maker_order_id");
    const Column taker = reader.Require("taker_order_id");
    const Column taker_side = reader.Require("taker_side");
    const Column price = reader.Require("price");
    const Column quantity = reader.Require("qty");
    while (reader.Next()) {
        ExpectedTrade row;
        row.taker_command = CommandNumber(reader.Integer(taker_command, {1, kInt64Max}));
        row.trade.maker = VenueOrderId(reader.Integer(maker, kNatural));
        row.trade.taker = VenueOrderId(reader.Integer(taker, kNatural));
        row.trade.taker_side = SideOf(reader.Letter(taker_side, "BS"));
        row.trade.price = Price(reader.Integer(price, kCount));
        row.trade.quantity = Quantity(reader.Integer(quantity, kCount));
        if (row.taker_command <= LastOf(flow)) trades.push_back(row);
    }
    // Venues print in another order than their commands now and then.
    std::stable_sort(trades.begin(), trades.end(), [](const auto& a, const auto& b) {
        return a.taker_command < b.taker_command;
    });
}

struct LevelColumns {
    Column price, quantity;
};

// The columns bid_px_1, bid_qty_1, bid_px_2 …: as many levels as there are.
std::vector<LevelColumns> RequireLevels(CsvReader& reader, std::string_view side) {
    std::vector<LevelColumns> columns;
    do {
        const std::size_t level = columns.size() + 1;
        const Column price = reader.Require(fmt::format("{}_px_{}", side, level));
        columns.push_back({price, reader.Require(fmt::format("{}_qty_{}", side, level))});
    } while (reader.Find(fmt::format("{}_px_{}", side, columns.size() + 1)));
    return columns;
}

std::vector<market::Level> ReadLevels(CsvReader& reader, const std::vector<LevelColumns>& columns) {
    std::vector<market::Level> levels;
    std::size_t place = 0;
    for (const auto& [price, quantity] : columns) {
        ++place;
        if (reader.IsEmpty(price) && reader.IsEmpty(quantity)) continue;
        if (levels.size() + 1 != place) reader.Fail(fmt::format("level {} is empty", place - 1));
        levels.push_back(
            {Price(reader.Integer(price, kCount)), Quantity(reader.Integer(quantity, kCount))}
        );
    }
    return levels;
}

void ReadBooks(CsvReader& reader, RecordedFlow& flow) {
    auto& books = flow.books.emplace();
    const Column after = reader.Require("after_seq");
    const auto bids = RequireLevels(reader, "bid");
    const auto asks = RequireLevels(reader, "ask");
    if (bids.size() != asks.size()) {
        reader.Fail(fmt::format("{} levels of bids, but {} of asks", bids.size(), asks.size()));
    }
    flow.book_depth = bids.size();
    CommandNumber last;
    while (reader.Next()) {
        if (reader.IsEmpty(after)) continue;  // published between two states of the commands
        ExpectedBook book{CommandNumber(reader.Integer(after, kNatural)), {}};
        book.levels.bids = ReadLevels(reader, bids);
        book.levels.asks = ReadLevels(reader, asks);
        if (book.after < last) {
            reader.Fail(fmt::format(
                "after_seq is {}, expected {} or above as in the line before",
                book.after.raw(),
                last.raw()
            ));
        }
        last = book.after;
        if (book.after <= LastOf(flow)) books.push_back(std::move(book));
    }
}

void ReadFinalBook(CsvReader& reader, RecordedFlow& flow) {
    auto& orders = flow.final_book.emplace();
    const Column order = reader.Require("order_id");
    const Column side = reader.Require("side");
    const Column price = reader.Require("price");
    const Column quantity = reader.Require("qty");
    while (reader.Next()) {
        RestingOrder row;
        row.order = VenueOrderId(reader.Integer(order, kNatural));
        row.side = SideOf(reader.Letter(side, "BS"));
        row.price = Price(reader.Integer(price, kCount));
        row.quantity = Quantity(reader.Integer(quantity, kCount));
        orders.push_back(row);
    }
}

// What reads one file into the flow; absent or not, the file has a name.
struct FlowFile {
    std::string_view name;
    void (*read)(CsvReader& reader, RecordedFlow& flow);
};
constexpr FlowFile kCommands{"commands.csv", [](CsvReader& reader, RecordedFlow& flow) {
                                 CommandRows(reader, flow).Read();
                             }};
constexpr FlowFile kExpectedFiles[] = {
    {"expected_trades.csv", ReadTrades},
    {"expected_books.csv", ReadBooks},
    {"expected_final_book.csv", ReadFinalBook},
};

// False when there is no such file, plain or compressed.
Expected<bool, std::string> LoadFile(
    const std::filesystem::path& directory, const FlowFile& file, RecordedFlow& flow
) {
    const auto plain = directory / file.name;
    auto compressed = plain;
    compressed += ".zst";
    std::error_code ignored;
    const bool has_plain = std::filesystem::exists(plain, ignored);
    const bool has_compressed = std::filesystem::exists(compressed, ignored);
    if (has_plain && has_compressed) {
        return Unexpected{fmt::format(
            "{} holds {}, plain and compressed; keep one of them", directory.string(), file.name
        )};
    }
    if (!has_plain && !has_compressed) return false;
    CsvReader reader(has_plain ? plain : compressed);
    if (!reader.has_failed()) file.read(reader, flow);
    if (reader.has_failed()) return Unexpected{reader.error()};
    return true;
}

}  // namespace

Expected<RecordedFlow, std::string> LoadRecordedFlow(
    const std::filesystem::path& directory, ExpectedFiles expected_files
) {
    RecordedFlow flow;
    const auto commands = LoadFile(directory, kCommands, flow);
    if (!commands) return Unexpected{commands.error()};
    if (!*commands) {
        return Unexpected{
            fmt::format("{} holds no commands.csv or commands.csv.zst", directory.string())};
    }
    if (expected_files == ExpectedFiles::kIgnore) return flow;
    bool has_expected = false;
    for (const FlowFile& file : kExpectedFiles) {
        const auto loaded = LoadFile(directory, file, flow);
        if (!loaded) return Unexpected{loaded.error()};
        has_expected |= *loaded;
    }
    if (has_expected) return flow;
    return Unexpected{fmt::format(
        "{} holds nothing to check with: no expected_trades.csv, expected_books.csv or "
        "expected_final_book.csv",
        directory.string()
    )};
}

}  // namespace bourse::apps
