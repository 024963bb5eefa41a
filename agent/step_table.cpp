#include "agent/steps/steps.h"

namespace agent {

const std::vector<std::unique_ptr<const PhoneStep>>& stepTable() {
    static const auto table = [] {
        std::vector<std::unique_ptr<const PhoneStep>> steps;
        steps.push_back(createLiftCompliance());
        steps.push_back(createTakeComplianceStep());
        steps.push_back(createErasePhone());  // a wipe order, a compliance step, or the phone is to be removed
        steps.push_back(createForgetMachine());
        steps.push_back(createSuspendForLease());  // the fleet was not heard for too long
        steps.push_back(createSuspendForCompliance());
        steps.push_back(createRejectRelease());    // a new release did not come up
        steps.push_back(createStopMachine());
        steps.push_back(createRecoverMachine());
        steps.push_back(createDefineMachine());
        steps.push_back(createCreateDataDisk());
        steps.push_back(createRestoreDataDisk());
        steps.push_back(createServeData());  // before the guest reads, or while its reads wait
        steps.push_back(createResumeMachine());
        steps.push_back(createBeginSwitch());
        steps.push_back(createStartMachine());
        steps.push_back(createProveMachine());
        steps.push_back(createDeliverPolicy());
        steps.push_back(createSendBootList());
        steps.push_back(createConcludeData());
        steps.push_back(createHydrateData());
        steps.push_back(createStageRelease());  // after the proof: a phone that runs goes on running meanwhile
        return steps;
    }();
    return table;
}

}  // namespace agent
