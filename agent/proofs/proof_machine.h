// ProofMachine: a machine of its own, beside the handset's virtual phones, that is booted from a restore point and asked
// whether it is well. It has no network card and no ports, a data disk under a key that is nowhere but in memory, and its
// id begins with "prove-". It goes when this object does; what a dead agent left of one goes at the next one's start.
#pragma once

#include <memory>

#include "agent/services.h"
#include "hypervisor-bridge/machine.h"
#include "hypervisor-bridge/machine_spec.h"

namespace agent {

class ProofMachine {
public:
    /// For one operation; the same machine again after the agent's death. Removes what is left of it first.
    static base::Result<std::unique_ptr<ProofMachine>> define(Services& services, const base::OperationId& operation,
                                                              hypervisor::MachineSpec spec);
    /// destroy(), which says in the log what it could not remove.
    ~ProofMachine();
    ProofMachine(const ProofMachine&) = delete;
    ProofMachine& operator=(const ProofMachine&) = delete;

    [[nodiscard]] hypervisor::Machine& machine() { return *m_machine; }
    [[nodiscard]] const base::Secret& key() const { return m_key; }
    /// Ends the machine and removes all of it. Success when it is gone already.
    base::Result<void> destroy();

private:
    ProofMachine(Services& services, base::PhoneId id) : m_services(services), m_id(std::move(id)) {}

    Services& m_services;
    const base::PhoneId m_id;
    const base::Secret m_key = base::Secret::random(32);
    std::unique_ptr<hypervisor::Machine> m_machine;
    bool m_gone = false;
};

/// Every one that a dead agent left. Before anything else uses the driver.
base::Result<void> destroyLeftProofs(Services& services);

}  // namespace agent
