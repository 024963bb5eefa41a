#include <nlohmann/json.hpp>

#include "hypervisor-bridge/qemu/machine_parts.h"

namespace hypervisor {
namespace {

class QemuScreen final : public Screen {
public:
    explicit QemuScreen(std::shared_ptr<MachineContext> machine) : m_machine(std::move(machine)) {}

    base::Result<void> screenshot(const std::filesystem::path& file) override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(const auto process, m_machine->needRunning());
        const auto own = m_machine->directory / "screen.png";
        TWINSET_TRY(process->qmp().execute("screendump", {{"filename", own.string()}, {"format", "png"}}));
        TWINSET_ASSIGN(const auto png, m_machine->files.readFile(own));
        TWINSET_TRY(m_machine->files.writeFileAtomically(file, png, 0600));
        return m_machine->files.remove(own);
    }

private:
    std::shared_ptr<MachineContext> m_machine;
};

}  // namespace

std::unique_ptr<Screen> createQemuScreen(std::shared_ptr<MachineContext> machine) {
    return std::make_unique<QemuScreen>(std::move(machine));
}

}  // namespace hypervisor
