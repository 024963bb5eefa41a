#include "images/xxh64.h"

#include <array>
#include <bit>
#include <cstring>

namespace images {
namespace {

static_assert(std::endian::native == std::endian::little, "words are read as they lie in memory");

constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87;
constexpr std::uint64_t kPrime2 = 0xC2B2AE3D27D4EB4F;
constexpr std::uint64_t kPrime3 = 0x165667B19E3779F9;
constexpr std::uint64_t kPrime4 = 0x85EBCA77C2B2AE63;
constexpr std::uint64_t kPrime5 = 0x27D4EB2F165667C5;

template <typename Word>
std::uint64_t wordAt(const char* at) {
    Word word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

std::uint64_t mixed(std::uint64_t lane, std::uint64_t word) { return std::rotl(lane + word * kPrime2, 31) * kPrime1; }

std::uint64_t stripes(const char*& at, const char* end) {
    std::array<std::uint64_t, 4> lanes{kPrime1 + kPrime2, kPrime2, 0, 0 - kPrime1};
    for (; end - at >= 32; at += 32)
        for (std::size_t i = 0; i < lanes.size(); ++i) lanes[i] = mixed(lanes[i], wordAt<std::uint64_t>(at + 8 * i));
    auto sum = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
    for (const auto lane : lanes) sum = (sum ^ mixed(0, lane)) * kPrime1 + kPrime4;
    return sum;
}

}  // namespace

std::uint64_t xxh64(base::BytesView bytes) {
    const char* at = bytes.data();
    const char* const end = at + bytes.size();
    auto sum = bytes.size() >= 32 ? stripes(at, end) : kPrime5;
    sum += bytes.size();
    for (; end - at >= 8; at += 8) sum = std::rotl(sum ^ mixed(0, wordAt<std::uint64_t>(at)), 27) * kPrime1 + kPrime4;
    for (; end - at >= 4; at += 4) sum = std::rotl(sum ^ (wordAt<std::uint32_t>(at) * kPrime1), 23) * kPrime2 + kPrime3;
    for (; at != end; ++at) sum = std::rotl(sum ^ (wordAt<std::uint8_t>(at) * kPrime5), 11) * kPrime1;
    sum = (sum ^ (sum >> 33)) * kPrime2;
    sum = (sum ^ (sum >> 29)) * kPrime3;
    return sum ^ (sum >> 32);
}

}  // namespace images
