#include "agent/rate_limit.h"

#include <algorithm>

namespace agent {
namespace {

constexpr std::uint64_t kBytesInKilobit = 125;

class LimitedSink final : public images::ChunkSink {
public:
    LimitedSink(const base::Clock& clock, Pause pause, std::uint64_t bytesPerSecond, std::unique_ptr<images::ChunkSink> sink)
        : m_bucket(clock, bytesPerSecond), m_pause(std::move(pause)), m_sink(std::move(sink)) {}

    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override {
        return m_sink->missing(ids);
    }

    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        for (std::size_t begin = 0; begin < chunks.size();) {
            std::uint64_t bytes = chunks[begin].blob.size();
            auto end = begin + 1;
            while (end < chunks.size() && bytes + chunks[end].blob.size() <= m_bucket.bytesPerSecond())
                bytes += chunks[end++].blob.size();
            if (const auto wait = m_bucket.take(bytes); wait.count() > 0 && !m_pause(wait))
                return {base::ErrorCode::Cancelled, "the upload was cancelled; what is stored already will not be sent again"};
            TWINSET_TRY(m_sink->store({chunks.begin() + static_cast<std::ptrdiff_t>(begin),
                                       chunks.begin() + static_cast<std::ptrdiff_t>(end)}));
            begin = end;
        }
        return {};
    }

private:
    TokenBucket m_bucket;
    Pause m_pause;
    std::unique_ptr<images::ChunkSink> m_sink;
};

}  // namespace

TokenBucket::TokenBucket(const base::Clock& clock, std::uint64_t bytesPerSecond)
    : m_clock(clock), m_rate(std::max<std::uint64_t>(bytesPerSecond, 1)), m_tokens(static_cast<double>(m_rate)),
      m_filledAt(clock.monotonic()) {}

base::Duration TokenBucket::take(std::uint64_t bytes) {
    const auto now = m_clock.monotonic();
    const auto rate = static_cast<double>(m_rate);
    m_tokens = std::min(rate, m_tokens + rate * static_cast<double>((now - m_filledAt).count()) / 1000);
    m_filledAt = now;
    m_tokens -= static_cast<double>(bytes);
    if (m_tokens >= 0) return base::Duration(0);
    return base::Duration(static_cast<base::Duration::rep>(-m_tokens / rate * 1000) + 1);
}

std::unique_ptr<images::ChunkSink> limitedSink(const base::Clock& clock, Pause pause, std::uint64_t kilobitsPerSecond,
                                               std::unique_ptr<images::ChunkSink> sink) {
    return std::make_unique<LimitedSink>(clock, std::move(pause), kilobitsPerSecond * kBytesInKilobit, std::move(sink));
}

}  // namespace agent
