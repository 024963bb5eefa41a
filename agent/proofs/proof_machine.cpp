#include "agent/proofs/proof_machine.h"

#include "base/log.h"

namespace agent {
namespace {

constexpr std::string_view kProofPrefix = "prove-";

/// The machine's process, its disk's key slots, its definition, its files; in this order, so that an interrupted removal is
/// found and finished by the next one.
base::Result<void> removeProof(Services& services, const base::PhoneId& id, std::unique_ptr<hypervisor::Machine> machine) {
    if (!machine) {
        auto opened = services.driver.open(id);
        if (!opened && opened.error().code != base::ErrorCode::NotFound) return opened.error();
        if (opened) machine = std::move(*opened);
    }
    if (machine) {
        TWINSET_TRY(machine->kill());
        TWINSET_TRY(machine->dataDisk().cryptoErase());
        machine.reset();
        TWINSET_TRY(services.driver.undefine(id));
    }
    return services.files.removeTree(services.layout.proof(id));
}

}  // namespace

base::Result<std::unique_ptr<ProofMachine>> ProofMachine::define(Services& services, const base::OperationId& operation,
                                                                 hypervisor::MachineSpec spec) {
    const base::PhoneId id(std::string(kProofPrefix) + operation.text());
    TWINSET_TRY(removeProof(services, id, nullptr));
    const auto directory = services.layout.proof(id);
    TWINSET_TRY(services.files.createDirectories(directory));
    spec.id = id;
    spec.network.present = false;
    spec.ports.clear();
    spec.dataDisk = directory / "data.qcow2";
    spec.system.overlay = directory / "system.overlay";
    std::unique_ptr<ProofMachine> proof(new ProofMachine(services, id));
    TWINSET_TRY(services.driver.define(spec));
    TWINSET_ASSIGN(proof->m_machine, services.driver.open(id));
    return proof;
}

ProofMachine::~ProofMachine() {
    if (const auto gone = destroy(); !gone)
        base::logError("a machine that proved a restore point is not removed yet: " + gone.error().message);
}

base::Result<void> ProofMachine::destroy() {
    if (m_gone) return {};
    TWINSET_TRY(removeProof(m_services, m_id, std::move(m_machine)));
    m_gone = true;
    return {};
}

base::Result<void> destroyLeftProofs(Services& services) {
    TWINSET_ASSIGN(const auto machines, services.driver.list());
    for (const auto& id : machines)
        if (id.text().starts_with(kProofPrefix)) TWINSET_TRY(removeProof(services, id, nullptr));
    return services.files.removeTree(services.layout.proofs());
}

}  // namespace agent
