// Replaces the allocation functions of any program that links this library and has none of its own:
// its large tables lie on huge pages (huge_pages.h).
#include <cstddef>
#include <cstdlib>
#include <new>

#include "platform/memory/huge_pages.h"

namespace {

void* AllocateOrThrow(std::size_t size, std::size_t alignment) {
    void* block = bourse::memory::Allocate(size, alignment);
    if (block == nullptr) throw std::bad_alloc();
    return block;
}

}  // namespace

void* operator new(std::size_t size) {
    return AllocateOrThrow(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return AllocateOrThrow(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete(void* block, std::align_val_t) noexcept { std::free(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { std::free(block); }
