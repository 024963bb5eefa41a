// The demo fleet's groups, exceptions, compliance rules and assignments.
#include "tests/fakes/demo_fleet.h"

namespace fakes {

using base::Json;

namespace {

constexpr int kAnHour = 3600, kADay = 86400;

}  // namespace

void DemoFleet::addRules() {
    m_groups["sales"] = Json{{"name", "sales"}, {"description", "Everybody who meets customers"}, {"expression", "\"sales\" in user.groups"}, {"matches", 3}, {"revision", 2}};
    m_groups["pilots"] = Json{{"name", "pilots"}, {"description", "They get new releases first"}, {"members", {"hs-1", "vp-3"}}, {"matches", 3}, {"revision", 1}};
    const auto exception = [&](const char* name, const char* setting, Json value, const char* target, const char* owner, const char* reason, int endsIn) {
        m_exceptions[name] = Json{{"name", name}, {"setting", setting}, {"value", std::move(value)}, {"target", target}, {"owner", owner},
                                  {"reason", reason}, {"expiresAt", ago(-endsIn)}, {"revision", 1}};
    };
    exception("camera-for-audit", "camera.allowed", true, "group:sales", "ada", "The audit of the shops is filmed", 12 * kADay);
    exception("fast-for-the-fair", "network.bandwidthLimit", 20000, "phone:vp-1", "bea", "Demonstrations at the fair", -2 * kADay);
    m_exceptions["camera-for-audit"]["when"] = "device.online";
    const auto step = [](const char* action, const char* after) { return Json{{"action", action}, {"after", after}}; };
    m_complianceRules["encrypted"] = Json{{"name", "encrypted"}, {"violation", "phone.notEnforced.exists(s, s == \"storage.encryption\")"}, {"grace", "1h"},
                                          {"ladder", {step("warn", "1h"), step("block", "2d"), step("wipe", "14d")}},
                                          {"message", "Your work phone is not encrypted. Call the help desk."}, {"revision", 3}};
    m_complianceRules["silent"] = Json{{"name", "silent"}, {"offline", true}, {"ladder", {step("warn", "3d"), step("block", "10d")}}, {"revision", 1}};
    const auto violation = [&](const char* phone, const char* rule, int since, bool byError, Json inForce, Json next) {
        const Json& on = m_phones[phone];
        m_violations.push_back(Json{{"phone", {{"id", phone}, {"name", on["name"]}}}, {"handset", on["handset"]}, {"rule", rule}, {"since", ago(since)},
                                    {"byError", byError}, {"inForce", std::move(inForce)}, {"next", std::move(next)}});
    };
    const auto due = [&](const char* action, int secondsAgo) { return Json{{"action", action}, {"at", ago(secondsAgo)}}; };
    violation("vp-1", "encrypted", 5 * kAnHour, false, due("warn", 4 * kAnHour), due("block", -43 * kAnHour));
    violation("vp-4", "silent", 11 * kADay, false, due("block", kADay), nullptr);
    violation("vp-5", "encrypted", 600, true, nullptr, due("warn", -3000));
}

void DemoFleet::answerRules() {
    const auto kind = [this](const std::string& noun, const std::string& member, const std::string& feedKind, Objects& objects) {
        list(noun + "_list", member, objects, "");
        show(noun + "_show", "name", objects);
        m_service.on(noun + "_set", [this, feedKind, &objects](const Json& arguments) -> base::Result<Json> {
            const std::string name = arguments["name"];
            std::unique_lock lock(m_mutex);
            const int revision = objects.contains(name) ? objects[name]["revision"].get<int>() : 0;
            Json& rule = objects[name] = arguments;
            rule["revision"] = revision + 1;
            if (feedKind == "policy_group") rule["matches"] = arguments.contains("members") ? arguments["members"].size() : 3;
            const Json answer = rule;
            lock.unlock();
            m_service.change(feedKind, name);
            return answer;
        });
        m_service.on(noun + "_delete", [this, feedKind, &objects](const Json& arguments) -> base::Result<Json> {
            std::unique_lock lock(m_mutex);
            objects.erase(arguments["name"].get<std::string>());
            lock.unlock();
            m_service.change(feedKind, arguments["name"]);
            return Json::object();
        });
    };
    kind("group", "groups", "policy_group", m_groups);
    kind("exception", "exceptions", "policy_exception", m_exceptions);
    kind("compliance_rule", "complianceRules", "compliance_rule", m_complianceRules);
    m_service.on("compliance_list", [this](const Json&) -> base::Result<Json> {
        std::lock_guard lock(m_mutex);
        return Json{{"violations", m_violations}};
    });
    for (const bool assigning : {true, false})
        m_service.on(assigning ? "policy_assign" : "policy_unassign", [this, assigning](const Json& arguments) -> base::Result<Json> {
            const std::string name = arguments["name"];
            std::unique_lock lock(m_mutex);
            Json kept = Json::array();
            for (const Json& one : m_policies[name]["assignments"])
                if (one["target"] != arguments["target"]) kept.push_back(one);
            if (assigning) kept.push_back({{"target", arguments["target"]}, {"level", arguments["level"]}});
            m_policies[name]["assignments"] = std::move(kept);
            const Json answer = m_policies[name];
            lock.unlock();
            m_service.change("policy", name);
            return answer;
        });
}

}  // namespace fakes
