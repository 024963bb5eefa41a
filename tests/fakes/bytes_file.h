// BytesFile: bytes in memory, read as a file is.
#pragma once

#include <cstring>

#include "base/file_system.h"

namespace fakes {

/// Read-only; the bytes must outlive it.
class BytesFile final : public base::File {
public:
    explicit BytesFile(base::BytesView bytes) : m_bytes(bytes) {}
    base::Result<base::Bytes> readAt(std::uint64_t offset, std::size_t length) override {
        return offset >= m_bytes.size() ? base::Bytes() : base::Bytes(m_bytes.substr(offset, length));
    }
    base::Result<std::size_t> readInto(std::uint64_t offset, std::span<char> into) override {
        if (offset >= m_bytes.size()) return std::size_t{0};
        const auto piece = m_bytes.substr(offset, into.size());
        std::memcpy(into.data(), piece.data(), piece.size());
        return piece.size();
    }
    base::Result<void> writeAt(std::uint64_t, base::BytesView) override { return readOnly(); }
    base::Result<void> writePiecesAt(std::uint64_t, const std::vector<base::BytesView>&) override { return readOnly(); }
    base::Result<void> truncate(std::uint64_t) override { return readOnly(); }
    base::Result<void> sync() override { return {}; }
    base::Result<std::uint64_t> size() override { return m_bytes.size(); }

private:
    static base::Result<void> readOnly() { return {base::ErrorCode::Denied, "read-only"}; }
    base::BytesView m_bytes;
};

}  // namespace fakes
