// salvageVphone: the front of a file whose writing broke off, as far as it is sound.
#include "images/vphone/piece_gatherer.h"

namespace images {

base::Result<std::uint64_t> salvageVphone(base::File& file, const PhoneDescription& description,
                                          const base::Secret* passphrase, const DiskPiece& take) {
    TWINSET_ASSIGN(const auto end, file.size());
    std::uint64_t at = 0;
    for (const auto name : {vphone::kDescriptor, vphone::kManifest}) {
        TWINSET_ASSIGN(const auto block, file.readAt(at, kTarBlock));
        const auto member = readTarHeader(block);
        if (!member || member->name != name) return std::uint64_t{0};
        at += kTarBlock + member->size + tarPadding(member->size);
    }
    TWINSET_ASSIGN(const auto block, file.readAt(at, kTarBlock));
    const auto disk = readTarHeader(block);
    at += kTarBlock;
    if (!disk || disk->name != vphone::memberName(vphone::kDisk, passphrase != nullptr) || at >= end)
        return std::uint64_t{0};
    FileStretch stretch(file, at, end - at);
    std::optional<AgeKey> key;
    std::optional<AgeReader> age;
    if (passphrase != nullptr) {
        TWINSET_ASSIGN(const auto start, file.readAt(at, kMostAgeHeader));
        auto opened = openAgeKey(start, *passphrase);
        if (!opened && opened.error().code == base::ErrorCode::Denied) return opened.error();
        if (!opened) return std::uint64_t{0};
        key = std::move(*opened);
        age.emplace(*key, stretch);
    }
    VmdkReader vmdk(age ? static_cast<ByteSource&>(*age) : stretch);
    if (!vmdk.begin(description.diskSize.value) || vmdk.origin() != description.restorePoint.text())
        return std::uint64_t{0};
    PieceGatherer pieces(take);
    std::uint64_t reached = 0;
    while (true) {
        auto grain = vmdk.next();
        if (!grain || !*grain) break;  // what is damaged or missing is fetched again
        reached = (*grain)->offset + (*grain)->bytes.size();
        TWINSET_TRY(pieces.add(std::move(**grain)));
    }
    TWINSET_TRY(pieces.flush());
    return reached;
}

}  // namespace images
