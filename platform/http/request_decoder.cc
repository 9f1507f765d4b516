#include "platform/http/request_decoder.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <functional>
#include <optional>

#include "core/base/check.h"

namespace bourse::http {
namespace {

namespace beast = boost::beast;

// A piece of the current request, counted from its first byte: the buffer may move, this does not.
struct Piece {
    std::size_t offset = 0;
    std::size_t size = 0;
};

struct Field {
    Piece name;
    Piece value;
};

std::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

bool IsNumber(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// The scanner waits for an empty line, CR LF both times: with bare LF it would wait for ever.
bool HasBareLineFeed(std::string_view text) {
    for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        if (at == 0 || text[at - 1] != '\r') return true;
    }
    return false;
}

// What the scanner found so far. `refusal` is the status once a rule of ours is broken.
class Scanner final : public beast::http::basic_parser<true> {
public:
    explicit Scanner(const Limits& limits) : limits_(limits) {
        header_limit(static_cast<std::uint32_t>(limits.header_bytes));
        body_limit(limits.body_bytes);
    }

    std::size_t Scan(std::string_view request, std::size_t parsed, beast::error_code& error) {
        bytes_ = request;
        return put({request.data() + parsed, request.size() - parsed}, error);
    }

    // A chunked body has at least its end to come, "0 CR LF CR LF"; less is not looked at, for
    // Beast asserts that it is there.
    std::size_t bytes_needed() const { return is_header_done() && chunked() ? 5 : 1; }

    Piece method, target, plain_body;
    std::vector<Field> fields;
    std::string chunked_body;
    int refusal = 0;
    int version = 11;
    bool expects_continue = false;

private:
    Piece Place(beast::string_view text) const {
        return {static_cast<std::size_t>(text.data() - bytes_.data()), text.size()};
    }

    void Refuse(int status, beast::error_code& error) {
        refusal = status;
        error = beast::http::error::bad_value;
    }

    // Beast joins folded lines in a buffer of its own, or skips an empty first line; either way the
    // value no longer follows its colon by blanks alone.
    bool IsFolded(beast::string_view name, beast::string_view value) const {
        const char* after_colon = name.data() + name.size() + 1;
        const char* end = bytes_.data() + bytes_.size();
        const std::less<> before;
        if (before(value.data(), after_colon) || before(end, value.data() + value.size())) {
            return true;
        }
        return !std::all_of(after_colon, value.data(), [](char c) {
            return c == ' ' || c == '\t';
        });
    }

    void on_request_impl(
        beast::http::verb,
        beast::string_view method_text,
        beast::string_view target_text,
        int http_version,
        beast::error_code& error
    ) override {
        method = Place(method_text);
        target = Place(target_text);
        version = http_version;
        if (target.size > limits_.target_bytes) return Refuse(414, error);
        if (target_text[0] != '/' && target_text != "*") Refuse(400, error);
    }

    void on_field_impl(
        beast::http::field known,
        beast::string_view name,
        beast::string_view value,
        beast::error_code& error
    ) override {
        if (is_header_done()) return Refuse(400, error);  // a trailer
        if (IsFolded(name, value)) return Refuse(400, error);
        if (fields.size() == limits_.header_count) return Refuse(431, error);
        fields.push_back({Place(name), Place(value)});
        switch (known) {
            case beast::http::field::host:
                if (++hosts_ > 1) Refuse(400, error);
                break;
            case beast::http::field::content_length:
                if (++lengths_ > 1 || !IsNumber(View(value))) Refuse(400, error);
                break;
            case beast::http::field::transfer_encoding:
                if (version < 11 || !EqualIgnoringCase(View(value), "chunked")) Refuse(400, error);
                break;
            case beast::http::field::expect:
                if (!EqualIgnoringCase(View(value), "100-continue")) return Refuse(417, error);
                expects_continue = version >= 11;
                break;
            default:
                break;
        }
    }

    void on_header_impl(beast::error_code& error) override {
        if (version >= 11 && hosts_ == 0) Refuse(400, error);
    }

    std::size_t on_body_impl(beast::string_view body, beast::error_code&) override {
        if (plain_body.size == 0) plain_body.offset = Place(body).offset;
        plain_body.size += body.size();
        return body.size();
    }

    void on_chunk_header_impl(
        std::uint64_t, beast::string_view extensions, beast::error_code& error
    ) override {
        if (!extensions.empty()) Refuse(400, error);
    }

    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, beast::error_code&)
        override {
        chunked_body.append(body.data(), body.size());
        return body.size();
    }

    void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
    void on_finish_impl(beast::error_code&) override {}

    const Limits& limits_;
    std::string_view bytes_;
    int hosts_ = 0;
    int lengths_ = 0;
};

}  // namespace

