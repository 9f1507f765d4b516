#include "apps/bourse/csv_reader.h"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <set>

namespace bourse::apps {

namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
struct FreeDecoder {
    void operator()(ZSTD_DCtx* decoder) const { ZSTD_freeDCtx(decoder); }
};

// A field as a message shows it: what is too long for one is cut.
std::string Quoted(std::string_view text) {
    constexpr std::size_t kShown = 40;
    return fmt::format("'{}{}'", text.substr(0, kShown), text.size() > kShown ? "…" : "");
}

}  // namespace

// The text of the file, decompressed, by lines.
class CsvReader::Source {
public:
    explicit Source(const std::filesystem::path& file) : file_(std::fopen(file.c_str(), "rb")) {
        if (file_ == nullptr) error_ = std::strerror(errno);
        if (file.extension() == ".zst") decoder_.reset(ZSTD_createDCtx());
    }

    // Appends up to the end of the line, which it takes and drops. False at the end of the text,
    // and at an error.
    bool ReadLine(std::string& line) {
        while (line.size() <= kLineBytesMax) {
            if (begin_ == end_ && !Fill()) return false;
            const auto* first = text_.data() + begin_;
            const auto* newline = static_cast<const char*>(std::memchr(first, '\n', end_ - begin_));
            const std::size_t count =
                newline == nullptr ? end_ - begin_ : static_cast<std::size_t>(newline - first);
            line.append(first, count);
            begin_ += count;
            if (newline == nullptr) continue;
            ++begin_;
            return true;
        }
        error_ = fmt::format("the line is longer than {} bytes", kLineBytesMax);
        return false;
    }
    const std::string& error() const { return error_; }

private:
    bool Fill() {
        if (!error_.empty()) return false;
        begin_ = end_ = 0;
        if (decoder_ == nullptr) {
            end_ = ReadFile(text_);
            return end_ != 0;
        }
        while (end_ == 0) {
            if (input_.pos == input_.size) input_ = {packed_.data(), ReadFile(packed_), 0};
            if (!error_.empty()) return false;
            const bool is_at_end = input_.size == 0;
            if (is_at_end && is_frame_complete_) return false;
            ZSTD_outBuffer output{text_.data(), text_.size(), 0};
            const std::size_t result = ZSTD_decompressStream(decoder_.get(), &output, &input_);
            if (ZSTD_isError(result)) {
                error_ = fmt::format("the compressed data are bad: {}", ZSTD_getErrorName(result));
                return false;
            }
            is_frame_complete_ = result == 0;
            end_ = output.pos;
            if (is_at_end && end_ == 0) {
                error_ = "the compressed data end in the middle: the file is truncated";
                return false;
            }
        }
        return true;
    }
    std::size_t ReadFile(std::array<char, 1 << 16>& chunk) {
        const std::size_t count = std::fread(chunk.data(), 1, chunk.size(), file_.get());
        if (std::ferror(file_.get()) != 0) error_ = std::strerror(errno);
        return count;
    }

    std::unique_ptr<std::FILE, CloseFile> file_;
    std::unique_ptr<ZSTD_DCtx, FreeDecoder> decoder_;  // of a compressed file
    std::array<char, 1 << 16> packed_, text_;
    ZSTD_inBuffer input_{};
    bool is_frame_complete_ = false;
    std::size_t begin_ = 0, end_ = 0;  // what is left of text_
    std::string error_;
};

CsvReader::CsvReader(const std::filesystem::path& file)
    : name_(file.filename().string()), source_(std::make_unique<Source>(file)) {
    if (!ReadLine() || !SplitLine()) {
        Fail("the file is empty, expected a line with the names of the columns");
        return;
    }
    header_.assign(fields_.begin(), fields_.end());
    std::set<std::string_view> names;
    for (const std::string& name : header_) {
        if (!names.insert(name).second) Fail(fmt::format("two columns are named {}", Quoted(name)));
    }
}

CsvReader::CsvReader(CsvReader&&) noexcept = default;
CsvReader::~CsvReader() = default;

std::optional<CsvReader::Column> CsvReader::Find(std::string_view name) const {
    const auto found = std::find(header_.begin(), header_.end(), name);
    if (found == header_.end()) return std::nullopt;
    return Column{static_cast<std::size_t>(found - header_.begin())};
}

CsvReader::Column CsvReader::Require(std::string_view name) {
    const auto column = Find(name);
    if (!column) Fail(fmt::format("the column {} is missing", name));
    return column.value_or(Column());
}

bool CsvReader::Next() {
    if (has_failed() || !ReadLine() || !SplitLine()) return false;
    if (fields_.size() == header_.size()) return true;
    Fail(fmt::format(
        "the line has {} fields, expected {} as in the header", fields_.size(), header_.size()
    ));
    return false;
}

bool CsvReader::ReadLine() {
    line_.clear();
    fields_.clear();
    ++line_number_;
    if (source_->ReadLine(line_)) {
        if (line_.ends_with('\r')) line_.pop_back();
        return true;
    }
    if (!source_->error().empty()) {
        Fail(source_->error());
    } else if (!line_.empty()) {
        Fail("the last line has no end: the file is truncated");
    }
    return false;
}

bool CsvReader::SplitLine() {
    Cursor cursor;
    for (;;) {
        if (!TakeField(cursor)) return false;
        if (cursor.read == line_.size()) return true;
        ++cursor.read;
    }
}

bool CsvReader::TakeField(Cursor& cursor) {
    const std::size_t begin = cursor.write;
    const bool is_quoted = cursor.read < line_.size() && line_[cursor.read] == '"';
    bool is_inside = is_quoted;
    if (is_quoted) ++cursor.read;
    for (; cursor.read < line_.size(); ++cursor.read) {
        const char c = line_[cursor.read];
        const bool is_doubled = c == '"' && line_.compare(cursor.read, 2, "\"\"") == 0;
        if (!is_inside && c == ',') break;
        if (!is_inside || (c == '"' && !is_quoted)) {
            if (c == '"' || is_quoted) return Fail("a quote stands within a field"), false;
        } else if (c == '"' && !is_doubled) {
            is_inside = false;
            continue;
        } else if (is_doubled) {
            ++cursor.read;
        }
        line_[cursor.write++] = c;
    }
    if (is_inside) return Fail("a quote is not closed on its line"), false;
    fields_.emplace_back(line_.data() + begin, cursor.write - begin);
    return true;
}

std::string_view CsvReader::Text(Column column) const {
    return has_failed() ? std::string_view() : fields_[column.index];
}

std::int64_t CsvReader::Integer(Column column, Range range) {
    if (has_failed()) return 0;
    const std::string_view text = Text(column);
    std::int64_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = code == std::errc() && end == text.data() + text.size();
    if (is_whole && value >= range.min && value <= range.max) return value;
    Fail(fmt::format(
        "{} is {}, expected a whole number from {} to {}",
        header_[column.index],
        Quoted(text),
        range.min,
        range.max
    ));
    return 0;
}

char CsvReader::Letter(Column column, std::string_view letters) {
    if (has_failed()) return 0;
    const std::string_view text = Text(column);
    if (text.size() == 1 && letters.find(text[0]) != std::string_view::npos) return text[0];
    Fail(fmt::format(
        "{} is {}, expected one of {}", header_[column.index], Quoted(text), fmt::join(letters, " ")
    ));
    return 0;
}

void CsvReader::Fail(std::string_view reason) {
    if (!has_failed()) error_ = fmt::format("{}:{}: {}", name_, line_number_, reason);
}

}  // namespace bourse::apps
