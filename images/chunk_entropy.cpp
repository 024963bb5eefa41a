#include "images/chunk_entropy.h"

#include <array>
#include <cmath>
#include <cstdint>

namespace images {
namespace {

constexpr std::size_t kSamples = 8;
constexpr std::size_t kSampleSize = 512;
// Of 8 bits a byte. So few samples of noise come to 7.937 to 7.970 (20,000 trials); machine code has 5 to 7.
constexpr double kNoiseBits = 7.9;

}  // namespace

bool looksLikeNoise(base::BytesView plain) {
    if (plain.size() < 4 * kSamples * kSampleSize) return false;
    std::array<std::uint32_t, 256> counts{};
    const auto step = (plain.size() - kSampleSize) / (kSamples - 1);
    for (std::size_t sample = 0; sample < kSamples; ++sample)
        for (const char byte : plain.substr(sample * step, kSampleSize)) ++counts[static_cast<unsigned char>(byte)];
    constexpr double kTotal = kSamples * kSampleSize;
    double bits = 0;
    for (const auto count : counts)
        if (count != 0) bits -= count / kTotal * std::log2(count / kTotal);
    return bits > kNoiseBits;
}

}  // namespace images
