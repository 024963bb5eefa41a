#include "fleet/gateway/agreement.h"

#include <algorithm>
#include <array>

namespace fleet {
namespace {

constexpr std::array kOnTheWay{"staging", "creating", "restoring", "starting", "updating"};

/// Gathers reasons; one that waiting does not mend outweighs those that it does.
class Verdict {
public:
    void waits(std::string why) { m_pending.push_back(std::move(why)); }
    void differs(std::string why) { m_different.push_back(std::move(why)); }
    Agreement finish() {
        const std::string verdict = !m_different.empty() ? "differs" : !m_pending.empty() ? "pending" : "agrees";
        auto all = std::move(m_different);
        all.insert(all.end(), m_pending.begin(), m_pending.end());
        return {verdict, std::move(all)};
    }

private:
    std::vector<std::string> m_pending, m_different;
};

void weighControls(const protocol::PhoneReport& report, Verdict& verdict) {
    for (const auto& control : report.controls) {
        if (control.outcome == "applied" || control.outcome == "delivered") continue;
        if (control.outcome == "pending_guest")
            verdict.waits(control.control + " waits for the guest");
        else if (control.outcome == "waiting")
            verdict.waits(control.readBack);
        else
            verdict.differs(control.control + " is " + control.outcome +
                            (control.readBack.empty() ? "" : ": " + control.readBack));
    }
}

/// The policy lets the agent switch to the release later only.
bool updateWaits(const protocol::PhoneReport& report) {
    return std::any_of(report.controls.begin(), report.controls.end(), [](const protocol::ControlReport& control) {
        return control.control.starts_with("agent.update.") && control.outcome == "waiting";
    });
}

void weighRunning(const protocol::DesiredState& desired, const protocol::PhoneReport& report,
                  const std::optional<protocol::ProvedState>& proved, Verdict& verdict) {
    for (const auto& step : report.steps)
        if (step.action != "warn")
            return verdict.differs("the compliance rule '" + step.rule + "' has " +
                                   (step.action == "wipe" ? "wiped" : "blocked") + " it");
    if (report.phase != "running") return verdict.differs("it should run, the handset says '" + report.phase + "'");
    if (report.runState != "running") verdict.differs("it should run, the hypervisor says '" + report.runState + "'");
    const auto released = "release " + desired.release.version + " is wanted, ";
    if (report.release != desired.release.version && !updateWaits(report))
        verdict.differs(released + (report.release.empty() ? "none" : report.release) + " runs");
    weighControls(report, verdict);
    if (!provedSinceStart(report, proved))
        verdict.waits("it was not proved since its last start");
    else if (proved->release != desired.release.version && !updateWaits(report))
        verdict.differs(released + "the guest names " + proved->release);
}

}  // namespace

bool provedSinceStart(const protocol::PhoneReport& report, const std::optional<protocol::ProvedState>& proved) {
    return proved && report.startedAt && proved->at >= *report.startedAt;
}

Agreement computeAgreement(const protocol::DesiredState& desired, const std::optional<protocol::PhoneReport>& report,
                           const std::optional<protocol::ProvedState>& proved) {
    if (!report) return {"unknown", {"the handset has not reported on it yet"}};
    Verdict verdict;
    if (report->desiredVersion < desired.version) {
        verdict.waits("version " + std::to_string(desired.version) + " is wanted, the report answers version " +
                      std::to_string(report->desiredVersion));
        return verdict.finish();
    }
    if (report->desiredVersion > desired.version) {
        verdict.differs("the report answers version " + std::to_string(report->desiredVersion) +
                        ", which the fleet never asked for");
        return verdict.finish();
    }
    if (report->rejected && report->rejected->version == desired.release.version)
        verdict.differs("release " + report->rejected->version + " was given up: " + report->rejected->reason +
                        (report->rejected->fellBackTo.empty() ? "" : "; it runs " + report->rejected->fellBackTo));
    const bool onTheWay = std::find(kOnTheWay.begin(), kOnTheWay.end(), report->phase) != kOnTheWay.end();
    if (report->phase == "failed")
        verdict.differs(report->detail.empty() ? "it failed" : report->detail);
    else if (onTheWay)
        verdict.waits("it is " + report->phase);
    else if (!desired.present) {
        if (report->phase != "absent" && report->phase != "wiped") verdict.waits("it is still there");
    } else if (desired.running) {
        weighRunning(desired, *report, proved, verdict);
    } else if (report->phase != "stopped") {
        verdict.differs("it should be stopped, the handset says '" + report->phase + "'");
    } else {
        weighControls(*report, verdict);
    }
    return verdict.finish();
}

}  // namespace fleet
