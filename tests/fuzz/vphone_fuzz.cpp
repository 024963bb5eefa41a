// Any bytes in the place of a virtual phone file. The first byte says which part: a whole file (with the checksums of
// the archive and its manifest put right before, so that what lies behind them is reached), the disk, the text of an
// encrypted part, its header, or the description. Whatever is read is bounded and in order, and a description is
// written as it was read.
#include <nlohmann/json.hpp>

#include "images/byte_order.h"
#include "images/vphone/sha256.h"
#include "images/vphone/stream_vmdk.h"
#include "images/vphone/vphone_file.h"
#include "images/vphone/vphone_layout.h"
#include "tests/fakes/bytes_file.h"
#include "tests/fuzz/fuzz_check.h"

using namespace images;

namespace {

constexpr std::uint64_t kDiskSize = 33 * 1024 * 1024 + 512;  // two grain tables

void putRight(base::Bytes& bytes) {
    for (std::size_t at = 0; at + kTarBlock <= bytes.size(); at += kTarBlock) {
        if (bytes.compare(at + 257, 5, "ustar") != 0) continue;
        std::uint64_t sum = 8 * ' ';
        for (std::size_t i = 0; i < kTarBlock; ++i)
            if (i < 148 || i >= 156) sum += static_cast<unsigned char>(bytes[at + i]);
        char text[8];
        std::snprintf(text, sizeof text, "%06llo", static_cast<unsigned long long>(sum));
        bytes.replace(at + 148, 6, text);
    }
    fakes::BytesFile file(bytes);
    const auto members = readTar(file, 4);
    if (!members || members->size() != 4) return;
    base::Bytes manifest;
    for (const std::size_t i : {0U, 2U, 3U}) {
        const auto& member = (*members)[i];
        manifest +=
            vphone::manifestLine(member.name, Sha256::of(base::BytesView(bytes).substr(member.offset, member.size)));
    }
    if (manifest.size() == (*members)[1].size) bytes.replace((*members)[1].offset, manifest.size(), manifest);
}

/// Pieces of a disk come in order and inside it.
DiskPiece inOrder(std::uint64_t diskSize, std::uint64_t& reached) {
    return [diskSize, &reached](std::uint64_t offset, base::BytesView bytes) -> base::Result<void> {
        fuzz::demand(offset >= reached && offset % kGrainSize == 0, "pieces follow one another");
        reached = offset + bytes.size();
        fuzz::demand(!bytes.empty() && bytes.size() <= vphone::kPieceAtOnce && reached <= diskSize,
                     "a piece is bounded and inside the disk");
        return {};
    };
}

void readWhole(base::Bytes bytes) {
    putRight(bytes);
    fakes::BytesFile file(bytes);
    const auto reader = VphoneReader::open(file);
    if (!reader || (*reader)->encrypted()) return;
    const auto described = (*reader)->verify({});
    if (!described || described->diskSize.value > 1024 * kDiskSize) return;
    std::uint64_t reached = 0;
    (void)(*reader)->readDisk(inOrder(described->diskSize.value, reached));
    std::uint64_t salvaged = 0;
    (void)salvageVphone(file, *described, nullptr, inOrder(described->diskSize.value, salvaged));
}

void readVmdk(base::BytesView bytes) {
    fakes::BytesFile file(bytes);
    FileStretch stretch(file, 0, bytes.size());
    VmdkReader reader(stretch);
    if (!reader.begin(kDiskSize)) return;
    std::uint64_t reached = 0;
    while (true) {
        const auto grain = reader.next();
        if (!grain || !*grain) return;
        fuzz::demand((*grain)->offset >= reached && (*grain)->bytes.size() <= kGrainSize, "grains follow one another");
        reached = (*grain)->offset + (*grain)->bytes.size();
        fuzz::demand(reached <= kDiskSize && !allZero((*grain)->bytes),
                     "a grain lies inside the disk and is not empty");
    }
}

void readText(base::BytesView bytes) {
    const AgeKey key{"", base::Secret("sixteen bytes ok")};
    fakes::BytesFile file(bytes);
    FileStretch stretch(file, 0, bytes.size());
    AgeReader reader(key, stretch);
    const auto text = reader.read(bytes.size() + 1);
    fuzz::demand(!text || text->size() < bytes.size(), "a text is shorter than what it was encrypted to");
}

void readHeader(const base::Bytes& bytes) {
    const auto line = bytes.find("-> scrypt ");
    const auto end = line == base::Bytes::npos ? line : bytes.find('\n', line);
    // Work factors of two digits are true work.
    if (end != base::Bytes::npos && end >= 3 && bytes[end - 2] != ' ') return;
    const auto opened = openAgeKey(bytes, base::Secret("open sesame"));
    fuzz::demand(!opened || bytes.starts_with(opened->header), "a header is what stands at the front");
}

void readJson(base::BytesView bytes) {
    const auto json = base::parseJson(bytes, 64 * 1024);
    if (!json) return;
    const auto described = readDescription(*json);
    if (!described) return;
    const auto again = readDescription(descriptionJson(*described));
    fuzz::demand(again && descriptionJson(*again) == descriptionJson(*described),
                 "a description is written as it was read");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const base::Bytes bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 5) {
        case 0:
            readWhole(bytes);
            break;
        case 1:
            readVmdk(bytes);
            break;
        case 2:
            readText(bytes);
            break;
        case 3:
            readHeader(bytes);
            break;
        default:
            readJson(bytes);
            break;
    }
    return 0;
}
