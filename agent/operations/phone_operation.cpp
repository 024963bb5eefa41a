#include "agent/operations/phone_operation.h"

namespace agent {

const PhoneOperation* findOperation(std::string_view kind) {
    static const auto table = [] {
        std::vector<std::unique_ptr<const PhoneOperation>> operations;
        operations.push_back(createRestorePointProve());
        operations.push_back(createVirtualPhoneBackup());
        operations.push_back(createVirtualPhoneRestart());
        operations.push_back(createVirtualPhoneExec());
        operations.push_back(createVirtualPhoneScreenshot());
        return operations;
    }();
    for (const auto& operation : table)
        if (operation->kind() == kind) return operation.get();
    return nullptr;
}

}  // namespace agent
