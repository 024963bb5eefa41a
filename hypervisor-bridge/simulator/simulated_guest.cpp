// The simulated guest: an agent that answers, and the few programs that Twinset runs inside a guest.
#include <nlohmann/json.hpp>

#include "hypervisor-bridge/simulator/simulated_files.h"
#include "hypervisor-bridge/simulator/simulated_machine.h"
#include "hypervisor-bridge/simulator/simulated_policy.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

GuestExecOutcome failed(int code, const std::string& why) { return {code, "", why + "\n"}; }

class SimulatedPrograms {
public:
    SimulatedPrograms(const SimulatedPhone& phone, SimulatedDisk& disk, const SimulatorFaults& faults)
        : m_phone(phone), m_disk(disk), m_faults(faults) {}

    GuestExecOutcome run(const std::vector<std::string>& command, const base::Bytes& input) {
        const auto program = command[0].substr(command[0].rfind('/') + 1);
        if (command[0] == "/usr/libexec/twinset/health") return health();
        if (command[0] == "/usr/libexec/twinset/policy" && command.size() == 2 && !m_faults.policyProgramAbsent)
            return runSimulatedPolicy(command[1], input, m_disk, m_faults);
        if (program == "true" || program == "sync") return {0, "", ""};
        if (program == "cat" && command.size() == 2) return cat(command[1]);
        if (program == "ls") return list(command.back());
        if (program == "tee" && command.size() == 2) return write(command[1], input, false);
        if (program == "rm") return remove(command.back());
        if (program == "sh" && command.size() == 3 && command[1] == "-c") return shell(command[2], input);
        return failed(127, command[0] + ": not found");
    }

private:
    GuestExecOutcome health() const {
        const nlohmann::json report{{"release", m_phone.release}, {"image", "simulated"}, {"data", "mounted"}, {"phone", m_phone.spec.id.text()}, {"uptimeSeconds", 1}};
        return {0, report.dump() + "\n", ""};
    }

    GuestExecOutcome cat(const std::string& path) const {
        if (path == "/etc/twinset-release") return {0, m_phone.release + "\n", ""};
        if (path == "/sys/class/net/eth0/carrier") return {0, m_phone.controls.networkLink ? "1\n" : "0\n", ""};
        if (path == "/proc/meminfo") return {0, "MemTotal: " + std::to_string(m_phone.memoryMiB * 1024) + " kB\n", ""};
        const auto content = readSimulatedFile(m_disk, path);
        return content ? GuestExecOutcome{0, *content, ""} : failed(1, "cat: " + content.error().message);
    }

    GuestExecOutcome list(const std::string& directory) const {
        std::string text;
        if (directory == "/dev/virtio-ports") {
            for (const auto& name : m_phone.attachedPorts) text += name + "\n";
            return {0, text + "org.qemu.guest_agent.0\n", ""};
        }
        const auto paths = listSimulatedFiles(m_disk);
        if (!paths) return failed(1, paths.error().message);
        const auto prefix = directory.ends_with('/') ? directory : directory + "/";
        for (const auto& path : *paths)
            if (path.starts_with(prefix)) text += path.substr(prefix.size()) + "\n";
        return {0, text, ""};
    }

    GuestExecOutcome write(const std::string& path, base::Bytes content, bool append) {
        if (!path.starts_with("/data/")) return failed(1, path + ": only /data can be written");
        if (append)
            if (auto before = readSimulatedFile(m_disk, path)) content.insert(0, *before);
        const auto written = writeSimulatedFile(m_disk, path, content);
        return written ? GuestExecOutcome{0, "", ""} : failed(1, written.error().message);
    }

    GuestExecOutcome remove(const std::string& path) {
        const auto removed = removeSimulatedFile(m_disk, path);
        return removed ? GuestExecOutcome{0, "", ""} : failed(1, removed.error().message);
    }

    /// `cat > PATH`, `echo TEXT > PATH`, `echo TEXT >> PATH`, `cat PATH`, `rm PATH`, joined with "&&" or ";".
    GuestExecOutcome shell(std::string script, const base::Bytes& input) {
        GuestExecOutcome outcome{0, "", ""};
        while (!script.empty() && outcome.exitCode == 0) {
            const auto end = std::min(script.find("&&"), script.find(';'));
            auto one = script.substr(0, end);
            script = end == std::string::npos ? "" : script.substr(end + (script[end] == ';' ? 1 : 2));
            auto next = simpleCommand(trim(one), input);
            next.standardOutput.insert(0, outcome.standardOutput);
            outcome = std::move(next);
        }
        return outcome;
    }

