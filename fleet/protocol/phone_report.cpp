// One virtual phone's report, the same JSON on the link, in the catalog and in the admin API:
//     {"phone", "desiredVersion", "phase", "progress", "detail", "runState", "release", "data"?, "startedAt"?,
//      "controls": [{"control", "outcome", "readBack"}], "proved"?: {"at", "release", "health"},
//      "rejected"?: {"version", "reason", "fellBackTo"}, "steps"?: [{"rule", "action", "at"}]}
// The guest's health report stays a text: it comes from inside the guest and is shown, not trusted.
#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"
#include "fleet/protocol/message_bodies.h"

namespace fleet::protocol {
namespace {

constexpr TextBudget kWhole{kLongestHealth, kLongestDetail, kLongestReadBack};

base::Json controlsToJson(const std::vector<ControlReport>& controls, const TextBudget& budget, std::size_t most) {
    base::Json list = base::Json::array();
    for (const auto& control : controls) {
        if (list.size() == most) break;
        base::Json json = base::Json::object();
        json["control"] = cutText(control.control, kLongestName);
        json["outcome"] = control.outcome;
        json["readBack"] = cutText(control.readBack, budget.readBack);
        list.push_back(std::move(json));
    }
    return list;
}

base::Result<ControlReport> readControl(const base::Json& json) {
    base::ObjectReader reader(json, "control");
    ControlReport control;
    control.control = boundedText(reader, "control", 1, kLongestName);
    control.outcome = wordOf(reader, "outcome", {"applied", "delivered", "waiting", "pending_guest", "unsupported", "failed"});
    control.readBack = boundedText(reader, "readBack", 0, kLongestReadBack);
    TWINSET_TRY(reader.finish());
    return control;
}

base::Result<ProvedState> readProved(const base::Json& json) {
    base::ObjectReader reader(json, "proved");
    ProvedState proved;
    proved.at = reader.time("at");
    proved.release = boundedText(reader, "release", 0, kLongestName);
    proved.health = boundedText(reader, "health", 0, kLongestHealth);
    TWINSET_TRY(reader.finish());
    return proved;
}

base::Result<RejectedRelease> readRejected(const base::Json& json) {
    base::ObjectReader reader(json, "rejected");
    RejectedRelease rejected;
    rejected.version = boundedText(reader, "version", 0, kLongestName);
    rejected.reason = boundedText(reader, "reason", 0, kLongestDetail);
    rejected.fellBackTo = boundedText(reader, "fellBackTo", 0, kLongestName);
    TWINSET_TRY(reader.finish());
    return rejected;
}

}  // namespace

base::Json phoneReportToJson(const PhoneReport& report, const TextBudget& budget, std::size_t mostControls) {
    base::Json json = base::Json::object();
    json["phone"] = report.phone.text();
    json["desiredVersion"] = report.desiredVersion;
    json["phase"] = report.phase;
    json["progress"] = clampFraction(report.progress);
    json["detail"] = cutText(report.detail, budget.detail);
    json["runState"] = report.runState;
    json["release"] = cutText(report.release, kLongestName);
    json["controls"] = controlsToJson(report.controls, budget, mostControls);
    if (!report.data.empty()) json["data"] = report.data;
    if (report.startedAt) json["startedAt"] = base::formatTimestamp(*report.startedAt);
    if (report.proved) {
        base::Json& proved = json["proved"] = base::Json::object();
        proved["at"] = base::formatTimestamp(report.proved->at);
        proved["release"] = cutText(report.proved->release, kLongestName);
        proved["health"] = cutText(report.proved->health, budget.health);
    }
    if (report.rejected) {
        base::Json& rejected = json["rejected"] = base::Json::object();
        rejected["version"] = cutText(report.rejected->version, kLongestName);
        rejected["reason"] = cutText(report.rejected->reason, budget.detail);
        rejected["fellBackTo"] = cutText(report.rejected->fellBackTo, kLongestName);
    }
    for (const auto& step : report.steps)
        if (json["steps"].size() < kMostStepsInReceipt) json["steps"].push_back(stepReceiptToJson(step));
    return json;
}

base::Json phoneReportToJson(const PhoneReport& report) { return phoneReportToJson(report, kWhole, kMostControls); }

base::Result<PhoneReport> phoneReportFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "phone");
    PhoneReport report;
    report.phone = reader.id<base::PhoneId>("phone");
    report.desiredVersion = reader.integer("desiredVersion", 0, INT64_MAX);
    report.phase = wordOf(reader, "phase", {"staging", "creating", "restoring", "starting", "updating", "running", "stopped",
                                            "wiped", "absent", "failed"});
    report.progress = fractionIn(reader, "progress");
    report.detail = boundedText(reader, "detail", 0, kLongestDetail);
    report.runState = wordOf(reader, "runState", {"", "running", "paused", "stopped", "failed"});
    report.release = boundedText(reader, "release", 0, kLongestName);
    if (reader.has("data")) report.data = wordOf(reader, "data", {"remote", "whole"});
    if (reader.has("startedAt")) report.startedAt = reader.time("startedAt");
    boundedArray(reader, "controls", kMostControls, [&](const base::Json& element) -> base::Result<void> {
        TWINSET_ASSIGN(ControlReport control, readControl(element));
        report.controls.push_back(std::move(control));
        return {};
    });
    if (reader.has("proved")) {
        TWINSET_ASSIGN(report.proved, readProved(reader.any("proved")));
    }
    if (reader.has("rejected")) {
        TWINSET_ASSIGN(report.rejected, readRejected(reader.any("rejected")));
    }
    if (reader.has("steps"))
        boundedArray(reader, "steps", kMostStepsInReceipt, [&](const base::Json& element) -> base::Result<void> {
            TWINSET_ASSIGN(StepReceipt step, stepReceiptFromJson(element));
            report.steps.push_back(std::move(step));
            return {};
        });
    TWINSET_TRY(reader.finish());
    return report;
}

}  // namespace fleet::protocol
