#include "images/vphone/tar_archive.h"

#include <algorithm>
#include <cstdio>

#include "images/byte_order.h"

namespace images {
namespace {

// Fields of a header: where they begin and how long they are.
struct Field {
    std::size_t at, length;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kOwner{108, 8}, kGroup{116, 8}, kSize{124, 12}, kModified{136, 12},
    kChecksum{148, 8}, kKind{156, 1}, kMagic{257, 8}, kPrefix{345, 155};
constexpr std::uint64_t kMostOctalSize = 077777777777;
constexpr std::uint64_t kMostSize = 1ULL << 50;
/// GNU tar fills the archive up to a record of twenty blocks.
constexpr std::uint64_t kMostTrailer = 2 * 20 * kTarBlock;

base::Error noTar(std::string_view why) {
    return {base::ErrorCode::Corrupt, "this is no virtual phone file: " + std::string(why)};
}

base::BytesView in(base::BytesView block, Field field) { return block.substr(field.at, field.length); }

void putOctal(base::Bytes& block, Field field, std::uint64_t number) {
    char text[24];
    std::snprintf(text, sizeof text, "%0*llo", static_cast<int>(field.length - 1),
                  static_cast<unsigned long long>(number));
    block.replace(field.at, field.length - 1, text, field.length - 1);
}

/// With the checksum's own field read as spaces.
std::uint64_t checksum(base::BytesView block) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < block.size(); ++i) {
        const bool own = i >= kChecksum.at && i < kChecksum.at + kChecksum.length;
        sum += own ? ' ' : static_cast<unsigned char>(block[i]);
    }
    return sum;
}

base::Result<std::uint64_t> readNumber(base::BytesView field) {
    std::uint64_t number = 0;
    if ((static_cast<unsigned char>(field[0]) & 0x80) != 0) {  // base 256, big-endian
        for (std::size_t i = 0; i < field.size(); ++i) {
            if (number > kMostSize) return noTar("a number in it is too large");
            number = number << 8 | (static_cast<unsigned char>(field[i]) & (i == 0 ? 0x7f : 0xff));
        }
        return number;
    }
    std::size_t digits = 0;
    for (; digits < field.size() && field[digits] >= '0' && field[digits] <= '7'; ++digits)
        number = number << 3 | static_cast<std::uint64_t>(field[digits] - '0');
    if (digits == 0 || field.find_first_not_of(base::BytesView(" \0", 2), digits) != base::BytesView::npos)
        return noTar("a number in it cannot be read");
    return number;
}

bool isPlainName(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_';
    };
    return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace

base::Bytes tarHeader(const std::string& name, std::uint64_t size, base::Timestamp modified) {
    base::Bytes block(kTarBlock, '\0');
    block.replace(kName.at, name.size(), name);
    putOctal(block, kMode, 0644);
    putOctal(block, kOwner, 0);
    putOctal(block, kGroup, 0);
    if (size <= kMostOctalSize) {
        putOctal(block, kSize, size);
    } else {
        block[kSize.at] = static_cast<char>(0x80);
        for (std::size_t i = 0; i < 8; ++i) block[kSize.at + kSize.length - 1 - i] = static_cast<char>(size >> (8 * i));
    }
    putOctal(block, kModified,
             static_cast<std::uint64_t>(std::max<std::int64_t>(
                 0, std::chrono::duration_cast<std::chrono::seconds>(modified.time_since_epoch()).count())));
    block[kKind.at] = '0';
    block.replace(kMagic.at, kMagic.length, base::BytesView("ustar\00000", 8));
    char sum[8];
    std::snprintf(sum, sizeof sum, "%06llo", static_cast<unsigned long long>(checksum(block)));
    block.replace(kChecksum.at, 6, base::BytesView(sum, 6));
    block.replace(kChecksum.at + 6, 2, base::BytesView("\0 ", 2));
    return block;
}

base::Result<TarMember> readTarHeader(base::BytesView block) {
    if (block.size() != kTarBlock) return noTar("it ends early");
    const auto magic = in(block, kMagic);
    if (magic != base::BytesView("ustar\00000", 8) && magic != base::BytesView("ustar  \0", 8))
        return noTar("it is no tar archive");
    TWINSET_ASSIGN(const auto sum, readNumber(in(block, kChecksum)));
    if (sum != checksum(block)) return noTar("a header in it is damaged");
    TarMember member;
    const auto name = in(block, kName);
    member.name = name.substr(0, name.find('\0'));
    if (!isPlainName(member.name) || !allZero(in(block, kPrefix)))
        return noTar("a name in it is none that belongs there");
    if (const char kind = block[kKind.at]; kind != '0' && kind != '\0')
        return noTar("'" + member.name + "' in it is not a plain file");
    TWINSET_ASSIGN(member.size, readNumber(in(block, kSize)));
    if (member.size > kMostSize) return noTar("'" + member.name + "' in it is too large");
    return member;
}

base::Result<std::vector<TarMember>> readTar(base::File& file, std::size_t most) {
    TWINSET_ASSIGN(const auto end, file.size());
    std::vector<TarMember> members;
    for (std::uint64_t at = 0;;) {
        TWINSET_ASSIGN(const auto block, file.readAt(at, kTarBlock));
        if (block.size() == kTarBlock && allZero(block)) {
            if (end - at > kMostTrailer) return noTar("something follows its end");
            TWINSET_ASSIGN(const auto trailer, file.readAt(at, static_cast<std::size_t>(end - at)));
            if (trailer.size() < 2 * kTarBlock || !allZero(trailer)) return noTar("its end is damaged");
            return members;
        }
        TWINSET_ASSIGN(auto member, readTarHeader(block));
        if (members.size() == most) return noTar("there are too many files in it");
        for (const auto& other : members)
            if (other.name == member.name) return noTar("it holds '" + member.name + "' twice");
        member.offset = at + kTarBlock;
        if (member.size > end - member.offset) return noTar("it ends early: it was not copied whole");
        at = member.offset + member.size + tarPadding(member.size);
        members.push_back(std::move(member));
    }
}

}  // namespace images
