// Compliance on the handset: which of the steps that the fleet signed in advance are due, and which no longer stand. Pure.
// Only work phones take steps.
//
// A wipe is due when its time has come, a block of the same rule stands, and that block has stood for as long as the two
// steps are apart. So a handset that was off for long, or whose clock leapt, is blocked first, and its owner has the time
// that the rule gives to be heard by the fleet before anything is destroyed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/state/phone_record.h"
#include "fleet/protocol/desired_state.h"

namespace agent {

struct ComplianceTimes {
    base::Timestamp now;      // trusted
    base::Timestamp heardAt;  // the fleet was last heard, in trusted time
    bool mayWipe = false;     // the gateway had its time to answer since the agent's start
};

/// The next step to take, in the order of severity; nullopt when none is due that was not taken.
std::optional<TakenStep> dueStep(const fleet::protocol::DesiredState& desired, const PhoneRecord& record,
                                 const ComplianceTimes& times);

/// The step is to be taken back: the document no longer has it, or (a warning, a block) it is not due any more. A wipe stands
/// until the data is erased and the document no longer has it, or names another origin of the data: a restore.
bool lapsed(const TakenStep& step, const fleet::protocol::DesiredState& desired, const PhoneRecord& record,
            const ComplianceTimes& times);

/// For people: "blocked by the compliance rule 'encrypted': Turn encryption on".
std::string stepText(const TakenStep& step, const fleet::protocol::DesiredState& desired);

/// What the person is told of the gravest step that stands; empty when none does.
std::string noticeOf(const PhoneRecord& record, const fleet::protocol::DesiredState& desired);

std::vector<fleet::protocol::StepReceipt> stepReceipts(const PhoneRecord& record);

}  // namespace agent
