// Bytes that go one way, in pieces: what the layers of a virtual phone file (tar, encryption, disk) hand each other.
#pragma once

#include <algorithm>

#include "base/bytes.h"
#include "base/file_system.h"

namespace images {

class ByteSink {
public:
    virtual ~ByteSink() = default;
    virtual base::Result<void> write(base::BytesView bytes) = 0;
};

class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Exactly `length` bytes; fewer only at the end.
    virtual base::Result<base::Bytes> read(std::size_t length) = 0;
};

/// A stretch of a file, from its beginning to its end. The file must outlive this.
class FileStretch final : public ByteSource {
public:
    FileStretch(base::File& file, std::uint64_t offset, std::uint64_t length)
        : m_file(file), m_offset(offset), m_left(length) {}
    base::Result<base::Bytes> read(std::size_t length) override {
        TWINSET_ASSIGN(auto bytes,
                       m_file.readAt(m_offset, static_cast<std::size_t>(std::min<std::uint64_t>(length, m_left))));
        m_offset += bytes.size();
        m_left -= bytes.size();
        return bytes;
    }

private:
    base::File& m_file;
    std::uint64_t m_offset, m_left;
};

}  // namespace images
