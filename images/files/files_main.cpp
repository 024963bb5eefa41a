// twinset-files: reads the file system of a disk for a caller that gives it the blocks, on its standard input, which is
// a socket (wire.h). Started by readFilesApart() and of no use by hand.
#include <cstdio>

#include "images/files/disk_files.h"
#include "images/files/sandbox.h"
#include "images/files/wire.h"

namespace {

using namespace images::files;

constexpr int kSocket = 0;

/// The caller's disk.
class CallersDisk final : public base::BlockReader {
public:
    explicit CallersDisk(std::uint64_t size) : m_size(size) {}
    [[nodiscard]] std::uint64_t size() const override { return m_size; }
    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override {
        TWINSET_TRY(sendMessage(kSocket, 'B', writeWanted(offset, static_cast<std::uint32_t>(length))));
        TWINSET_ASSIGN(auto message, receiveMessage(kSocket, nullptr));
        if (message.kind == 'E') return readError(message.payload);
        if (message.kind != 'D' || message.payload.size() != length) return {base::ErrorCode::Internal, "the blocks did not come"};
        return std::move(message.payload);
    }
    base::Result<std::vector<base::Extent>> extents() override { return std::vector<base::Extent>{{0, m_size, false, true}}; }

private:
    std::uint64_t m_size;
};

base::Result<base::Bytes> answer(const Question& question) {
    CallersDisk disk(question.diskSize);
    const auto files = images::readExt4Files(disk);
    if (question.list) {
        TWINSET_ASSIGN(const auto listing, files->list(question.path));
        return writeListing(listing);
    }
    TWINSET_ASSIGN(const auto piece, files->read(question.path, question.offset, question.length));
    return writePiece(piece);
}

base::Result<void> serve() {
    TWINSET_TRY(enterSandbox());
    TWINSET_ASSIGN(const auto message, receiveMessage(kSocket, nullptr));
    TWINSET_ASSIGN(const auto question, readQuestion(message.payload));
    const auto answered = answer(question);
    return answered.ok() ? sendMessage(kSocket, 'A', *answered) : sendMessage(kSocket, 'E', writeError(answered.error()));
}

}  // namespace

int main() {
    const auto served = serve();
    if (served.ok()) return 0;
    std::fprintf(stderr, "twinset-files: %s\n", served.error().message.c_str());
    return 1;
}
