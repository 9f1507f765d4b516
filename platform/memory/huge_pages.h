// Memory for large tables. A random access to a table of many megabytes costs a walk of the page
// table beside the cache miss; on pages of 2 MiB it does not.
// Thread: any.
#pragma once

#include <cstddef>

namespace bourse::memory {

// As std::aligned_alloc, for any size; to be given back with std::free. Blocks of 2 MiB or more
// ask the kernel for huge pages, which it may refuse. nullptr when there is no memory.
void* Allocate(std::size_t size, std::size_t alignment);

}  // namespace bourse::memory
