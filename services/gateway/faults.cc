#include "services/gateway/faults.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "core/base/check.h"
#include "services/gateway/json_writer.h"

namespace bourse::gateway {

namespace {

using std::chrono::milliseconds;

// One step of SplitMix64.
std::uint64_t NextRandom(std::uint64_t& state) {
    std::uint64_t value = (state += 0x9e3779b97f4a7c15);
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

bool Contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace

bool Faults::CanStrike(const Fault& fault, const Call& call) {
    if (!fault.symbol.empty() && fault.symbol != call.symbol) return false;
    const bool is_route = Contains(call.route, fault.route) || Contains(call.method, fault.route);
    if (!fault.route.empty() && !is_route) return false;
    switch (fault.kind) {
        case FaultKind::kUnknown:
            return call.is_command;
        case FaultKind::kTimestamp:
            return call.is_signed;
        case FaultKind::kReject:
            return call.is_placement;
        default:
            return TargetOf(fault.kind) == FaultTarget::kRequest;
    }
}

bool Faults::IsOver(const Entry& entry, TimePoint now) {
    const Fault& fault = entry.fault;
    if (fault.duration > milliseconds(0) && now - entry.added >= fault.duration) return true;
    // A state lasts; what strikes is over with its last strike.
    const bool is_state =
        fault.kind == FaultKind::kMaintenance || TargetOf(fault.kind) == FaultTarget::kSymbol;
    return !is_state && fault.times > 0 && entry.strikes >= fault.times;
}

bool Faults::Takes(Entry& entry, TimePoint now) {
    const Fault& fault = entry.fault;
    if (IsOver(entry, now)) return false;
    if (entry.last_strike && now - *entry.last_strike < fault.every) return false;
    if (NextRandom(entry.random) % 100 >= fault.chance_percent) return false;
    entry.last_strike = now;
    ++entry.strikes;
    return true;
}

Faults::Strike Faults::Make(const Fault& fault, std::uint64_t random) {
    Strike strike{
        fault.kind, fault.delay, fault.status, fault.retry_after_seconds, fault.is_executed};
    if (fault.jitter.count() > 0) {
        const auto range = static_cast<std::uint64_t>(fault.jitter.count()) + 1;
        strike.delay += milliseconds(static_cast<std::int64_t>(random % range));
    }
    return strike;
}

std::optional<Faults::Strike> Faults::StrikeOf(const Fault& fault, const Call& call) {
    if (!CanStrike(fault, call)) return std::nullopt;
    std::uint64_t random = fault.seed;
    return Make(fault, NextRandom(random));
}

Expected<std::uint64_t, std::string> Faults::Add(const Fault& fault, TimePoint now) {
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const Entry& entry) {
        return TargetOf(entry.fault.kind) != FaultTarget::kSymbol && IsOver(entry, now);
    });
    if (entries_.size() == kFaultsMax) {
        return Unexpected{std::string("there are 64 faults already; clear one")};
    }
    entries_.push_back({next_id_, fault, now, std::nullopt, 0, fault.seed});
    if (fault.kind == FaultKind::kMaintenance) {
        stream_strikes_.push_back({FaultKind::kDrop, ""});
        ++stream_strike_count_;
    }
    Count();
    return next_id_++;
}

std::vector<Fault> Faults::Clear(std::optional<std::uint64_t> id) {
    const std::lock_guard lock(mutex_);
    std::vector<Fault> ended;
    std::erase_if(entries_, [&](const Entry& entry) {
        if (id && entry.id != *id) return false;
        ended.push_back(entry.fault);
        return true;
    });
    Count();
    return ended;
}

void Faults::Count() {
    const auto of_requests = std::ranges::count_if(entries_, [](const Entry& entry) {
        return TargetOf(entry.fault.kind) == FaultTarget::kRequest;
    });
    request_faults_.store(static_cast<int>(of_requests), std::memory_order_relaxed);
    while (stream_strikes_.size() > kStrikesKept) stream_strikes_.erase(stream_strikes_.begin());
    published_strikes_.store(stream_strike_count_, std::memory_order_release);
}

std::optional<Faults::Strike> Faults::OnCall(const Call& call, TimePoint now) {
    const std::lock_guard lock(mutex_);
    for (Entry& entry : entries_) {
        if (!CanStrike(entry.fault, call) || !Takes(entry, now)) continue;
        return Make(entry.fault, NextRandom(entry.random));
    }
    return std::nullopt;
}

bool Faults::IsInMaintenance(TimePoint now) {
    if (!has_request_faults()) return false;
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(entries_, [&](const Entry& entry) {
        return entry.fault.kind == FaultKind::kMaintenance && !IsOver(entry, now);
    });
}

std::vector<Fault> Faults::OnTick(TimePoint now) {
    const std::lock_guard lock(mutex_);
    std::vector<Fault> to_undo;
    for (Entry& entry : entries_) {
        const Fault& fault = entry.fault;
        const FaultTarget target = TargetOf(fault.kind);
        if (target == FaultTarget::kSymbol && IsOver(entry, now)) to_undo.push_back(fault);
        if (target != FaultTarget::kStream || !Takes(entry, now)) continue;
        stream_strikes_.push_back({fault.kind, fault.symbol});
        ++stream_strike_count_;
    }
    // Ended faults of requests and streams stay listed with their counts, until room is needed.
    std::erase_if(entries_, [&](const Entry& entry) {
        return TargetOf(entry.fault.kind) == FaultTarget::kSymbol && IsOver(entry, now);
    });
    Count();
    return to_undo;
}

std::vector<Faults::StreamStrike> Faults::StreamStrikes(std::uint64_t& cursor) {
    if (published_strikes_.load(std::memory_order_acquire) == cursor) return {};
    const std::lock_guard lock(mutex_);
    const std::uint64_t first = stream_strike_count_ - stream_strikes_.size();
    const auto skipped = static_cast<std::ptrdiff_t>(std::max(cursor, first) - first);
    cursor = stream_strike_count_;
    return {stream_strikes_.begin() + skipped, stream_strikes_.end()};
}

std::string Faults::List(TimePoint now) {
    const std::lock_guard lock(mutex_);
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key("faults").BeginArray();
    for (const Entry& entry : entries_) {
        const Fault& fault = entry.fault;
        json.BeginObject().Key("id").Number(entry.id).Key("fault").String(NameOf(fault.kind));
        json.Key("route").String(fault.route).Key("symbol").String(fault.symbol);
        json.Key("strikes").Number(entry.strikes).Key("times").Number(fault.times);
        json.Key("active").Bool(!IsOver(entry, now)).EndObject();
    }
    json.EndArray().EndObject();
    return text;
}

}  // namespace bourse::gateway
