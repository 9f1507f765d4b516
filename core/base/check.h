// CHECK: a broken invariant ends the process, in release builds too.
//
// An exchange that runs wrong is worse than one that stops (fail-stop): journal and snapshot hold
// everything acknowledged, so a restart recovers. Bad input is never a CHECK; it is a RejectReason.
// Thread: any.
#pragma once

namespace bourse {

// Prints the failed condition with its place to standard error and aborts.
[[noreturn, gnu::cold]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace bourse

#define BOURSE_CHECK_LIKELY(condition) __builtin_expect(static_cast<bool>(condition), 1)

#define CHECK(condition)                      \
    (BOURSE_CHECK_LIKELY(condition) ? void(0) \
                                    : ::bourse::CheckFailed(#condition, __FILE__, __LINE__))