    static std::string trim(const std::string& text) {
        const auto first = text.find_first_not_of(" \t\n");
        return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
    }

    static std::string unquoted(const std::string& text) {
        const bool quoted = text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front();
        return quoted ? text.substr(1, text.size() - 2) : text;
    }

    GuestExecOutcome simpleCommand(const std::string& text, const base::Bytes& input) {
        if (text.empty() || text == "sync") return {0, "", ""};
        const auto arrow = text.find('>');
        const auto left = trim(text.substr(0, arrow));
        if (arrow != std::string::npos) {
            const bool append = text.compare(arrow, 2, ">>") == 0;
            const auto path = unquoted(trim(text.substr(arrow + (append ? 2 : 1))));
            if (left == "cat") return write(path, input, append);
            if (left.starts_with("echo -n ")) return write(path, unquoted(trim(left.substr(8))), append);
            if (left.starts_with("echo ")) return write(path, unquoted(trim(left.substr(5))) + "\n", append);
            if (left.starts_with("printf ")) return write(path, unquoted(trim(left.substr(7))), append);
        } else {
            if (left.starts_with("cat ")) return cat(unquoted(trim(left.substr(4))));
            if (left.starts_with("rm ")) return remove(unquoted(trim(left.substr(left.rfind(' ')))));
        }
        return failed(127, "sh: the simulated guest cannot run: " + text);
    }

    const SimulatedPhone& m_phone;
    SimulatedDisk& m_disk;
    const SimulatorFaults& m_faults;
};

class SimulatedGuest final : public GuestAgent {
public:
    explicit SimulatedGuest(SimulatedSlot slot) : m_slot(std::move(slot)) {}

    base::Result<void> ping(base::Duration timeout) override {
        return ask(timeout, [](SimulatedPhone&) { return base::success(); });
    }

    base::Result<GuestExecOutcome> exec(const std::vector<std::string>& command, const base::Bytes& standardInput,
                                        base::Duration timeout) override {
        if (command.empty()) return {ErrorCode::InvalidInput, "no program was named"};
        return ask(timeout, [&](SimulatedPhone& phone) -> base::Result<GuestExecOutcome> {
            if (phone.frozen) return {ErrorCode::Unavailable, "the guest is frozen; thaw it first"};
            return SimulatedPrograms(phone, m_slot.hardware->diskOf(phone)->content, m_slot.hardware->faults[m_slot.id]).run(command, standardInput);
        });
    }

    base::Result<int> freeze(base::Duration timeout) override { return setFrozen(true, timeout); }
    base::Result<int> thaw(base::Duration timeout) override { return setFrozen(false, timeout); }

    base::Result<bool> frozen(base::Duration timeout) override {
        return ask(timeout, [](SimulatedPhone& phone) { return base::Result<bool>(phone.frozen); });
    }

    base::Result<void> setTime(base::Timestamp, base::Duration timeout) override { return ping(timeout); }

private:
    base::Result<int> setFrozen(bool frozen, base::Duration timeout) {
        return ask(timeout, [&](SimulatedPhone& phone) {
            const bool changed = phone.frozen != frozen;
            phone.frozen = frozen;
            return base::Result<int>(changed ? 1 : 0);
        });
    }

    template <typename Action>
    auto ask(base::Duration timeout, Action action) -> decltype(action(std::declval<SimulatedPhone&>())) {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        if (phone.state == RunState::Stopped)
            return base::Error{ErrorCode::Unavailable, "the machine " + m_slot.id.text() + " is not running"};
        if (!m_slot.hardware->guestAgentUp(phone, m_slot.clock->monotonic()) ||
            m_slot.hardware->faults[m_slot.id].guestAgentDelay >= timeout)
            return base::Error{ErrorCode::Timeout, "the guest agent of " + m_slot.id.text() + " did not answer within " +
                                                       base::humanDuration(timeout)};
        return action(phone);
    }

    SimulatedSlot m_slot;
};

}  // namespace

std::unique_ptr<GuestAgent> createSimulatedGuest(SimulatedSlot slot) {
    return std::make_unique<SimulatedGuest>(std::move(slot));
}

}  // namespace hypervisor
