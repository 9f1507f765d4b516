#include "platform/crypto/random.h"

#include <sys/random.h>

#include <cerrno>

#include "core/base/check.h"

namespace bourse::crypto {

void FillRandom(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t count = getrandom(bytes.data(), bytes.size(), 0);
        if (count < 0 && errno == EINTR) continue;
        CHECK(count > 0);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

}  // namespace bourse::crypto
