#include "platform/memory/huge_pages.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>

namespace bourse::memory {

namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

}  // namespace

void* Allocate(std::size_t size, std::size_t alignment) {
    const bool is_large = size >= kHugePage;
    if (is_large) alignment = std::max(alignment, kHugePage);
    const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
    void* block = std::aligned_alloc(alignment, rounded);
    if (is_large && block != nullptr) madvise(block, rounded, MADV_HUGEPAGE);
    return block;
}

}  // namespace bourse::memory
