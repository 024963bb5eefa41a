#include "hypervisor-bridge/qemu/command_line.h"

#include <algorithm>

#include "hypervisor-bridge/qemu/ports.h"
#include "hypervisor-bridge/qemu/running_qemu.h"

namespace hypervisor {

std::vector<std::string> qemuCommandLine(const MachineSpec& spec, const CommandLineInputs& inputs) {
    std::vector<std::string> line{
        inputs.program,
        "-name", "twinset-" + spec.id.text(),
        "-uuid", uuidOf(spec.id),
        "-machine", "q35",
        "-accel", inputs.acceleration,
        "-cpu", inputs.acceleration == "kvm" ? "host" : "max",
        "-m", std::to_string(spec.memoryMiB),
        "-smp", std::to_string(spec.cpus),
        "-nodefaults", "-no-user-config", "-display", "none",
        "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
        "-preconfig", "-S",
        "-chardev", "socket,id=qmp,path=qmp,server=on,wait=off", "-mon", "chardev=qmp,mode=control",
        "-chardev", "socket,id=console,path=console,server=on,wait=off", "-serial", "chardev:console",
        "-device", "VGA",
        "-device", "pvpanic-pci", "-action", "panic=pause",
        "-object", "rng-random,id=entropy,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=entropy",
        "-device", "virtio-balloon-pci,id=balloon",
        "-device", "virtio-serial-pci,id=vs0",
        "-chardev", "socket,id=ga,path=ga,server=on,wait=off",
        "-device", "virtserialport,bus=vs0.0,chardev=ga,name=org.qemu.guest_agent.0,id=gaport",
        "-device", "virtio-blk-pci,id=systemdisk,drive=system,serial=system",
        "-device", // Of errors in reading, only "no space" stops the guest: our NBD server answers so when content stayed out of reach
        // for too long, and the guest can go on when it is there again. What is lost is the guest's to know.
        inputs.remoteData ? "virtio-blk-pci,id=datadisk,drive=data-top,serial=data,werror=stop,rerror=enospc"
                          : "virtio-blk-pci,id=datadisk,drive=data-top,serial=data,werror=stop,rerror=report",
        "-fw_cfg", "name=opt/org.twinset/phone,file=phone.json",
    };
    const auto add = [&line](const std::vector<std::string>& more) { line.insert(line.end(), more.begin(), more.end()); };
    if (spec.network.present) add({"-fw_cfg", "name=opt/org.twinset/network,file=network.txt"});
    add(inputs.network);
    for (std::size_t i = 0; i < spec.ports.size(); ++i)
        if (std::find(inputs.portNames.begin(), inputs.portNames.end(), spec.ports[i].name) != inputs.portNames.end())
            add(portArguments(spec, i));
    if (inputs.incoming) add({"-incoming", "defer"});
    auto kernelLine = std::string("console=ttyS0 quiet panic=1");
    if (!spec.system.commandLine.empty()) kernelLine += " " + spec.system.commandLine;
    add({"-kernel", spec.system.kernel.string(), "-initrd", spec.system.initrd.string(), "-append", kernelLine});
    return line;
}

}  // namespace hypervisor
