#include <nlohmann/json.hpp>

#include "base/log.h"
#include "base/process.h"
#include "hypervisor-bridge/qemu/command_line.h"
#include "hypervisor-bridge/qemu/data_disk_file.h"
#include "hypervisor-bridge/qemu/data_nodes.h"
#include "hypervisor-bridge/qemu/machine_parts.h"
#include "hypervisor-bridge/qemu/process_log.h"

namespace hypervisor {
namespace {

using base::ErrorCode;
using namespace std::chrono_literals;

base::Result<void> checkParts(MachineContext& machine) {
    const auto& system = machine.spec.system;
    for (const auto* part : {&system.kernel, &system.initrd, &system.systemImage})
        if (!machine.files.exists(*part))
            return {ErrorCode::NotFound, "the part " + part->string() + " of the release is missing; stage it again"};
    if (!machine.files.exists(machine.spec.dataDisk))
        return {ErrorCode::NotFound, "the data disk " + machine.spec.dataDisk.string() + " does not exist; create it first"};
    TWINSET_ASSIGN(const bool remote, needsRemote(machine));
    if (remote && !machine.remoteAttached())
        return {ErrorCode::Conflict, "part of the content of the data disk " + machine.spec.dataDisk.string() +
                                         " is not local yet; attach the source it comes from first"};
    return {};
}

base::Result<void> makeOverlay(MachineContext& machine) {
    const auto& system = machine.spec.system;
    if (machine.files.exists(system.overlay)) return {};
    TWINSET_TRY(machine.files.createDirectories(system.overlay.parent_path()));
    const auto fresh = system.overlay.string() + ".new";
    const auto made = base::runProcessOrFail({{machine.environment.options.imageProgram, "create", "-q", "-f", "qcow2", "-F", "raw",
                                               "-b", system.systemImage.string(), fresh}, "", 1min, {}, {}});
    if (!made) return made.error().withContext("the system overlay");
    return machine.files.rename(fresh, system.overlay);
}

base::Result<void> writeGuestConfiguration(MachineContext& machine) {
    const auto& phone = machine.spec.phoneInformation;
    TWINSET_TRY(machine.files.writeFileAtomically(machine.directory / "phone.json", phone.empty() ? "{}" : phone, 0600));
    return machine.files.writeFileAtomically(machine.directory / "network.txt", machine.spec.network.guestConfiguration + "\n", 0600);
}

base::Result<void> launch(MachineContext& machine, const CommandLineInputs& inputs, int tap) {
    for (const auto* name : {"qmp", "ga", "nbd"}) TWINSET_TRY(machine.files.remove(machine.directory / name));
    TWINSET_TRY(putOldLogsAside(machine.files, machine.directory));
    ProcessRecord record;
    DetachedRequest request;
    request.command = qemuCommandLine(machine.spec, inputs);
    request.workingDirectory = machine.directory;
    request.logFile = kProcessLog;
    if (tap >= 0) request.inheritedFds.push_back(tap);
    request.record = [&](const ProcessIdentity& identity) {
        record.identity = identity;
        record.startedAt = machine.clock.now();
        return writeProcessRecord(machine.files, machine.directory, record);
    };
    TWINSET_TRY(startDetached(request));
    auto process = RunningQemu::connect(machine.directory, record, machine.spec.id, machine.environment.events, 20s);
    if (!process) {
        const auto words = lastWords(machine.files, machine.directory);
        if (const auto killed = killProcess(record.identity); !killed) base::logError(killed.error().message);
        return words.empty() ? process.error() : base::Error{ErrorCode::Unavailable, "the hypervisor did not start: " + words};
    }
    machine.setRunning(*process);
    return {};
}

base::Result<void> build(MachineContext& machine, const StartOptions& options, const base::Secret& dataKey) {
    TWINSET_ASSIGN(const auto process, machine.needRunning());
    auto& qmp = process->qmp();
    TWINSET_ASSIGN(const bool remote, needsRemote(machine));
    TWINSET_TRY(addDataNodes(qmp, machine.spec, dataKey, remote));
    if (!options.savedState) TWINSET_TRY(forgetDataKey(qmp));
    TWINSET_TRY(addSystemNodes(qmp, machine.spec));
    if (const auto built = qmp.query("x-exit-preconfig"); !built) {
        const auto words = lastWords(machine.files, machine.directory);
        return words.empty() ? built.error() : base::Error{ErrorCode::Unavailable, "the hypervisor did not start: " + words};
    }
    if (options.savedState) {
        TWINSET_TRY(loadSavedState(machine, *options.savedState));
        TWINSET_TRY(forgetDataKey(qmp));
    }
    TWINSET_TRY(closeLeftCheckpoint(machine));
    TWINSET_ASSIGN(const auto results, applyControls(machine, options.controls));
    for (const auto& result : results)
        if (result.outcome == ControlOutcome::Failed)
            base::logWarning(machine.spec.id.text() + ": " + result.control + " is not in force at the start: " + result.readBack);
    auto record = process->record();
    record.started = true;
    TWINSET_TRY(writeProcessRecord(machine.files, machine.directory, record));
    process->setRecord(record);
    if (!options.paused) TWINSET_TRY(qmp.query("cont"));
    return {};
}

}  // namespace

base::Result<void> startQemu(MachineContext& machine, const StartOptions& options, const base::Secret& dataKey) {
    TWINSET_TRY(machine.needStopped());
    TWINSET_TRY(checkParts(machine));
    TWINSET_TRY(makeOverlay(machine));
    TWINSET_TRY(writeGuestConfiguration(machine));
    CommandLineInputs inputs;
    inputs.program = machine.environment.options.qemuProgram;
    inputs.acceleration = machine.environment.acceleration;
    TWINSET_ASSIGN(inputs.remoteData, needsRemote(machine));
    inputs.incoming = options.savedState.has_value();
    if (options.savedState) {
        TWINSET_ASSIGN(inputs.portNames, portsOfSavedState(machine.files, *options.savedState));
    } else {
        for (const auto& port : machine.spec.ports) {
            const auto wanted = options.controls.ports.find(port.name);
            const bool attached = wanted == options.controls.ports.end() ? port.attachedAtStart : wanted->second;
            if (attached) inputs.portNames.push_back(port.name);
        }
    }
    NetworkAttachment attachment;
    if (machine.network) {
        auto attached = machine.network->attach();
        if (!attached) return attached.error().withContext("the network " + machine.spec.network.network);
        attachment = std::move(*attached);
        inputs.network = attachment.arguments;
    }
    auto begun = launch(machine, inputs, attachment.tap.get());
    attachment.tap.reset();
    if (begun) begun = build(machine, options, dataKey);
    if (begun) return {};
    if (const auto process = machine.running()) {
        if (const auto killed = killProcess(process->record().identity); !killed) base::logError(killed.error().message);
    }
    (void)machine.running();
    removeProcessRecord(machine.files, machine.directory);
    if (machine.network) machine.network->detach();
    return begun;
}

}  // namespace hypervisor
