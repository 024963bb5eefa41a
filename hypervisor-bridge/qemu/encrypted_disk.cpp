#include "hypervisor-bridge/qemu/encrypted_disk.h"

#include "base/process.h"
#include "base/secret.h"
#include "hypervisor-bridge/qemu/data_nodes.h"
#include "hypervisor-bridge/qemu/qcow2_encryption.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

constexpr std::uint64_t kHeaderSize = 4040 * 512;  // of LUKS1 with these parameters: header, eight key slots
constexpr int kMostTrials = 20;                    // of QEMU's measurement

std::filesystem::path blankDisk(const QemuOptions& options) { return options.stateDirectory / "blank.qcow2"; }

base::ProcessRequest request(std::vector<std::string> command, base::Bytes input) {
    return {std::move(command), std::move(input), std::chrono::minutes(1), {}, {}};
}

base::Result<void> createBlank(const QemuOptions& options, const std::filesystem::path& path) {
    const auto passphrase = passphraseOf(base::Secret::random(32));  // of no use to anybody: its slot is replaced
    base::Result<base::Bytes> made(ErrorCode::Internal, "");
    for (int trial = 0; trial < kMostTrials && !made; ++trial) {
        made = base::runProcessOrFail(request({options.imageProgram, "create", "-q", "-f", "qcow2", "--object",
                                               "secret,id=blank-key,file=/dev/stdin", "-o",
                                               "encrypt.format=luks,encrypt.key-secret=blank-key,encrypt.iter-time=10,cluster_size=65536",
                                               path.string(), "65536"},
                                              passphrase));
        const bool again = !made && made.error().message.find("accurate CPU usage") != std::string::npos;
        if (!made && !again) return made.error();
    }
    if (!made) return made.error();
    return {};
}

/// Formats the start of an existing file; the key stays out of the arguments.
base::Result<void> formatLuks(const std::filesystem::path& path, const base::Bytes& passphrase) {
    const auto made = base::runProcessOrFail(
        request({"cryptsetup", "luksFormat", "--batch-mode", "--type", "luks1", "--cipher", "aes-xts-plain64", "--key-size", "512",
                 "--hash", "sha256", "--pbkdf-force-iterations", "1000", "--align-payload", "1", "--key-file", "-", path.string()},
                passphrase));
    if (!made) return made.error();
    return {};
}

base::Result<void> sizeFile(base::FileSystem& files, const std::filesystem::path& path, std::uint64_t size) {
    TWINSET_ASSIGN(const auto file, files.open(path, base::OpenMode::CreateOrOpen));
    TWINSET_TRY(file->truncate(0));
    return file->truncate(size);
}

base::Result<base::Bytes> createHeader(base::FileSystem& files, const std::filesystem::path& workFile,
                                       const base::Bytes& passphrase) {
    TWINSET_TRY(sizeFile(files, workFile, kHeaderSize + 65536));
    TWINSET_TRY(formatLuks(workFile, passphrase));
    base::Bytes header;
    {
        TWINSET_ASSIGN(const auto file, files.open(workFile, base::OpenMode::Read));
        TWINSET_ASSIGN(header, file->readAt(0, kHeaderSize));
    }
    TWINSET_TRY(files.remove(workFile));
    return header;
}

/// As a value in QEMU's option syntax, where a comma separates.
std::string optionValue(const std::filesystem::path& path) {
    std::string value;
    for (const char c : path.string()) value += c == ',' ? std::string(",,") : std::string(1, c);
    return value;
}

}  // namespace

base::Result<void> prepareBlankDisk(const QemuOptions& options) {
    const auto blank = blankDisk(options);
    if (options.files->exists(blank)) return {};
    auto fresh = blank;
    fresh += ".new";
    TWINSET_TRY(createBlank(options, fresh));
    {
        TWINSET_ASSIGN(const auto file, options.files->open(fresh, base::OpenMode::ReadWrite));
        TWINSET_ASSIGN(const auto region, findEncryptionHeader(*file));
        if (region.length != kHeaderSize)
            return {ErrorCode::Internal, "this QEMU lays out LUKS headers in another way (" + std::to_string(region.length) + " bytes)"};
        TWINSET_TRY(file->sync());
    }
    return options.files->rename(fresh, blank);
}

base::Result<void> createEncryptedDisk(const QemuOptions& options, const std::filesystem::path& path, base::ByteCount size,
                                       const base::Bytes& passphrase) {
    auto& files = *options.files;
    TWINSET_ASSIGN(const auto blank, files.readFile(blankDisk(options)));
    TWINSET_ASSIGN(const auto header, createHeader(files, path.string() + ".header", passphrase));
    {
        TWINSET_ASSIGN(const auto file, files.open(path, base::OpenMode::CreateOrOpen));
        TWINSET_TRY(file->truncate(0));
        TWINSET_TRY(file->writeAt(0, blank));
        TWINSET_ASSIGN(const auto region, findEncryptionHeader(*file));
        TWINSET_TRY(file->writeAt(region.offset, header));
    }
    const auto sized = base::runProcessOrFail(
        request({options.imageProgram, "resize", "-q", "--shrink", "--object", "secret,id=data-key,file=/dev/stdin", "--image-opts",
                 "driver=qcow2,encrypt.format=luks,encrypt.key-secret=data-key,file.driver=file,file.filename=" + optionValue(path),
                 std::to_string(size.value)},
                passphrase));
    if (!sized) return sized.error();
    return {};
}

base::Result<void> nameBackingFile(const QemuOptions& options, const std::filesystem::path& path, const std::string& backing,
                                   const base::Bytes& passphrase) {
    const auto named = base::runProcessOrFail(
        request({options.imageProgram, "rebase", "-q", "-u", "-F", "raw", "-b", backing, "--object", "secret,id=data-key,file=/dev/stdin",
                 "--image-opts", "driver=qcow2,encrypt.format=luks,encrypt.key-secret=data-key,file.driver=file,file.filename=" + optionValue(path)},
                passphrase));
    if (!named) return named.error();
    return {};
}

base::Result<void> createEncryptedContainer(const QemuOptions& options, const std::filesystem::path& path,
                                            base::ByteCount size, const base::Bytes& passphrase) {
    TWINSET_TRY(sizeFile(*options.files, path, kHeaderSize + size.value));
    return formatLuks(path, passphrase);
}

}  // namespace hypervisor
