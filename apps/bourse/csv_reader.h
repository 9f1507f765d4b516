// CsvReader: a CSV file with a header line, plain or zstd (*.zst), a row at a time.
//
//   file  := header row*                       every row has as many fields as the header
//   row   := field ("," field)* ("\r")? "\n"   the last one too: without its end it may be cut off
//   field := [^",]* | '"' ([^"] | '""')* '"'   on one line
//
// Errors stick: the first one ends the rows and names file, line and reason; what is asked for
// afterwards is zero or empty. So a caller may read a whole row and look once.
// Thread: one owner. Memory: one line and one chunk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bourse::apps {

class CsvReader {
public:
    static constexpr std::size_t kLineBytesMax = 64 << 10;

    struct Column {
        std::size_t index = 0;
    };
    struct Range {
        std::int64_t min = 0, max = 0;  // inclusive
    };

    // Reads the header.
    explicit CsvReader(const std::filesystem::path& file);
    CsvReader(CsvReader&&) noexcept;
    ~CsvReader();

    // By its name in the header; Require fails when there is none.
    Column Require(std::string_view name);
    std::optional<Column> Find(std::string_view name) const;

    // Reads the next row; false at the end and after an error.
    bool Next();
    // Of the row; a view is valid until Next.
    std::string_view Text(Column column) const;
    bool IsEmpty(Column column) const { return Text(column).empty(); }
    std::int64_t Integer(Column column, Range range);
    // The one letter of the field, which must be among `letters`.
    char Letter(Column column, std::string_view letters);

    void Fail(std::string_view reason);
    bool has_failed() const { return !error_.empty(); }
    const std::string& error() const { return error_; }

private:
    class Source;

    bool ReadLine();
    bool SplitLine();
    // Takes the field at `read`, moves it without its quotes to `write`; answers where it ended.
    struct Cursor {
        std::size_t read = 0, write = 0;
    };
    bool TakeField(Cursor& cursor);

    std::string name_;  // of the file, without its directory
    std::unique_ptr<Source> source_;
    std::uint64_t line_number_ = 0;
    std::string line_;
    std::vector<std::string_view> fields_;  // in line_
    std::vector<std::string> header_;
    std::string error_;
};

}  // namespace bourse::apps
