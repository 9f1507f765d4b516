#include "apps/bourse/recorded_flow.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "apps/bourse/csv_reader.h"
#include "apps/bourse/flow_fixture.h"

namespace bourse::apps {
namespace {

constexpr std::string_view kHeader = "seq,ts_ms,op,order_id,side,type,price,qty\n";

class RecordedFlowTest : public FlowFixture {
protected:
    // The error of commands.csv with this text; empty when there is none.
    std::string ErrorOf(std::string_view text) const {
        Write("commands.csv", text);
        return Error(ExpectedFiles::kIgnore);
    }
    std::string ErrorOfRows(std::string_view rows) const {
        return ErrorOf(std::string(kHeader) + std::string(rows));
    }
    std::string Error(ExpectedFiles expected_files) const {
        const auto flow = LoadRecordedFlow(path(), expected_files);
        return flow ? "" : flow.error();
    }
};

TEST_F(RecordedFlowTest, ReadsColumnsByNameAndQuotedFields) {
    Write(
        "commands.csv",
        "qty,note,price,type,side,order_id,op,ts_ms,seq\r\n"
        "8,\"said \"\"now\"\", then\",100,L,S,65,N,7,1\r\n"
    );
    const auto flow = LoadRecordedFlow(path(), ExpectedFiles::kIgnore);
    ASSERT_TRUE(flow) << flow.error();
    const RecordedCommand& command = flow->commands.at(0);
    EXPECT_EQ(command.time, Timestamp(7'000'000));
    EXPECT_EQ(command.order, VenueOrderId(65));
    EXPECT_EQ(command.side, Side::kSell);
    EXPECT_EQ(command.price, Price(100));
    EXPECT_EQ(command.quantity, Quantity(8));
}

TEST_F(RecordedFlowTest, AFolderWithoutFilesIsNamed) {
    EXPECT_NE(Error(ExpectedFiles::kRead).find("holds no commands.csv"), std::string::npos);
    EXPECT_EQ(ErrorOfRows(""), "");
    EXPECT_NE(Error(ExpectedFiles::kRead).find("nothing to check with"), std::string::npos);
    Write("commands.csv.zst", Compress(kCommands));
    EXPECT_NE(Error(ExpectedFiles::kRead).find("keep one of them"), std::string::npos);
}

TEST_F(RecordedFlowTest, ErrorsNameFileLineAndReason) {
    const std::string first = "1,5,N,1,B,L,9,9\n";
    EXPECT_EQ(ErrorOfRows(first), "");
    EXPECT_EQ(ErrorOfRows(first + "3,5,C,1,,,,\n"), "commands.csv:3: seq is 3, expected 2");
    EXPECT_EQ(ErrorOfRows("2,5,N,1,B,L,9,9\n"), "commands.csv:2: seq is 2, expected 1");
    EXPECT_EQ(
        ErrorOfRows(first + "2,4,C,1,,,,\n"),
        "commands.csv:3: ts_ms is 4, expected 5 or later as in the line before"
    );
    EXPECT_EQ(
        ErrorOfRows("1,5,X,1,B,L,9,9\n"), "commands.csv:2: op is 'X', expected one of N C R D"
    );
    EXPECT_EQ(
        ErrorOfRows("1,5,N,1,BS,L,9,9\n"), "commands.csv:2: side is 'BS', expected one of B S"
    );
    EXPECT_EQ(
        ErrorOfRows("1,5,N,1,B,,9,9\n"), "commands.csv:2: type is '', expected one of L I P M"
    );
    EXPECT_EQ(
        ErrorOfRows("1,5,N,1,B,L,9,0\n"),
        "commands.csv:2: qty is '0', expected a whole number from 1 to 4611686018427387903"
    );
    EXPECT_EQ(
        ErrorOfRows("1,5,N,1,B,M,9,1\n"),
        "commands.csv:2: price is '9', expected a whole number from 0 to 0"
    );
    EXPECT_EQ(
        ErrorOfRows(first + "2,5,N,1,B,L,9,9\n"),
        "commands.csv:3: order_id 1 is taken by an earlier order"
    );
    EXPECT_EQ(
        ErrorOfRows(first + "2,5,R,2,,,9,9\n"),
        "commands.csv:3: order_id 2 is unknown: no N before it"
    );
    EXPECT_EQ(ErrorOfRows(first + "2,5,C,2,,,,\n"), "");
    EXPECT_EQ(
        ErrorOfRows(first + "2,5,N,2,B,L,4611686018427387903,1\n"),
        "commands.csv:3: the highest price so far, 4611686018427387903, times the largest "
        "quantity, "
        "9, must be below 2^62"
    );
}

TEST_F(RecordedFlowTest, NumbersAreWholeAndPlain) {
    for (const std::string number :
         {"", " 9", "9 ", "+9", "-9", "9.0", "0x9", "9e1", "99999999999999999999", "9\xc2\xa0"}) {
        EXPECT_NE(ErrorOfRows("1,5,N,1,B,L," + number + ",9\n"), "") << number;
    }
}

TEST_F(RecordedFlowTest, BadTextIsRefused) {
    EXPECT_EQ(
        ErrorOf(""),
        "commands.csv:1: the file is empty, expected a line with the names of the columns"
    );
    EXPECT_EQ(ErrorOf("seq,ts_ms\n"), "commands.csv:1: the column op is missing");
    EXPECT_EQ(ErrorOf("seq,seq\n"), "commands.csv:1: two columns are named 'seq'");
    EXPECT_EQ(
        ErrorOfRows("1,5,N,1,B,L,9\n"),
        "commands.csv:2: the line has 7 fields, expected 8 as in the header"
    );
    EXPECT_EQ(
        ErrorOfRows("1,5,N,1,B,L,9,9"),
        "commands.csv:2: the last line has no end: the file is truncated"
    );
    EXPECT_EQ(
        ErrorOfRows("1,5,N,1,B,L,9,\"9\n"), "commands.csv:2: a quote is not closed on its line"
    );
    EXPECT_EQ(ErrorOfRows("1,5,N,1,B,L,9,9\"\n"), "commands.csv:2: a quote stands within a field");
    EXPECT_EQ(
        ErrorOfRows("1,5,N,1,B,L,9,\"9\"9\n"), "commands.csv:2: a quote stands within a field"
    );
    EXPECT_EQ(
        ErrorOfRows(std::string(CsvReader::kLineBytesMax + 1, '1')),
        "commands.csv:2: the line is longer than 65536 bytes"
    );
}

TEST_F(RecordedFlowTest, EveryTruncatedFrameIsNoticed) {
    const std::string packed = Compress(kCommands);
    for (std::size_t size = 0; size < packed.size(); ++size) {
        Write("commands.csv.zst", packed.substr(0, size));
        EXPECT_NE(Error(ExpectedFiles::kIgnore), "") << size << " of " << packed.size() << " bytes";
    }
    Write("commands.csv.zst", packed);
    EXPECT_EQ(Error(ExpectedFiles::kIgnore), "");
}

TEST_F(RecordedFlowTest, ADamagedFrameIsNamed) {
    std::string packed = Compress(kCommands);
    packed[0] = 'x';
    Write("commands.csv.zst", packed);
    EXPECT_NE(
        Error(ExpectedFiles::kIgnore).find("commands.csv.zst:1: the compressed data are bad"),
        std::string::npos
    );
}

TEST_F(RecordedFlowTest, SeveralFramesAreOneText) {
    const std::string_view text = kCommands;
    Write("commands.csv.zst", Compress(text.substr(0, 100)) + Compress(text.substr(100)));
    EXPECT_EQ(Error(ExpectedFiles::kIgnore), "");
}

TEST_F(RecordedFlowTest, EmptyLevelsAreAtTheEnd) {
    Write("commands.csv", kCommands);
    const std::string header =
        "after_seq,bid_px_1,bid_qty_1,ask_px_1,ask_qty_1,bid_px_2,bid_qty_2,ask_px_2,ask_qty_2\n";
    Write("expected_books.csv", header + "1,,,,,5,5,,\n");
    EXPECT_EQ(Error(ExpectedFiles::kRead), "expected_books.csv:2: level 1 is empty");
    Write("expected_books.csv", header + "2,,,,,,,,\n1,,,,,,,,\n");
    EXPECT_EQ(
        Error(ExpectedFiles::kRead),
        "expected_books.csv:3: after_seq is 1, expected 2 or above as in the line before"
    );
}

}  // namespace
}  // namespace bourse::apps
