// ELF files made here byte by byte: module dependencies, needed libraries, and damage.
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cstring>
#include <fstream>

#include "images/builder/elf_file.h"
#include "images/builder/kernel_modules.h"
#include "images/builder/shared_libraries.h"

namespace {

struct Section {
    std::string name;
    base::Bytes content;
};

template <typename Number>
void put(base::Bytes& bytes, std::size_t at, Number number) {
    std::memcpy(bytes.data() + at, &number, sizeof number);
}

/// An ELF-64 file with these sections and nothing else.
base::Bytes elfWith(const std::vector<Section>& wanted) {
    std::vector<Section> sections = {{"", ""}};
    sections.insert(sections.end(), wanted.begin(), wanted.end());
    sections.push_back({".shstrtab", ""});
    base::Bytes names;
    std::vector<std::uint32_t> nameOffsets;
    for (const auto& section : sections) {
        nameOffsets.push_back(static_cast<std::uint32_t>(names.size()));
        names += section.name + '\0';
    }
    sections.back().content = names;
    base::Bytes file(64, '\0');
    file.replace(0, 6, "\x7f" "ELF\x02\x01", 6);
    base::Bytes table(sections.size() * 64, '\0');
    for (std::size_t index = 0; index < sections.size(); ++index) {
        put<std::uint32_t>(table, index * 64, nameOffsets[index]);
        put<std::uint32_t>(table, index * 64 + 4, index == 0 ? 0 : 1);
        put<std::uint64_t>(table, index * 64 + 24, file.size());
        put<std::uint64_t>(table, index * 64 + 32, sections[index].content.size());
        file += sections[index].content;
    }
    put<std::uint64_t>(file, 40, file.size());
    put<std::uint16_t>(file, 58, 64);
    put<std::uint16_t>(file, 60, static_cast<std::uint16_t>(sections.size()));
    put<std::uint16_t>(file, 62, static_cast<std::uint16_t>(sections.size() - 1));
    return file + table;
}

base::Bytes moduleThatNeeds(const std::string& depends) {
    return elfWith({{".modinfo", "license=GPL" + std::string(1, '\0') + "depends=" + depends + '\0' + "name=x" + '\0'}});
}

base::Bytes programThatNeeds(const std::vector<std::string>& libraries, const std::string& interpreter = {}) {
    base::Bytes dynamic, strings(1, '\0');
    for (const auto& library : libraries) {
        base::Bytes entry(16, '\0');
        put<std::uint64_t>(entry, 0, 1);
        put<std::uint64_t>(entry, 8, strings.size());
        dynamic += entry;
        strings += library + '\0';
    }
    dynamic += base::Bytes(16, '\0');
    std::vector<Section> sections = {{".dynamic", dynamic}, {".dynstr", strings}};
    if (!interpreter.empty()) sections.push_back({".interp", interpreter + '\0'});
    return elfWith(sections);
}

void writeFile(const std::filesystem::path& path, const base::Bytes& bytes) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

std::vector<std::string> namesOf(const std::vector<images::KernelModule>& modules) {
    std::vector<std::string> names;
    for (const auto& module : modules) names.push_back(module.name);
    return names;
}

}  // namespace

class BuilderModulesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_directory;

    std::filesystem::path root() const { return m_directory->path().toStdString(); }
    void module(const std::string& file, const std::string& depends) {
        writeFile(root() / "kernel" / "drivers" / file, moduleThatNeeds(depends));
    }

