#include "services/gateway/throttle.h"

#include <algorithm>

namespace bourse::gateway {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kTenSeconds = 10 * kSecond;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kFiveMinutes = 5 * kMinute;
constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::int64_t kFirstBan = 2 * kMinute;
constexpr std::int64_t kLongestBan = 3 * kDay;

// Whole seconds, so that who waits them is not early.
int SecondsUntil(Timestamp time, Timestamp now) {
    return static_cast<int>((time.raw() - now.raw() + kSecond - 1) / kSecond);
}

Timestamp EndOfWindow(Timestamp now, std::int64_t width) {
    return Timestamp((now.raw() / width + 1) * width);
}

Unexpected<ApiError> Banned(Timestamp until, Timestamp now) {
    return Unexpected{ApiError{
        418,
        ErrorCode::kTooManyRequests,
        "Way too much request weight used; IP banned until " +
            std::to_string(until.raw() / 1'000'000) +
            ". Please use WebSocket Streams for live updates to avoid bans.",
        {},
        SecondsUntil(until, now),
    }};
}

ApiError TooManyOrders(std::int64_t limit, std::string_view interval, int retry_after_seconds) {
    return {
        429,
        ErrorCode::kTooManyOrders,
        "Too many new orders; current limit is " + std::to_string(limit) + " orders per " +
            std::string(interval) + ".",
        {},
        retry_after_seconds,
    };
}

}  // namespace

std::int64_t& Throttle::Counter::At(Timestamp now, std::int64_t width) {
    const std::int64_t current = now.raw() / width;
    if (current != window) *this = {current, 0};
    return count;
}

Throttle::Address& Throttle::AddressOf(std::string_view address, Timestamp now) {
    auto place = addresses_.find(address);
    if (place == addresses_.end()) {
        if (addresses_.size() >= kMaxAddresses) {
            std::erase_if(addresses_, [&](const auto& entry) {
                return entry.second.seen.raw() + kFiveMinutes < now.raw() &&
                       entry.second.banned_until < now;
            });
        }
        // All are busy: somebody is forgotten, which at worst gives him a fresh window.
        if (addresses_.size() >= kMaxAddresses) addresses_.erase(addresses_.begin());
        place = addresses_.emplace(std::string(address), Address{}).first;
    }
    place->second.seen = now;
    return place->second;
}

Result<void> Throttle::Admit(const Request& request) {
    const std::lock_guard lock(mutex_);
    const Timestamp now = request.now;
    Address& address = AddressOf(request.address, now);
    if (now < address.banned_until) return Banned(address.banned_until, now);
    const std::int64_t raw_requests = ++address.raw_requests.At(now, kFiveMinutes);
    std::int64_t& weight = address.weight.At(now, kMinute);
    if (raw_requests > limits_.raw_requests_per_5_minutes ||
        weight + request.weight > limits_.weight_per_minute) {
        return RefuseRequest(address, now);
    }
    weight += request.weight;
    return {};
}

Unexpected<ApiError> Throttle::RefuseRequest(Address& address, Timestamp now) {
    if (++address.refusals.At(now, kMinute) > kRefusalsBeforeBan) {
        if (address.banned_until.raw() + kDay < now.raw()) address.bans = 0;
        const std::int64_t length = std::min(kFirstBan << std::min(address.bans, 20), kLongestBan);
        ++address.bans;
        address.banned_until = Timestamp(now.raw() + length);
        return Banned(address.banned_until, now);
    }
    const bool is_weight =
        address.raw_requests.At(now, kFiveMinutes) <= limits_.raw_requests_per_5_minutes;
    const Timestamp end = EndOfWindow(now, is_weight ? kMinute : kFiveMinutes);
    std::string message = is_weight ? "Too much request weight used; current limit is "
                                    : "Too many requests; current limit is ";
    message += is_weight
                   ? std::to_string(limits_.weight_per_minute) + " request weight per 1 MINUTE"
                   : std::to_string(limits_.raw_requests_per_5_minutes) + " requests per 5 MINUTE";
    message += ". Please use WebSocket Streams for live updates to avoid polling the API.";
    return Unexpected{
        ApiError{429, ErrorCode::kTooManyRequests, std::move(message), {}, SecondsUntil(end, now)}};
}

void Throttle::Charge(const Request& request) {
    const std::lock_guard lock(mutex_);
    AddressOf(request.address, request.now).weight.At(request.now, kMinute) += request.weight;
}

std::int64_t Throttle::UsedWeight(std::string_view address, Timestamp now) {
    const std::lock_guard lock(mutex_);
    return AddressOf(address, now).weight.At(now, kMinute);
}

Result<void> Throttle::AddOrder(AccountId account, Timestamp now) {
    const std::lock_guard lock(mutex_);
    Account& counters = accounts_[account];
    std::int64_t& ten_seconds = counters.ten_seconds.At(now, kTenSeconds);
    std::int64_t& day = counters.day.At(now, kDay);
    if (day >= limits_.orders_per_day) {
        const int wait = SecondsUntil(EndOfWindow(now, kDay), now);
        return Unexpected{TooManyOrders(limits_.orders_per_day, "1 DAY", wait)};
    }
    if (ten_seconds >= limits_.orders_per_10_seconds) {
        const int wait = SecondsUntil(EndOfWindow(now, kTenSeconds), now);
        return Unexpected{TooManyOrders(limits_.orders_per_10_seconds, "10 SECOND", wait)};
    }
    ++ten_seconds;
    ++day;
    return {};
}

void Throttle::OnFirstFill(AccountId account, market::Liquidity liquidity, Timestamp now) {
    constexpr std::int64_t kMakerCredit = 5;
    const std::int64_t credit = liquidity == market::Liquidity::kMaker ? kMakerCredit : 1;
    const std::lock_guard lock(mutex_);
    const auto place = accounts_.find(account);
    if (place == accounts_.end()) return;
    std::int64_t& ten_seconds = place->second.ten_seconds.At(now, kTenSeconds);
    std::int64_t& day = place->second.day.At(now, kDay);
    ten_seconds = std::max<std::int64_t>(ten_seconds - credit, 0);
    day = std::max<std::int64_t>(day - credit, 0);
}

OrderCounts Throttle::CountsOf(AccountId account, Timestamp now) {
    const std::lock_guard lock(mutex_);
    const auto place = accounts_.find(account);
    if (place == accounts_.end()) return {};
    return {place->second.ten_seconds.At(now, kTenSeconds), place->second.day.At(now, kDay)};
}

}  // namespace bourse::gateway
