#include <algorithm>

#include "hypervisor-bridge/qemu/nbd_handle.h"
#include "hypervisor-bridge/qemu/nbd_reader.h"

namespace hypervisor {
namespace {

class NbdWriter final : public base::BlockWriter {
public:
    NbdWriter(NbdHandle handle, std::uint64_t size) : m_handle(std::move(handle)), m_size(size) {}

    [[nodiscard]] std::uint64_t size() const override { return m_size; }

    base::Result<void> write(std::uint64_t offset, base::BytesView bytes) override {
        TWINSET_TRY(checkNbdRange(m_size, offset, bytes.size()));
        while (!bytes.empty()) {
            const auto piece = bytes.substr(0, kNbdPiece);
            if (nbd_pwrite(m_handle.get(), piece.data(), piece.size(), offset, 0) != 0)
                return nbdError("cannot write the disk at " + std::to_string(offset));
            offset += piece.size();
            bytes.remove_prefix(piece.size());
        }
        return {};
    }

    base::Result<void> writeZeros(std::uint64_t offset, std::uint64_t length) override {
        TWINSET_TRY(checkNbdRange(m_size, offset, length));
        while (length > 0) {
            const auto piece = std::min<std::uint64_t>(length, 1U << 30);
            if (nbd_zero(m_handle.get(), piece, offset, 0) != 0)
                return nbdError("cannot write zeros to the disk at " + std::to_string(offset));
            offset += piece;
            length -= piece;
        }
        return {};
    }

    base::Result<void> flush() override {
        if (nbd_flush(m_handle.get(), 0) != 0) return nbdError("cannot flush the disk");
        return {};
    }

private:
    NbdHandle m_handle;
    std::uint64_t m_size;
};

}  // namespace

base::Result<std::unique_ptr<base::BlockWriter>> openNbdWriter(base::UniqueFd socket, const std::string& exportName) {
    TWINSET_ASSIGN(auto handle, connectNbd(std::move(socket), exportName, {}));
    const auto size = nbd_get_size(handle.get());
    if (size < 0) return nbdError("cannot ask for the size of the disk");
    return std::unique_ptr<base::BlockWriter>(std::make_unique<NbdWriter>(std::move(handle), static_cast<std::uint64_t>(size)));
}

}  // namespace hypervisor
