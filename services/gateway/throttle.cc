#include "services/gateway/throttle.h"

#include <algorithm>
#include <iterator>

#include "services/identity/address_range.h"

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

ApiError RefusalUntil(Timestamp end, Timestamp now) {
    ApiError error;
    error.code = ErrorCode::kTooManyRequests;
    error.retry_after_seconds = SecondsUntil(end, now);
    error.retry_at_ms = end.raw() / 1'000'000;
    return error;
}

Unexpected<ApiError> Banned(Timestamp until, Timestamp now) {
    ApiError error = RefusalUntil(until, now);
    error.http_status = 418;
    error.message = "Way too much request weight used; IP banned until " +
                    std::to_string(error.retry_at_ms) +
                    ". Please use WebSocket Streams for live updates to avoid bans.";
    return Unexpected{std::move(error)};
}

// What counts as one address: an IPv4 address, or the first 64 bits of an IPv6 one.
std::string NetworkOf(std::string_view address) {
    if (address.find(':') == std::string_view::npos) return std::string(address);
    const auto parsed = identity::AddressRange::ParseAddress(address);
    if (!parsed) return std::string(address);
    const auto mapped = identity::AddressRange::Parse("::ffff:0.0.0.0/96");
    if (mapped->Contains(*parsed)) {
        std::string text = std::to_string((*parsed)[12]);
        for (std::size_t i = 13; i < 16; ++i) text += "." + std::to_string((*parsed)[i]);
        return text;
    }
    return std::string(parsed->begin(), parsed->begin() + 8);
}

ApiError TooManyOrders(const std::string& limit, Timestamp end, Timestamp now) {
    ApiError error = RefusalUntil(end, now);
    error.http_status = 429;
    error.code = ErrorCode::kTooManyOrders;
    error.message = "Too many new orders; current limit is " + limit + ".";
    return error;
}

}  // namespace

std::int64_t& Throttle::Counter::At(Timestamp now, std::int64_t width) {
    const std::int64_t current = now.raw() / width;
    if (current != window) *this = {current, 0};
    return count;
}

Throttle::Address& Throttle::AddressOf(std::string_view address, Timestamp now) {
    std::string network = NetworkOf(address);
    const auto place = by_network_.find(network);
    if (place != by_network_.end()) {
        addresses_.splice(addresses_.end(), addresses_, place->second);
        return *place->second;
    }
    if (addresses_.size() >= kMaxAddresses) ForgetOne(now);
    addresses_.emplace_back().network = std::move(network);
    by_network_.emplace(addresses_.back().network, std::prev(addresses_.end()));
    return addresses_.back();
}

// A flood of addresses ends no ban, unless most of the known ones are banned.
void Throttle::ForgetOne(Timestamp now) {
    constexpr int kBansPassedOver = 64;
    for (int i = 0; i < kBansPassedOver && now < addresses_.front().banned_until; ++i) {
        addresses_.splice(addresses_.end(), addresses_, addresses_.begin());
    }
    by_network_.erase(addresses_.front().network);
    addresses_.pop_front();
}

Result<void> Throttle::Admit(const Request& request) {
    const std::lock_guard lock(mutex_);
    return Count(AddressOf(request.address, request.now), request);
}

Result<void> Throttle::AdmitConnection(const Request& request) {
    const std::lock_guard lock(mutex_);
    Address& address = AddressOf(request.address, request.now);
    if (request.now < address.banned_until) return Banned(address.banned_until, request.now);
    std::int64_t& connections = address.connections.At(request.now, kFiveMinutes);
    const std::int64_t limit = limits_.connections_per_5_minutes;
    if (connections >= limit) {
        return RefuseRequest(
            address,
            {"Too many connections; current limit is ",
             limit,
             " connections per 5 MINUTE",
             kFiveMinutes},
            request.now
        );
    }
    ++connections;
    return Count(address, request);
}

Result<void> Throttle::Count(Address& address, const Request& request) {
    const Timestamp now = request.now;
    if (now < address.banned_until) return Banned(address.banned_until, now);
    if (++address.raw_requests.At(now, kFiveMinutes) > limits_.raw_requests_per_5_minutes) {
        return RefuseRequest(
            address,
            {"Too many requests; current limit is ",
             limits_.raw_requests_per_5_minutes,
             " requests per 5 MINUTE",
             kFiveMinutes},
            now
        );
    }
    std::int64_t& weight = address.weight.At(now, kMinute);
    if (weight + request.weight > limits_.weight_per_minute) {
        return RefuseRequest(
            address,
            {"Too much request weight used; current limit is ",
             limits_.weight_per_minute,
             " request weight per 1 MINUTE",
             kMinute},
            now
        );
    }
    weight += request.weight;
    return {};
}

Unexpected<ApiError> Throttle::RefuseRequest(
    Address& address, const Excess& excess, Timestamp now
) {
    if (++address.refusals.At(now, kMinute) > kRefusalsBeforeBan) {
        if (address.banned_until.raw() + kDay < now.raw()) address.bans = 0;
        const std::int64_t length = std::min(kFirstBan << std::min(address.bans, 20), kLongestBan);
        ++address.bans;
        address.banned_until = Timestamp(now.raw() + length);
        return Banned(address.banned_until, now);
    }
    ApiError error = RefusalUntil(EndOfWindow(now, excess.width), now);
    error.http_status = 429;
    error.message.append(excess.what)
        .append(std::to_string(excess.limit))
        .append(excess.unit)
        .append(". Please use WebSocket Streams for live updates to avoid polling the API.");
    return Unexpected{std::move(error)};
}

void Throttle::Charge(const Request& request) {
    const std::lock_guard lock(mutex_);
    AddressOf(request.address, request.now).weight.At(request.now, kMinute) += request.weight;
}

std::int64_t Throttle::UsedWeight(std::string_view address, Timestamp now) {
    const std::lock_guard lock(mutex_);
    return AddressOf(address, now).weight.At(now, kMinute);
}

void Throttle::SetLimits(AccountId account, const AccountOrderLimits& limits) {
    const std::lock_guard lock(mutex_);
    account_limits_[account] = limits;
}

Result<void> Throttle::AddOrders(AccountId account, std::int64_t orders, Timestamp now) {
    const std::lock_guard lock(mutex_);
    Account& counters = accounts_[account];
    std::int64_t& ten_seconds = counters.ten_seconds.At(now, kTenSeconds);
    std::int64_t& day = counters.day.At(now, kDay);
    AccountOrderLimits most{limits_.orders_per_10_seconds, limits_.orders_per_day};
    if (const auto own = account_limits_.find(account); own != account_limits_.end()) {
        most = own->second;
    }
    if (day + orders > most.per_day) {
        const std::string limit = std::to_string(most.per_day) + " orders per 1 DAY";
        return Unexpected{TooManyOrders(limit, EndOfWindow(now, kDay), now)};
    }
    if (ten_seconds + orders > most.per_ten_seconds) {
        const std::string limit = std::to_string(most.per_ten_seconds) + " orders per 10 SECOND";
        return Unexpected{TooManyOrders(limit, EndOfWindow(now, kTenSeconds), now)};
    }
    ten_seconds += orders;
    day += orders;
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
