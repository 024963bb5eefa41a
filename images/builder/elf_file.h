// ElfFile: the little of an ELF-64 little-endian file that building an image needs: which shared libraries a program
// wants, which interpreter starts it, and the key=value strings of a kernel module. The files come from packages, so
// every offset is checked against the size of the file.
// Format: "ELF-64 Object File Format", version 1.5; module strings: section .modinfo, NUL-separated "key=value".
// Rejected: calling ldd (it runs the program), objdump and modinfo (two more packages to install for 150 lines).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace images {

class ElfFile {
public:
    static bool looksLikeElf(base::BytesView bytes);
    /// `bytes` must outlive the ElfFile. Corrupt when headers or sections point outside of it.
    static base::Result<ElfFile> parse(base::BytesView bytes);

    /// The bytes of a section; empty when there is none of that name.
    [[nodiscard]] base::BytesView section(std::string_view name) const;
    /// DT_NEEDED names in the file's order. Corrupt when they point outside the string table.
    [[nodiscard]] base::Result<std::vector<std::string>> neededLibraries() const;
    /// Path of the program interpreter; empty for static programs, libraries and modules.
    [[nodiscard]] std::string interpreter() const;
    /// The value of `key` in .modinfo; empty when absent.
    [[nodiscard]] std::string moduleInfo(std::string_view key) const;

private:
    std::map<std::string, base::BytesView, std::less<>> m_sections;
};

}  // namespace images
