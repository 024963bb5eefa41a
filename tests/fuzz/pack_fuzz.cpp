// Any bytes in the place of a pack or of its table. The first byte says which: a table (even) or a pack (odd), and of a
// pack whether its checksums are put right before, so that what lies behind them is reached, too. Whatever is read lies
// inside the file, tables come back as they were written, and what is recognised and what is not add up to the file.
#include <algorithm>
#include <cstring>

#include "images/pack_scan.h"
#include "images/xxh3.h"
#include "tests/fakes/bytes_file.h"
#include "tests/fuzz/fuzz_check.h"

using namespace images;

namespace {

void putNumber(base::Bytes& bytes, std::size_t at, std::uint64_t number) {
    std::memcpy(bytes.data() + at, &number, sizeof number);
}

void readTable(base::Bytes bytes, bool mend) {
    if (mend && bytes.size() > 8) putNumber(bytes, bytes.size() - 8, xxh3(base::BytesView(bytes).substr(0, bytes.size() - 8)));
    const auto table = readPackTable(bytes, 1);
    if (!table) return;
    fuzz::demand(table->entries.size() * 40 < bytes.size(), "no entry comes from nowhere");
    fuzz::demand(writePackTable(1, *table) == bytes, "a table is written as it was read");
}

/// Makes headers sound where a record seems to begin.
void mendHeaders(base::Bytes& bytes) {
    for (std::size_t at = 0; at + kRecordHeaderSize <= bytes.size(); at += kRecordAlignment)
        if (bytes.compare(at, 4, "TWR3") == 0) putNumber(bytes, at + 48, xxh3(base::BytesView(bytes).substr(at, 48)));
}

void readPack(const base::Bytes& bytes, bool blobs) {
    fakes::BytesFile file(bytes);
    PackWalk walk(file, kPackHeaderSize, bytes.size(), {blobs, true});
    std::uint64_t at = kPackHeaderSize;
    while (true) {
        const auto piece = walk.next();
        fuzz::demand(piece.ok(), "a file that can be read is walked to its end");
        if (!*piece) break;
        fuzz::demand((*piece)->offset == at && (*piece)->length > 0, "pieces follow one another");
        at += (*piece)->length;
        fuzz::demand(at <= bytes.size(), "a piece lies inside the file");
        fuzz::demand((*piece)->blob.size() <= kMostRecordBlob, "a blob is bounded");
    }
    fuzz::demand(at == std::max<std::uint64_t>(bytes.size(), kPackHeaderSize), "the pieces are the file");
    const auto scan = scanPack(file, kPackHeaderSize, bytes.size(), bytes.size() / 2);
    fuzz::demand(scan.ok() && scan->table.end <= std::max<std::uint64_t>(bytes.size(), kPackHeaderSize), "a scan stays inside");
    const auto table = readPackTable(writePackTable(1, scan->table), 1);
    fuzz::demand(table && table->entries.size() == scan->table.entries.size(), "what a scan finds fits a table");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    base::Bytes bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const bool mend = (data[0] & 2) != 0;
    if ((data[0] & 1) == 0) {
        readTable(std::move(bytes), mend);
        return 0;
    }
    (void)checkPackHeader(bytes, 1);
    if (mend) mendHeaders(bytes);
    readPack(bytes, (data[0] & 4) != 0);
    return 0;
}
