// What the agent says of a phone: derived from what is known, at every turn anew.
#include "agent/compliance.h"
#include "agent/phone.h"
#include "base/log.h"

namespace agent {
namespace {

/// Why nothing is started: the release that would boot, or that should be staged first, is older than the policy's floor.
std::string floorRefusal(const PhoneFacts& facts) {
    const auto* content = facts.record.content(facts.record.bootSlot());
    if (!facts.stopped() || (content != nullptr && facts.mayBoot())) return "";
    const auto permitted = permitRelease(facts.desired.settings, content != nullptr ? content->version : facts.desired.release.version);
    return permitted ? "" : permitted.error().message;
}

std::string hydrationText(double filled, const std::string& problem) {
    const auto text = "data " + std::to_string(static_cast<int>(filled * 100)) + " % local";
    return problem.empty() ? text : text + "; the rest comes when the gateway can be reached: " + problem;
}

bool wantsToStop(const fleet::protocol::DesiredState& desired) { return !desired.running; }

std::pair<std::string, std::string> erasedBecause(const PhoneRecord& record) {
    if (record.wipeOrder) return {"wiped", "wiped by the fleet's order"};
    if (const auto* wipe = record.stepOf(policy::ComplianceAction::Wipe))
        return {"wiped", "wiped by the compliance rule '" + wipe->rule + "'"};
    return {"absent", "removed"};
}

}  // namespace

const base::Error* Phone::problem() const {
    if (m_observeError) return &*m_observeError;
    for (const auto& step : stepTable()) {
        const auto found = m_backOffs.find(step->name());
        if (found != m_backOffs.end() && found->second.error()) return &*found->second.error();
    }
    return m_controlError ? &*m_controlError : nullptr;
}

std::pair<std::string, std::string> Phone::phaseAndDetail() const {
    const auto known = facts();
    if (m_record.data == DataState::Erased && known.erasing())
        return erasedBecause(m_record);
    if (m_work && m_work->step != nullptr && !m_work->step->phase().empty()) {
        const auto* step = m_work->step;
        const bool updating = m_record.change && step->phase() == "starting";
        const bool stopping = wantsToStop(m_desired) && step->name() == "stop_machine";
        if (m_record.ownerRestore) return {"restoring", "bringing back what its owner asked for: " + std::string(step->doing())};
        return {updating ? "updating" : stopping ? "stopped" : std::string(step->phase()), std::string(step->doing())};
    }
    if (const auto* error = problem()) return {"failed", error->message};
    if (known.erasing()) return {"stopped", "the data is about to be erased"};
    if (const auto* block = m_record.stepOf(policy::ComplianceAction::Block)) return {"stopped", stepText(*block, m_desired)};
    if (m_record.suspended)
        return {"stopped", "suspended: nothing was heard from the fleet for longer than the lease allows"};
    if (known.waitsForOwner)
        return {"restoring", "waiting for the owner's key: she enters it on the handset with 'twinset-agent owner-backup unlock'"};
    if (wantsToStop(m_desired)) return {"stopped", m_record.refusal};
    if (const auto refused = floorRefusal(known); !refused.empty()) return {"failed", refused};
    if (known.diskFailed() && m_record.remoteRoot)
        return {"failed", "the guest stands still because data that is still with the fleet cannot be fetched; it goes on when the gateway can be "
                          "reached" + (m_source->problem().empty() ? "" : ": " + m_source->problem())};
    if (known.diskFailed())
        return {"failed",
                "the guest stands still because its disk cannot be written: free space on the handset, and it goes on"};
    if (known.run == hypervisor::RunState::Failed && !m_record.change)
        return {"failed", "the guest failed: " + m_seen.reason};
    if (m_record.change) return {"updating", m_record.change->fallingBack ? "the release before boots again" : ""};
    if (known.bootDeadlinePassed)
        return {"failed",
                "the guest has not passed its health check since it was started; look at its console, restart "
                "it, or give it another release"};
    if (!known.proved) return {"starting", "waiting for the guest's health check"};
    if (!m_record.refusal.empty()) return {"running", m_record.refusal};
    if (m_record.remoteRoot) return {"running", hydrationText(m_source->filled, m_source->problem())};
    if (const auto* warning = m_record.stepOf(policy::ComplianceAction::Warn)) return {"running", stepText(*warning, m_desired)};
    if (known.rejected())
        return {"running", "release " + m_record.rejection->report.version + " did not come up here; " +
                               m_record.rejection->report.fellBackTo + " runs again"};
    if (const auto wanted = permitRelease(m_desired.settings, m_desired.release.version); !wanted)
        return {"running", wanted.error().message};
    if (known.staged() && !known.switching.permitted)
        return {"running", "release " + m_desired.release.version + " " + known.switching.waits};
    return {"running", ""};
}

bool Phone::steady() const {
    if (busy() || m_record.change || m_surroundings.held) return false;
    if (problem() != nullptr) return true;
    const auto known = facts();
    if (known.erasing() || known.blocked() || m_record.suspended) return true;
    if (!m_desired.running) return known.stopped();
    return known.proved || known.bootDeadlinePassed;
}

fleet::protocol::PhoneReport Phone::report() const {
    fleet::protocol::PhoneReport report;
    report.phone = m_record.phone;
    report.desiredVersion = m_record.version;
    std::tie(report.phase, report.detail) = phaseAndDetail();
    report.progress = m_work && m_work->step != nullptr ? m_work->state->progress.load() : 0.0;
    if (m_record.remoteRoot && report.phase == "running") report.progress = m_source->filled;
    report.runState = hypervisor::runStateName(m_seen.state);
    if (const auto* content = m_record.content(m_record.active)) report.release = content->version;
    if (m_record.data == DataState::Ready) report.data = m_record.remoteRoot ? "remote" : "whole";
    if (m_seen.state != hypervisor::RunState::Stopped) {
        report.startedAt = m_seen.startedAt;
        report.controls = m_controls;
        auto guests = guestControls(m_guestPolicy, m_record.guestPolicy, m_seen.startedAt, m_record.persona);
        report.controls.insert(report.controls.end(), guests.begin(), guests.end());
    }
    const auto known = facts();
    const auto switching = known.staged() ? std::optional(known.switching) : std::nullopt;
    auto rules = ruleControls({m_record, m_desired, m_surroundings.now, !known.stopped(), m_encrypted, switching});
    report.controls.insert(report.controls.end(), rules.begin(), rules.end());
    if (m_record.proof) report.proved = m_record.proof->state;
    if (report.proved && !reportsHealth(m_desired.settings)) report.proved->health.clear();
    if (m_record.rejection) report.rejected = m_record.rejection->report;
    report.steps = stepReceipts(m_record);
    return report;
}

void Phone::noteReport(const fleet::protocol::PhoneReport& report) {
    if (report.phase == m_record.phase && report.detail == m_record.detail) return;
    const auto saved = change([&](PhoneRecord& record) {
        record.phase = report.phase;
        record.detail = report.detail;
    });
    if (!saved) base::logWarning(m_record.phone.text() + ": " + saved.error().message);
}

}  // namespace agent
