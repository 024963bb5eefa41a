#include "images/builder/elf_file.h"

#include <cstring>
#include <optional>

namespace images {
namespace {

constexpr std::size_t kHeaderSize = 64;
constexpr std::size_t kSectionHeaderSize = 64;
constexpr std::size_t kDynamicEntrySize = 16;
constexpr std::uint32_t kSectionWithoutBytes = 8;
constexpr std::uint64_t kNeededTag = 1;

template <typename Number>
Number numberAt(base::BytesView bytes, std::size_t offset) {
    Number number;
    std::memcpy(&number, bytes.data() + offset, sizeof number);
    return number;
}

std::optional<base::BytesView> slice(base::BytesView bytes, std::uint64_t offset, std::uint64_t length) {
    if (offset > bytes.size() || length > bytes.size() - offset) return std::nullopt;
    return bytes.substr(offset, length);
}

std::optional<std::string> stringAt(base::BytesView table, std::uint64_t offset) {
    if (offset >= table.size()) return std::nullopt;
    const auto end = table.find('\0', offset);
    if (end == base::BytesView::npos) return std::nullopt;
    return std::string(table.substr(offset, end - offset));
}

base::Error damaged(std::string_view what) {
    return {base::ErrorCode::Corrupt, "damaged ELF file: " + std::string(what) + " lies outside of it"};
}

}  // namespace

bool ElfFile::looksLikeElf(base::BytesView bytes) { return bytes.substr(0, 4) == "\x7f" "ELF"; }

base::Result<ElfFile> ElfFile::parse(base::BytesView bytes) {
    if (!looksLikeElf(bytes) || bytes.size() < kHeaderSize || bytes[4] != 2 || bytes[5] != 1)
        return base::Error{base::ErrorCode::Corrupt, "not a 64-bit little-endian ELF file"};
    const auto tableOffset = numberAt<std::uint64_t>(bytes, 40);
    const auto entrySize = numberAt<std::uint16_t>(bytes, 58);
    const auto count = numberAt<std::uint16_t>(bytes, 60);
    const auto namesIndex = numberAt<std::uint16_t>(bytes, 62);
    ElfFile file;
    if (count == 0) return file;
    if (entrySize != kSectionHeaderSize) return damaged("a section header of unknown size");
    const auto table = slice(bytes, tableOffset, std::uint64_t{count} * kSectionHeaderSize);
    if (!table || namesIndex >= count) return damaged("the section table");

    const auto sectionBytes = [&](std::size_t index) -> std::optional<base::BytesView> {
        const auto header = table->substr(index * kSectionHeaderSize, kSectionHeaderSize);
        if (numberAt<std::uint32_t>(header, 4) == kSectionWithoutBytes) return base::BytesView();
        return slice(bytes, numberAt<std::uint64_t>(header, 24), numberAt<std::uint64_t>(header, 32));
    };
    const auto names = sectionBytes(namesIndex);
    if (!names) return damaged("the table of section names");
    for (std::size_t index = 1; index < count; ++index) {
        const auto name = stringAt(*names, numberAt<std::uint32_t>(*table, index * kSectionHeaderSize));
        const auto content = sectionBytes(index);
        if (!name || !content) return damaged("section " + std::to_string(index));
        file.m_sections.emplace(*name, *content);
    }
    return file;
}

base::BytesView ElfFile::section(std::string_view name) const {
    const auto found = m_sections.find(name);
    return found == m_sections.end() ? base::BytesView() : found->second;
}

base::Result<std::vector<std::string>> ElfFile::neededLibraries() const {
    const auto dynamic = section(".dynamic");
    const auto strings = section(".dynstr");
    std::vector<std::string> libraries;
    for (std::size_t at = 0; at + kDynamicEntrySize <= dynamic.size(); at += kDynamicEntrySize) {
        const auto tag = numberAt<std::uint64_t>(dynamic, at);
        if (tag == 0) break;
        if (tag != kNeededTag) continue;
        const auto name = stringAt(strings, numberAt<std::uint64_t>(dynamic, at + 8));
        if (!name) return damaged("the name of a needed library");
        libraries.push_back(*name);
    }
    return libraries;
}

std::string ElfFile::interpreter() const {
    const auto bytes = section(".interp");
    return std::string(bytes.substr(0, bytes.find('\0')));
}

std::string ElfFile::moduleInfo(std::string_view key) const {
    auto rest = section(".modinfo");
    while (!rest.empty()) {
        const auto entry = rest.substr(0, rest.find('\0'));
        if (entry.size() > key.size() && entry[key.size()] == '=' && entry.substr(0, key.size()) == key)
            return std::string(entry.substr(key.size() + 1));
        rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
    }
    return {};
}

}  // namespace images
