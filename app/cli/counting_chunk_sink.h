// CountingChunkSink: passes chunks on and counts what travelled, so that a publish can say what it cost.
#pragma once

#include <cstdint>

#include "images/chunk.h"

namespace cli {

class CountingChunkSink final : public images::ChunkSink {
public:
    /// `inner` must outlive this.
    explicit CountingChunkSink(images::ChunkSink& inner) : m_inner(inner) {}

    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override { return m_inner.missing(ids); }
    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        TWINSET_TRY(m_inner.store(chunks));
        m_chunks += chunks.size();
        for (const images::EncodedChunk& chunk : chunks) m_bytes.value += chunk.blob.size();
        return {};
    }

    [[nodiscard]] std::uint64_t chunks() const { return m_chunks; }
    /// As they travelled: compressed.
    [[nodiscard]] base::ByteCount bytes() const { return m_bytes; }

private:
    images::ChunkSink& m_inner;
    std::uint64_t m_chunks = 0;
    base::ByteCount m_bytes;
};

}  // namespace cli
