#include "hypervisor-bridge/qemu/acceleration_probe.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/log.h"
#include "base/process.h"

namespace hypervisor {
namespace {

using namespace std::chrono_literals;

constexpr auto kTrial = base::Duration(2000ms);

base::Result<std::string> versionOf(const std::string& program) {
    TWINSET_ASSIGN(const auto text, base::runProcessOrFail({{program, "--version"}, "", 20s, {}, {}}));
    const auto line = text.substr(0, text.find('\n'));
    const auto at = line.find("version ");
    return at == std::string::npos ? line : line.substr(at + 8);
}

/// A boot sector that counts down from 200 million, a tenth of a second on a processor, and ends QEMU through its debug
/// exit port with kSuccess. KVM that emulates every instruction runs firmware too, but does not get there in time.
constexpr std::string_view kCountingGuestHex =
    "fa"            // cli
    "66b900c2eb0b"  // mov ecx, 200000000
    "6649"          // dec ecx
    "75fc"          // jnz back
    "b015"          // mov al, 0x15
    "e6f4"          // out 0xf4, al: QEMU exits with 0x15 * 2 + 1
    "f4ebfd";       // hlt, again
constexpr int kSuccess = 0x15 * 2 + 1;

/// The boot sector on a disk large enough for the firmware to take it for one.
base::Bytes bootDisk() {
    auto disk = base::fromHex(kCountingGuestHex).valueOr("");
    disk.resize(510, '\0');
    disk += "\x55\xaa";
    disk.resize(std::size_t{1} << 20, '\0');
    return disk;
}

bool kvmRunsGuests(const QemuOptions& options) {
    if (::access("/dev/kvm", R_OK | W_OK) != 0) return false;
    const auto disk = options.stateDirectory / "kvm-trial.img";
    if (!options.files->writeFileAtomically(disk, bootDisk(), 0600)) return false;
    const auto trial = base::runProcess({{options.qemuProgram, "-machine", "q35", "-accel", "kvm", "-m", "32", "-nodefaults", "-no-user-config",
                                          "-display", "none", "-device", "isa-debug-exit,iobase=0xf4,iosize=1", "-blockdev",
                                          "driver=file,node-name=trial,read-only=on,filename=" + disk.string(), "-device",
                                          "virtio-blk-pci,drive=trial,bootindex=0"}, "", kTrial, {}, {}});
    (void)options.files->remove(disk);
    return trial && trial->exitCode == kSuccess;
}

}  // namespace

base::Result<Acceleration> probeAcceleration(const QemuOptions& options) {
    TWINSET_ASSIGN(const auto version, versionOf(options.qemuProgram));
    if (!options.acceleration.empty()) return Acceleration{options.acceleration, version};
    utsname kernel{};
    ::uname(&kernel);
    const nlohmann::json basis{{"version", version}, {"kernel", kernel.release}, {"program", options.qemuProgram}};
    const auto cache = options.stateDirectory / "acceleration.json";
    if (const auto text = options.files->readFile(cache)) {
        const auto known = base::parseJson(*text);
        if (known && known->is_object() && known->value("basis", nlohmann::json()) == basis) {
            const auto kind = known->value("acceleration", "");
            if (kind == "kvm" || kind == "tcg") return Acceleration{kind, version};
        }
    }
    const Acceleration found{kvmRunsGuests(options) ? "kvm" : "tcg", version};
    if (found.kind == "tcg") base::logInfo("KVM does not run guests here; they run in software (tcg)");
    const nlohmann::json verdict{{"basis", basis}, {"acceleration", found.kind}};
    TWINSET_TRY(options.files->writeFileAtomically(cache, verdict.dump() + "\n", 0600));
    return found;
}

}  // namespace hypervisor
