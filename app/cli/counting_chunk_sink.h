// CountingChunkSink: passes chunks on and remembers what travelled, so that a publish can say what it cost.
#pragma once

#include <set>

#include "images/chunk.h"

namespace cli {

class CountingChunkSink final : public images::ChunkSink {
public:
    /// `inner` must outlive this.
    explicit CountingChunkSink(images::ChunkSink& inner) : m_inner(inner) {}

    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override {
        return m_inner.missing(ids);
    }
    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        TWINSET_TRY(m_inner.store(chunks));
        for (const images::EncodedChunk& chunk : chunks) {
            m_sent.insert(chunk.id);
            m_encoded.value += chunk.blob.size();
        }
        return {};
    }

    [[nodiscard]] const std::set<images::ChunkId>& sent() const { return m_sent; }
    /// As they travelled: compressed.
    [[nodiscard]] base::ByteCount encoded() const { return m_encoded; }

private:
    images::ChunkSink& m_inner;
    std::set<images::ChunkId> m_sent;
    base::ByteCount m_encoded;
};

}  // namespace cli