// Beast's parser serves one message; this places a fresh one in the same memory.
class RequestDecoder::Parser {
public:
    std::optional<Scanner> scanner;
    std::vector<Field> spare_fields;
};

RequestDecoder::RequestDecoder(const Limits& limits)
    : limits_(limits), parser_(std::make_unique<Parser>()) {}

RequestDecoder::~RequestDecoder() = default;

void RequestDecoder::Feed(std::string_view bytes) {
    if (kept_.empty()) {
        window_ = bytes;
        return;
    }
    kept_.append(bytes);
    window_ = kept_;
}

void RequestDecoder::Keep() {
    if (start_ == window_.size()) {
        std::string().swap(kept_);
    } else if (kept_.empty()) {
        kept_.assign(window_.substr(start_));
    } else {
        kept_.erase(0, start_);
    }
    parsed_ -= start_;
    start_ = 0;
    window_ = kept_;
}

void RequestDecoder::BeginRequest() {
    if (parser_->scanner) std::swap(parser_->spare_fields, parser_->scanner->fields);
    parser_->scanner.emplace(limits_);
    parser_->spare_fields.clear();
    std::swap(parser_->scanner->fields, parser_->spare_fields);
    start_ = parsed_;
    in_request_ = true;
    continued_ = false;
}

RequestDecoder::Outcome RequestDecoder::Next() {
    if (refusal_ != 0) return Outcome::kRefused;
    if (!in_request_) {
        start_ = parsed_;
        if (start_ == window_.size()) return Outcome::kNeedMore;
        BeginRequest();
    }
    return Parse();
}

RequestDecoder::Outcome RequestDecoder::Parse() {
    Scanner& scanner = *parser_->scanner;
    while (!scanner.is_done()) {
        const std::string_view request = window_.substr(start_);
        const std::size_t parsed = parsed_ - start_;
        if (scanner.is_header_done() && scanner.expects_continue && !continued_ &&
            parsed == request.size()) {
            continued_ = true;
            return Outcome::kContinueExpected;
        }
        beast::error_code error;
        if (request.size() - parsed >= scanner.bytes_needed()) {
            parsed_ += scanner.Scan(request, parsed, error);
        } else {
            error = beast::http::error::need_more;
        }
        if (error == beast::http::error::need_more) {
            if (!scanner.is_header_done() && HasBareLineFeed(request)) return Refuse(400);
            // Tiny chunks and endless chunk lines carry much more framing than body.
            const std::size_t bound = 2 * limits_.header_bytes + 8 * limits_.body_bytes;
            return request.size() > bound ? Refuse(413) : Outcome::kNeedMore;
        }
        if (error == beast::http::error::header_limit) return Refuse(431);
        if (error == beast::http::error::body_limit) return Refuse(413);
        if (error) return Refuse(scanner.refusal != 0 ? scanner.refusal : 400);
    }
    BuildRequest();
    in_request_ = false;
    return Outcome::kRequest;
}

RequestDecoder::Outcome RequestDecoder::Refuse(int status) {
    refusal_ = status;
    return Outcome::kRefused;
}

void RequestDecoder::BuildRequest() {
    const Scanner& scanner = *parser_->scanner;
    const auto text = [this](Piece piece) {
        return window_.substr(start_ + piece.offset, piece.size);
    };
    headers_.clear();
    for (const Field& field : scanner.fields) {
        headers_.push_back({text(field.name), text(field.value)});
    }
    request_.method = text(scanner.method);
    request_.target = text(scanner.target);
    const std::size_t mark = std::min(request_.target.find('?'), request_.target.size());
    request_.path = request_.target.substr(0, mark);
    request_.query = request_.target.substr(std::min(mark + 1, request_.target.size()));
    request_.body =
        scanner.chunked() ? std::string_view(scanner.chunked_body) : text(scanner.plain_body);
    request_.headers = headers_;
    request_.wants_upgrade = scanner.upgrade();
}

Framing RequestDecoder::framing() const {
    return {
        .head = request_.method == "HEAD",
        .keep_alive = parser_->scanner->keep_alive(),
        .version_1_0 = parser_->scanner->version < 11};
}

RequestDecoder::Stage RequestDecoder::stage() const {
    if (!in_request_) return start_ == window_.size() ? Stage::kIdle : Stage::kHeader;
    return parser_->scanner->is_header_done() ? Stage::kBody : Stage::kHeader;
}

std::string_view RequestDecoder::TakeRest() {
    CHECK(!in_request_);
    const std::string_view rest = window_.substr(parsed_);
    parsed_ = start_ = window_.size();
    return rest;
}

}  // namespace bourse::http
