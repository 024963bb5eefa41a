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

constexpr auto kTrial = base::Duration(2500ms);

base::Result<std::string> versionOf(const std::string& program) {
    TWINSET_ASSIGN(const auto text, base::runProcessOrFail({{program, "--version"}, "", 20s, {}, {}}));
    const auto line = text.substr(0, text.find('\n'));
    const auto at = line.find("version ");
    return at == std::string::npos ? line : line.substr(at + 8);
}

/// Runs the firmware to the point where it looks for something to boot. It ends itself then (-action, no disk: it waits),
/// so the trial lasts until its log says so or the deadline passes.
bool kvmRunsFirmware(const QemuOptions& options) {
    if (::access("/dev/kvm", R_OK | W_OK) != 0) return false;
    const auto log = options.stateDirectory / "kvm-trial.log";
    (void)options.files->remove(log);
    const auto trial = base::runProcess({{"/usr/bin/timeout", "-s", "KILL", std::to_string(kTrial.count() / 1000.0), options.qemuProgram,
                                          "-machine", "q35", "-accel", "kvm", "-m", "32", "-nodefaults", "-no-user-config", "-display",
                                          "none", "-boot", "reboot-timeout=0", "-no-reboot", "-chardev", "file,id=log,path=" + log.string(),
                                          "-device", "isa-debugcon,iobase=0x402,chardev=log"}, "", kTrial + 500ms, {}, {}});
    const auto text = options.files->readFile(log).valueOr("");
    (void)options.files->remove(log);
    return trial && text.find("No bootable device") != std::string::npos;
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
    const Acceleration found{kvmRunsFirmware(options) ? "kvm" : "tcg", version};
    if (found.kind == "tcg") base::logInfo("KVM does not run guests here; they run in software (tcg)");
    const nlohmann::json verdict{{"basis", basis}, {"acceleration", found.kind}};
    TWINSET_TRY(options.files->writeFileAtomically(cache, verdict.dump() + "\n", 0600));
    return found;
}

}  // namespace hypervisor
