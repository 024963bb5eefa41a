// PhoneOperation: one kind of thing that the fleet can ask of one virtual phone. Each has its file, named after its
// kind.
#pragma once

#include "agent/operations/operation_record.h"
#include "agent/phone_step.h"

namespace agent {

struct OperationWork {
    StepWork& phone;
    OperationRecord& record;
    /// Makes `record` durable. While the operation runs, nobody else writes it.
    std::function<base::Result<void>()> save;
};

struct OperationAnswer {
    std::string result;                        // JSON object text
    std::string message;                       // for people; may be empty
    std::function<void(PhoneRecord&)> finish;  // empty: the phone's journal does not change
    bool later = false;  // it was put off: it is run again once waitsFor() says nothing
};

class PhoneOperation {
public:
    virtual ~PhoneOperation() = default;
    [[nodiscard]] virtual std::string_view kind() const = 0;
    /// The loop leaves the machine alone meanwhile.
    [[nodiscard]] virtual bool needsMachine() const = 0;
    /// False: it is about the handset, and the phone it names need not be here. It has a worker of its own, and no machine.
    [[nodiscard]] virtual bool needsPhone() const { return true; }
    /// It waits until all of the phone's data is on the handset.
    [[nodiscard]] virtual bool needsWholeData() const { return false; }
    /// It is for work phones, and for a phone that is its person's own as soon as she asked for it at the handset.
    [[nodiscard]] virtual bool servesOwners() const { return false; }
    /// What it waits for before it may run, for people ("waits for Wi-Fi"); empty: nothing. Loop and worker. An error ends it.
    [[nodiscard]] virtual base::Result<std::string> waitsFor(const OperationRecord&, const Services&) const { return std::string(); }
    /// On the phone's worker. May be run again after the agent died: it finds its record as it was saved last.
    virtual base::Result<OperationAnswer> run(OperationWork& work) const = 0;
};

/// nullptr when there is no such kind.
const PhoneOperation* findOperation(std::string_view kind);

std::unique_ptr<const PhoneOperation> createRestorePointProve();
std::unique_ptr<const PhoneOperation> createVirtualPhoneBackup();
std::unique_ptr<const PhoneOperation> createVirtualPhoneRestart();
std::unique_ptr<const PhoneOperation> createVirtualPhoneExec();
std::unique_ptr<const PhoneOperation> createVirtualPhoneScreenshot();

}  // namespace agent
