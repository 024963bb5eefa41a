// The steps; each has its file, steps/NAME.cpp, which says when it applies. docs/agent.md shows the table.
#pragma once

#include "agent/phone_step.h"

namespace agent {

std::unique_ptr<const PhoneStep> createLiftCompliance();
std::unique_ptr<const PhoneStep> createTakeComplianceStep();
std::unique_ptr<const PhoneStep> createSuspendForCompliance();
std::unique_ptr<const PhoneStep> createSendBootList();
std::unique_ptr<const PhoneStep> createServeData();
std::unique_ptr<const PhoneStep> createHydrateData();
std::unique_ptr<const PhoneStep> createConcludeData();
std::unique_ptr<const PhoneStep> createErasePhone();
std::unique_ptr<const PhoneStep> createForgetMachine();
std::unique_ptr<const PhoneStep> createSuspendForLease();
std::unique_ptr<const PhoneStep> createRejectRelease();
std::unique_ptr<const PhoneStep> createStopMachine();
std::unique_ptr<const PhoneStep> createRecoverMachine();
std::unique_ptr<const PhoneStep> createStageRelease();
std::unique_ptr<const PhoneStep> createBeginSwitch();
std::unique_ptr<const PhoneStep> createDefineMachine();
std::unique_ptr<const PhoneStep> createCreateDataDisk();
std::unique_ptr<const PhoneStep> createRestoreDataDisk();
std::unique_ptr<const PhoneStep> createResumeMachine();
std::unique_ptr<const PhoneStep> createStartMachine();
std::unique_ptr<const PhoneStep> createProveMachine();
std::unique_ptr<const PhoneStep> createDeliverPolicy();

}  // namespace agent
