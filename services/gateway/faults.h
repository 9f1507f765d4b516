// Faults: what goes wrong on demand, in `bourse dev` only: late answers, refusals, unknown
// outcomes, streams that break off. The one place that decides whether, when and whom a fault
// strikes; what a strike does is done where requests and streams pass. docs/guides/faults.md tells
// what each does.
//
// Invariant: no fault touches money, the journal, or the rule that an acknowledgement means
// durable. An answer that is replaced (unknown, server-error) is replaced behind that rule, never
// before it.
//
// Strikes are counted and seeded: the same faults and the same requests give the same strikes.
// Thread: any; a mutex. Without faults a request costs the load of an atomic.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/expected.h"

namespace bourse::gateway {

enum class FaultKind : std::uint8_t {
    // Of a request.
    kLatency,      // its answer comes late
    kRateLimit,    // 429 with Retry-After
    kBan,          // 418 with Retry-After
    kServerError,  // a 5xx; its command was executed, or was not
    kUnknown,      // -1007; its command was executed, or was not
    kTimestamp,    // -1021
    kReject,       // -2010
    kMaintenance,  // all are refused with 503, and connections end
    // Of streams and of user data.
    kDrop,        // connections end without a word
    kHalfOpen,    // connections stay open and are silent
    kDepthGap,    // an event of each diff depth stream is missing
    kDuplicate,   // the next event of each stream comes twice
    kTerminated,  // subscriptions to user data end
    // Of a symbol, by the operator's commands; undone when the fault is cleared or over.
    kHalt,
    kCancelOnly,
    kFilterChange,  // LOT_SIZE's minimum becomes ten times what it was
};

struct Fault {
    FaultKind kind{};
    std::chrono::milliseconds delay{1'000}, jitter{0};  // kLatency: delay, plus up to jitter
    int status = 500;                                   // kServerError
    int retry_after_seconds = 5;                        // kRateLimit, kBan
    bool is_executed = false;                           // kServerError, kUnknown
    std::string route{};      // part of "POST /api/v3/order" or "order.place"; empty: all
    std::string symbol{};     // empty: all; a fault of a symbol needs one
    std::uint64_t times = 1;  // 0: until it is cleared or over
    std::chrono::milliseconds every{0};     // at least this between two strikes
    std::chrono::milliseconds duration{0};  // it is over then; 0: it is not
    std::uint64_t chance_percent = 100;     // of a strike where one is due
    std::uint64_t seed = 1;
};

// What may be struck.
enum class FaultTarget : std::uint8_t { kRequest, kStream, kSymbol };
FaultTarget TargetOf(FaultKind kind);
std::string_view NameOf(FaultKind kind);

using FaultSetting = std::pair<std::string_view, std::string_view>;
// Settings are named as the flags of `bourse fault add`. An error says what was given and what may
// be.
Expected<Fault, std::string> MakeFault(
    std::string_view name, std::span<const FaultSetting> settings
);
// "unknown executed=true", the value of the header X-Bourse-Fault: a fault of requests.
Expected<Fault, std::string> ReadFault(std::string_view text);

class Faults {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    static constexpr std::size_t kFaultsMax = 64;
    static constexpr std::size_t kStrikesKept = 64;

    // What a request is, for a fault to know whether it can strike it.
    struct Call {
        std::string_view route;   // "POST /api/v3/order"
        std::string_view method;  // "order.place"; empty: none
        std::string_view symbol;  // empty: none
        bool is_signed = false, is_command = false, is_placement = false;
    };
    struct Strike {
        FaultKind kind{};
        std::chrono::milliseconds delay{0};
        int status = 0;
        int retry_after_seconds = 0;
        bool is_executed = false;
    };
    struct StreamStrike {
        FaultKind kind{};
        std::string symbol;
    };

    // Whether a request can be struck at all: look further only then.
    bool has_request_faults() const { return request_faults_.load(std::memory_order_relaxed) > 0; }

    // The number of the fault, or why it was not taken.
    Expected<std::uint64_t, std::string> Add(const Fault& fault, TimePoint now);
    // Ends that fault, or all without a number; answers those that ended.
    std::vector<Fault> Clear(std::optional<std::uint64_t> id);
    // {"faults":[…]}
    std::string List(TimePoint now);

    std::optional<Strike> OnCall(const Call& call, TimePoint now);
    bool IsInMaintenance(TimePoint now);
    // The one strike of a header; nothing when it cannot strike that call.
    static std::optional<Strike> StrikeOf(const Fault& fault, const Call& call);

    // Ends what is over, and lets faults of streams strike; answers faults of symbols to undo. From
    // one thread, several times a second.
    std::vector<Fault> OnTick(TimePoint now);
    // Strikes after `cursor`, which then stands behind them. The oldest may be forgotten.
    std::vector<StreamStrike> StreamStrikes(std::uint64_t& cursor);

private:
    struct Entry {
        std::uint64_t id = 0;
        Fault fault;
        TimePoint added;
        std::optional<TimePoint> last_strike;
        std::uint64_t strikes = 0;
        std::uint64_t random = 0;
    };

    static bool CanStrike(const Fault& fault, const Call& call);
    static bool IsOver(const Entry& entry, TimePoint now);
    // Whether it strikes now; counts it.
    static bool Takes(Entry& entry, TimePoint now);
    static Strike Make(const Fault& fault, std::uint64_t random);
    void Count();

    std::mutex mutex_;
    std::vector<Entry> entries_;
    std::uint64_t next_id_ = 1;
    std::vector<StreamStrike> stream_strikes_;  // the last ones
    std::uint64_t stream_strike_count_ = 0;
    std::atomic<int> request_faults_{0};
    std::atomic<std::uint64_t> published_strikes_{0};
};

}  // namespace bourse::gateway
