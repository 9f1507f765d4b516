// How faults are written: their names and settings.
#include <algorithm>
#include <charconv>
#include <iterator>

#include "core/base/check.h"
#include "services/gateway/faults.h"

namespace bourse::gateway {

namespace {

using std::chrono::milliseconds;

struct Named {
    FaultKind kind;
    std::string_view name;
    FaultTarget target;
};
constexpr Named kNames[] = {
    {FaultKind::kLatency, "latency", FaultTarget::kRequest},
    {FaultKind::kRateLimit, "rate-limit", FaultTarget::kRequest},
    {FaultKind::kBan, "ban", FaultTarget::kRequest},
    {FaultKind::kServerError, "server-error", FaultTarget::kRequest},
    {FaultKind::kUnknown, "unknown", FaultTarget::kRequest},
    {FaultKind::kTimestamp, "timestamp", FaultTarget::kRequest},
    {FaultKind::kReject, "reject", FaultTarget::kRequest},
    {FaultKind::kMaintenance, "maintenance", FaultTarget::kRequest},
    {FaultKind::kDrop, "ws-drop", FaultTarget::kStream},
    {FaultKind::kHalfOpen, "ws-half-open", FaultTarget::kStream},
    {FaultKind::kDepthGap, "depth-gap", FaultTarget::kStream},
    {FaultKind::kDuplicate, "duplicate", FaultTarget::kStream},
    {FaultKind::kTerminated, "stream-terminated", FaultTarget::kStream},
    {FaultKind::kHalt, "halt", FaultTarget::kSymbol},
    {FaultKind::kCancelOnly, "cancel-only", FaultTarget::kSymbol},
    {FaultKind::kFilterChange, "filter-change", FaultTarget::kSymbol},
};

const Named& Find(FaultKind kind) {
    const auto found = std::ranges::find(kNames, kind, &Named::kind);
    CHECK(found != std::end(kNames));
    return *found;
}

std::string AllNames() {
    std::string text;
    for (const Named& named : kNames) text.append(text.empty() ? "" : ", ").append(named.name);
    return text;
}

Unexpected<std::string> Wrong(const FaultSetting& setting, std::string_view allowed) {
    std::string text("'");
    text.append(setting.second).append("' is no ").append(setting.first).append("; it is ");
    return Unexpected{text.append(allowed)};
}

struct Range {
    std::uint64_t min, max;
};

Expected<std::uint64_t, std::string> Number(const FaultSetting& setting, Range range) {
    const std::string_view text = setting.second;
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
    if (is_whole && value >= range.min && value <= range.max) return value;
    return Wrong(
        setting,
        "a whole number from " + std::to_string(range.min) + " to " + std::to_string(range.max)
    );
}

// "250ms", "60s", "5m"; a bare number is milliseconds.
Expected<milliseconds, std::string> Duration(const FaultSetting& setting) {
    constexpr Range kRange{0, 86'400'000};
    constexpr std::string_view kAllowed = "a time of up to a day, such as 250ms, 60s or 5m";
    std::string_view text = setting.second;
    std::uint64_t unit = 1;
    if (text.ends_with("ms")) {
        text.remove_suffix(2);
    } else if (text.ends_with('s') || text.ends_with('m')) {
        unit = text.back() == 's' ? 1'000 : 60'000;
        text.remove_suffix(1);
    }
    const auto value = Number({setting.first, text}, kRange);
    if (!value || *value * unit > kRange.max) return Wrong(setting, kAllowed);
    return milliseconds(static_cast<std::int64_t>(*value * unit));
}

Expected<bool, std::string> Flag(const FaultSetting& setting) {
    if (setting.second == "true" || setting.second == "false") return setting.second == "true";
    return Wrong(setting, "true or false");
}

Expected<std::string, std::string> Text(const FaultSetting& setting) {
    if (!setting.second.empty() && setting.second.size() <= 64) return std::string(setting.second);
    return Wrong(setting, "a text of 1 to 64 characters");
}

template <class From, class To>
Expected<void, std::string> Take(const Expected<From, std::string>& value, To& to) {
    if (!value) return Unexpected{value.error()};
    to = static_cast<To>(*value);
    return {};
}

Expected<void, std::string> Set(Fault& fault, const FaultSetting& setting) {
    const std::string_view name = setting.first;
    if (name == "delay") return Take(Duration(setting), fault.delay);
    if (name == "jitter") return Take(Duration(setting), fault.jitter);
    if (name == "every") return Take(Duration(setting), fault.every);
    if (name == "for") return Take(Duration(setting), fault.duration);
    if (name == "status") return Take(Number(setting, {500, 504}), fault.status);
    if (name == "retry-after") return Take(Number(setting, {1, 3'600}), fault.retry_after_seconds);
    if (name == "executed") return Take(Flag(setting), fault.is_executed);
    if (name == "route") return Take(Text(setting), fault.route);
    if (name == "symbol") return Take(Text(setting), fault.symbol);
    if (name == "times") return Take(Number(setting, {0, 1'000'000}), fault.times);
    if (name == "chance") return Take(Number(setting, {1, 100}), fault.chance_percent);
    if (name == "seed") return Take(Number(setting, {0, ~std::uint64_t{0}}), fault.seed);
    return Unexpected{
        "'" + std::string(name) +
        "' is no setting; there are delay, jitter, every, for, status, retry-after, executed, "
        "route, symbol, times, chance, seed"};
}

}  // namespace

FaultTarget TargetOf(FaultKind kind) { return Find(kind).target; }
std::string_view NameOf(FaultKind kind) { return Find(kind).name; }

Expected<Fault, std::string> MakeFault(
    std::string_view name, std::span<const FaultSetting> settings
) {
    const auto named = std::ranges::find(kNames, name, &Named::name);
    if (named == std::end(kNames)) {
        return Unexpected{"'" + std::string(name) + "' is no fault; there are " + AllNames()};
    }
    Fault fault{.kind = named->kind};
    bool has_times = false;
    for (const FaultSetting& setting : settings) {
        const auto set = Set(fault, setting);
        if (!set) return Unexpected{set.error()};
        has_times |= setting.first == "times";
    }
    // What comes again and again, or lasts for a while, is not over after once.
    const bool comes_again = fault.every.count() > 0 || fault.duration.count() > 0;
    if (!has_times && comes_again) fault.times = 0;
    if (named->target == FaultTarget::kSymbol && fault.symbol.empty()) {
        return Unexpected{std::string(name) + " needs a symbol"};
    }
    return fault;
}

Expected<Fault, std::string> ReadFault(std::string_view text) {
    std::vector<FaultSetting> settings;
    std::string_view name;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t equals = word.find('=');
        if (name.empty()) {
            name = word;
        } else if (equals == std::string_view::npos) {
            return Unexpected{"'" + std::string(word) + "' is not NAME=VALUE"};
        } else {
            settings.emplace_back(word.substr(0, equals), word.substr(equals + 1));
        }
    }
    auto fault = MakeFault(name, settings);
    if (!fault) return fault;
    if (TargetOf(fault->kind) == FaultTarget::kRequest && fault->kind != FaultKind::kMaintenance) {
        return fault;
    }
    return Unexpected{std::string(name) + " strikes no single request; add it with `bourse fault`"};
}

}  // namespace bourse::gateway
