#include "allocation_count.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> g_held{0};
constexpr std::size_t kHeader = sizeof(std::size_t);  // of each block of glibc's allocator

void* take(void* block) {
    if (block == nullptr) throw std::bad_alloc();
    g_held.fetch_add(malloc_usable_size(block) + kHeader, std::memory_order_relaxed);
    return block;
}

void give(void* block) {
    if (block == nullptr) return;
    g_held.fetch_sub(malloc_usable_size(block) + kHeader, std::memory_order_relaxed);
    std::free(block);
}

}  // namespace

std::size_t bench::allocatedBytes() { return g_held.load(std::memory_order_relaxed); }

void* operator new(std::size_t size) { return take(std::malloc(size)); }
void* operator new[](std::size_t size) { return take(std::malloc(size)); }
void operator delete(void* block) noexcept { give(block); }
void operator delete[](void* block) noexcept { give(block); }
void operator delete(void* block, std::size_t) noexcept { give(block); }
void operator delete[](void* block, std::size_t) noexcept { give(block); }
