// DriverUnderTest: what the contract suite needs to know of a driver beyond its interface.
#pragma once

#include <memory>
#include <string>

#include "hypervisor-bridge/driver.h"

class DriverUnderTest {
public:
    virtual ~DriverUnderTest() = default;
    /// A new driver over the same state: what a restarted agent would make.
    virtual std::unique_ptr<hypervisor::Driver> openDriver() = 0;
    /// A machine that can be defined and boots; `index` tells machines apart (addresses, files).
    virtual hypervisor::MachineSpec spec(const std::string& name, int index) = 0;
    /// As kill -9 of the hypervisor's process.
    virtual void crash(const hypervisor::Machine& machine, int processId) = 0;
    /// Runs a begin() in a caller that is then killed with the checkpoint open. `driver` and handles are closed before.
    virtual void dieWithOpenCheckpoint(const base::PhoneId& id, const std::string& checkpoint) = 0;
    /// From the next checkpoint on there is no room for what the guest overwrites; or there is again.
    virtual void fillScratch(const hypervisor::Machine& machine, int processId, bool full) = 0;
    /// How long a boot to a healthy guest may take.
    virtual base::Duration bootDeadline() = 0;
    virtual base::ByteCount dataSize() = 0;
    /// Whether the named control can be enforced on this host.
    virtual bool offers(const std::string& control) = 0;
    /// Whether what a guest does takes time that can be measured.
    virtual bool takesRealTime() = 0;
};
