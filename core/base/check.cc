#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace bourse {

void CheckFailed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "CHECK failed: %s at %s:%d\n", condition, file, line);
    std::fflush(stderr);
    std::abort();
}

}  // namespace bourse