private slots:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void dependenciesComeFirstAndOnce() {
        module("virtio_net.ko", "virtio,net-failover");
        module("virtio_blk.ko", "virtio,virtio_ring");
        module("virtio.ko", "virtio_ring");
        module("virtio_ring.ko", "");
        module("net-failover.ko", "");
        const auto modules = images::KernelModules::scan(root());
        QVERIFY(modules.ok());
        const auto order = modules->loadOrder({"virtio_blk", "virtio-net", "virtio_blk"});
        QVERIFY2(order.ok(), order.ok() ? "" : order.error().message.c_str());
        QCOMPARE(namesOf(*order), (std::vector<std::string>{"virtio_ring", "virtio", "virtio_blk", "net_failover", "virtio_net"}));
    }

    void builtInModulesAreLeftOut() {
        module("a.ko", "crc32c-generic");
        writeFile(root() / "modules.builtin", "kernel/crypto/crc32c_generic.ko\nkernel/fs/ext4/ext4.ko\n");
        const auto order = images::KernelModules::scan(root())->loadOrder({"ext4", "a"});
        QVERIFY(order.ok());
        QCOMPARE(namesOf(*order), std::vector<std::string>{"a"});
    }

    void circleOfModulesEnds() {
        module("a.ko", "b");
        module("b.ko", "a");
        const auto order = images::KernelModules::scan(root())->loadOrder({"a"});
        QVERIFY(order.ok());
        QCOMPARE(order->size(), std::size_t{2});
    }

    void missingModuleIsNamedWithItsUser() {
        module("a.ko", "ghost");
        const auto order = images::KernelModules::scan(root())->loadOrder({"a"});
        QVERIFY(!order.ok());
        QCOMPARE(order.error().code, base::ErrorCode::NotFound);
        const auto message = QString::fromStdString(order.error().message);
        QVERIFY2(message.contains("ghost") && message.contains("module a"), qPrintable(message));
    }

    void directoryWithoutModulesIsNotFound() {
        QCOMPARE(images::KernelModules::scan(root()).error().code, base::ErrorCode::NotFound);
    }

    void compressedModulesAreRefused() {
        writeFile(root() / "kernel" / "a.ko.xz", "x");
        QCOMPARE(images::KernelModules::scan(root()).error().code, base::ErrorCode::InvalidInput);
    }

    void damagedElfIsAnErrorNeverACrash() {
        const auto good = programThatNeeds({"libc.so.6"}, "/lib64/ld.so");
        for (std::size_t length = 0; length < good.size(); ++length)
            QVERIFY(!images::ElfFile::parse(base::BytesView(good).substr(0, length)).ok());
        int refused = 0;
        for (std::size_t at = 0; at < good.size(); ++at) {
            auto damaged = good;
            damaged[at] = static_cast<char>(0xff);
            const auto elf = images::ElfFile::parse(damaged);
            if (!elf) ++refused;
            else if (!elf->neededLibraries().ok()) ++refused;
        }
        QVERIFY(refused > 0);
    }

    void librariesAreFoundThroughLinksAndOnlyOnce() {
        const auto one = root() / "one";
        const auto two = root() / "two";
        writeFile(one / "usr/lib/x86_64-linux-gnu/libapp.so.1.2", programThatNeeds({"libc.so.6"}));
        std::filesystem::create_symlink("libapp.so.1.2", one / "usr/lib/x86_64-linux-gnu/libapp.so.1");
        writeFile(two / "lib/x86_64-linux-gnu/libc.so.6", programThatNeeds({}));
        writeFile(two / "lib/x86_64-linux-gnu/ld.so", programThatNeeds({}));
        std::filesystem::create_directories(two / "lib64");
        std::filesystem::create_symlink("/lib/x86_64-linux-gnu/ld.so", two / "lib64/ld.so");
        images::GuestTree tree;
        QVERIFY(tree.add({"/bin/app", images::GuestEntry::Kind::File, images::GuestEntry::Origin::Package, 0755,
                          programThatNeeds({"libapp.so.1", "libc.so.6"}, "/lib64/ld.so")}).ok());
        const auto added = images::addSharedLibraries(tree, {one, two});
        QVERIFY2(added.ok(), added.ok() ? "" : added.error().message.c_str());
        for (const auto* path : {"/lib/x86_64-linux-gnu/libapp.so.1", "/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld.so"})
            QVERIFY2(tree.find(path) != nullptr, path);
    }

    void missingLibrarySaysWhoNeedsItAndWhatToDo() {
        images::GuestTree tree;
        QVERIFY(tree.add({"/bin/app", images::GuestEntry::Kind::File, images::GuestEntry::Origin::Package, 0755,
                          programThatNeeds({"libghost.so.1"})}).ok());
        const auto added = images::addSharedLibraries(tree, {root()});
        QVERIFY(!added.ok());
        const auto message = QString::fromStdString(added.error().message);
        QVERIFY2(message.contains("/bin/app") && message.contains("libghost.so.1") && message.contains("packages"), qPrintable(message));
    }

    void linkInAPackageCannotLeadOutOfIt() {
        writeFile(root() / "secret", "outside");
        std::filesystem::create_directories(root() / "package/etc");
        std::filesystem::create_symlink("../../../../secret", root() / "package/etc/link");
        const auto read = images::readPackageFile({root() / "package"}, "/etc/link");
        QVERIFY(!read.ok());
        QCOMPARE(read.error().code, base::ErrorCode::NotFound);
    }

    void linkToItselfEnds() {
        std::filesystem::create_directories(root() / "etc");
        std::filesystem::create_symlink("link", root() / "etc/link");
        QVERIFY(!images::readPackageFile({root()}, "/etc/link").ok());
    }
};

QTEST_GUILESS_MAIN(BuilderModulesTest)
#include "builder_modules_test.moc"
