#include "services/gateway/stream_name.h"

#include <algorithm>

#include "core/domain/symbol.h"

namespace bourse::gateway {

namespace {

constexpr std::int64_t kSecondTicks = 10;

struct Fixed {
    std::string_view text;
    StreamKind kind;
    std::int64_t period_ticks;
    std::size_t levels;
};
constexpr Fixed kFixed[] = {
    {"trade", StreamKind::kTrade, 0, 0},
    {"aggTrade", StreamKind::kAggregateTrade, 0, 0},
    {"bookTicker", StreamKind::kBookTicker, 0, 0},
    {"avgPrice", StreamKind::kAveragePrice, kSecondTicks, 0},
    {"miniTicker", StreamKind::kMiniTicker, kSecondTicks, 0},
    {"ticker", StreamKind::kTicker, kSecondTicks, 0},
    {"depth", StreamKind::kDepthDiff, kSecondTicks, 0},
    {"depth5", StreamKind::kPartialDepth, kSecondTicks, 5},
    {"depth10", StreamKind::kPartialDepth, kSecondTicks, 10},
    {"depth20", StreamKind::kPartialDepth, kSecondTicks, 20},
};

struct Window {
    std::string_view text;
    market::WindowWidth width;
};
constexpr Window kWindows[] = {
    {"1h", {market::kHour}},
    {"4h", {4 * market::kHour}},
    {"1d", {market::kDay}},
};

bool RemovePrefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool RemoveSuffix(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix)) return false;
    text.remove_suffix(suffix.size());
    return true;
}

std::optional<StreamName> ParseWindow(std::string_view text) {
    const auto window = std::ranges::find(kWindows, text, &Window::text);
    if (window == std::end(kWindows)) return std::nullopt;
    StreamName name{.kind = StreamKind::kRollingTicker, .period_ticks = kSecondTicks};
    name.width = window->width;
    name.window = window->text;
    return name;
}

std::optional<StreamName> ParseKline(std::string_view text) {
    StreamName name{.kind = StreamKind::kKline};
    if (RemoveSuffix(text, "@+08:00")) name.buckets.zone.minutes = 8 * 60;
    const auto interval = market::ParseKlineInterval(text);
    if (!interval) return std::nullopt;
    name.buckets.interval = *interval;
    name.period_ticks = *interval == market::KlineInterval::k1s ? kSecondTicks : 2 * kSecondTicks;
    return name;
}

std::optional<StreamName> ParseKind(std::string_view text) {
    if (RemovePrefix(text, "kline_")) return ParseKline(text);
    if (RemovePrefix(text, "ticker_")) return ParseWindow(text);
    const bool is_depth = text.starts_with("depth");
    const bool is_fast = is_depth && RemoveSuffix(text, "@100ms");
    if (is_depth && !is_fast) RemoveSuffix(text, "@1000ms");
    const auto fixed = std::ranges::find(kFixed, text, &Fixed::text);
    if (fixed == std::end(kFixed)) return std::nullopt;
    StreamName name{.kind = fixed->kind, .levels = fixed->levels};
    name.period_ticks = is_fast ? 1 : fixed->period_ticks;
    return name;
}

std::optional<StreamName> ParseArray(std::string_view text) {
    if (!RemoveSuffix(text, "@arr")) return std::nullopt;
    if (RemovePrefix(text, "ticker_")) return ParseWindow(text);
    if (text == "ticker") {
        return StreamName{.kind = StreamKind::kTicker, .period_ticks = kSecondTicks};
    }
    if (text != "miniTicker") return std::nullopt;
    return StreamName{.kind = StreamKind::kMiniTicker, .period_ticks = kSecondTicks};
}

}  // namespace

std::optional<StreamName> ParseStreamName(std::string_view text) {
    if (RemovePrefix(text, "!")) return ParseArray(text);
    const std::size_t at = text.find('@');
    if (at == 0 || at > Name::kMaxLength) return std::nullopt;
    auto name = ParseKind(text.substr(at + 1));
    if (!name) return std::nullopt;
    for (const char c : text.substr(0, at)) {
        if (c >= 'A' && c <= 'Z') return std::nullopt;
        name->symbol.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
    return name;
}

}  // namespace bourse::gateway
