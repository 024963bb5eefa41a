// Any bytes as an ELF file out of a package, or, by the first byte, as the recipe of an image. Sections lie inside the file, and a
// recipe that is taken names no place outside of the guest.
#include "images/builder/elf_file.h"
#include "images/builder/image_recipe.h"
#include "tests/fakes/faulty_file_system.h"
#include "tests/fuzz/fuzz_check.h"

using namespace images;

namespace {

void readElf(base::BytesView bytes) {
    if (!ElfFile::looksLikeElf(bytes)) return;
    const auto file = ElfFile::parse(bytes);
    if (!file) return;
    for (const auto* name : {".dynamic", ".dynstr", ".interp", ".modinfo", ".text"}) {
        const auto section = file->section(name);
        fuzz::demand(section.empty() || (section.data() >= bytes.data() && section.data() + section.size() <= bytes.data() + bytes.size()),
                     "a section lies inside the file");
    }
    (void)file->neededLibraries();
    fuzz::demand(file->interpreter().size() <= bytes.size(), "a name is no longer than the file");
    (void)file->moduleInfo("depends");
}

void readRecipe(base::BytesView bytes) {
    fakes::FaultyFileSystem files;
    (void)files.writeFileAtomically("/recipe.json", bytes, 0600);
    const auto recipe = loadRecipe(files, "/recipe.json");
    if (!recipe) {
        fuzz::demand(fuzz::isText(recipe.error().message), "a problem can be shown");
        return;
    }
    fuzz::demand(isReleaseVersion(recipe->version), "a version is one");
    for (const auto* part : {&recipe->initrd, &recipe->system})
        for (const auto& file : part->files)
            fuzz::demand(file.path.starts_with("/") && file.path.find("/../") == std::string::npos, "a path stays in the guest");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const base::BytesView bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    data[0] % 2 == 0 ? readElf(bytes) : readRecipe(bytes);
    return 0;
}
