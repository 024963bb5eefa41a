#include "tests/app/cli/sample_policy.h"

#include <nlohmann/json.hpp>

namespace {

using base::Json;

Json contributor(const char* policy, const char* level, bool value, const char* state, bool won, const char* why) {
    return {{"policy", policy}, {"level", level}, {"target", "group:sales"}, {"value", value}, {"state", state}, {"won", won}, {"why", why}};
}

Json explainedCamera(const std::string& past, const std::string& future) {
    Json failed = contributor("loaners", "group", false, "failed", false, "policy 'field-staff' says the same");
    failed["condition"] = "user.groups.exists(g, g == 'loan')";
    failed["error"] = "no such key: groups";
    Json visitors = contributor("visitors", "device", true, "not-held", false, "its condition does not hold for this phone");
    visitors["condition"] = "device.labels['site'] == 'lab'";
    Json exception{{"exception", "camera-for-audit"}, {"value", true}, {"target", "phone:vp-1"}, {"state", "held"}, {"owner", "ada"},
                   {"reason", "site audit"}, {"expiresAt", future}, {"expired", false}, {"applied", false},
                   {"why", "floor policy 'base' holds"}};
    return {{"name", "camera.allowed"},
            {"value", false},
            {"unset", "true"},
            {"operator", "and"},
            {"enforcedAt", "hypervisor"},
            {"survivesCompromisedGuest", true},
            {"contributors",
             {contributor("field-staff", "group", false, "held", true, "it is the strictest"),
              contributor("everybody", "org", true, "held", false, "policy 'field-staff' is stricter"), failed, visitors}},
            {"exceptions", {exception}},
            {"observed", "applied: detached"},
            {"observedAt", past}};
}

Json change(const char* setting, const Json& before, const Json& after, const char* kind) {
    return {{"setting", setting}, {"before", before}, {"after", after}, {"change", kind}};
}

Json receipt(int sequence, const std::string& at, const char* state, std::vector<Json> settings) {
    return {{"sequence", sequence}, {"at", at}, {"receivedAt", at}, {"digest", std::string(64, 'd')}, {"previous", std::string(64, 'c')},
            {"follows", true}, {"issued", true}, {"policyVersion", 40 + sequence}, {"envelope", std::string(64, 'e')}, {"state", state},
            {"settings", std::move(settings)}, {"steps", Json::array()}};
}

Json whatif() {
    return {{"rules",
             {{{"object", "policy field-staff"}, {"change", "removed"}, {"members", Json::array()},
               {"settings", {change("camera.allowed", false, nullptr, "no-longer-set"), change("lease.duration", 3600, nullptr, "no-longer-set")}}},
              {{"object", "assignment of field-staff to group:sales at group"}, {"change", "removed"}}}},
            {"changedPhones", 240},
            {"groups", {{{"group", "pilots"}, {"before", 3}, {"after", nullptr}}, {{"group", "sales"}, {"before", 240}, {"after", 241}},
                        {{"group", "small"}, {"before", nullptr}, {"after", 1}}}},
            {"more", 238},
            {"next", nullptr},
            {"totals", {{"loosened", 240}, {"newlyNonCompliant", 1}, {"wouldBeBlocked", 1}}},
            {"phones",
             {{{"phone", {{"id", "vp-1"}, {"name", "Ada's work phone"}}}, {"handset", {{"id", "hs-1"}, {"name", "pixel-01"}}},
               {"settings", {change("camera.allowed", false, true, "loosened")}}, {"newlyViolated", Json::array()}, {"noLongerViolated", Json::array()}},
              {{"phone", {{"id", "vp-2"}, {"name", "Grace's work phone"}}}, {"handset", {{"id", "hs-2"}, {"name", "pixel-02"}}},
               {"settings", {change("camera.allowed", false, true, "loosened")}},
               {"newlyViolated", {{{"rule", "camera-off"}, {"strongest", "block"}}}}, {"noLongerViolated", Json::array()},
               {"rulesChanged", {{{"rule", "encrypted"}, {"before", "warn"}, {"after", "wipe"}}}}}}}};
}

}  // namespace

Json policyReceipts(const std::string& past, bool whole) {
    const auto setting = [](const char* name, const char* outcome, const char* readBack) {
        return Json{{"setting", name}, {"outcome", outcome}, {"readBack", readBack}};
    };
    Json newest = receipt(3, past, "running",
                          {setting("camera.allowed", "applied", "port twinset.camera.0: detached"),
                           setting("network.bandwidthLimit", "unsupported", "bandwidth limits need a network namespace"),
                           setting("password.quality", "delivered", ""), setting("usb.dataAccess", "applied", "detached")});
    newest["steps"] = {{{"rule", "encrypted"}, {"action", "warn"}, {"at", past}}};
    Json middle = receipt(2, past, "stopped", {}), first = receipt(1, past, "running", {setting("camera.allowed", "failed", "no such device")});
    middle["issued"] = whole;
    first["follows"] = whole;
    const Json intact{{"receipts", 3}, {"intact", true}, {"firstBroken", nullptr}, {"why", ""}};
    return {{"receipts", {newest, middle, first}}, {"verdict", whole ? intact : Json()}};
}

void answerPolicyVerbs(fakes::FakeFleetService& fleet, const std::string& past, const std::string& future) {
    const Json handset{{"id", "hs-1"}, {"name", "pixel-01"}}, phone{{"id", "vp-1"}, {"name", "Ada's work phone"}};
    fleet.answer("policy_explain", {{"phones",
                                     {{{"phone", phone},
                                       {"handset", handset},
                                       {"persona", "work"},
                                       {"violations", {{{"rule", "encrypted"}, {"since", past}}}},
                                       {"settings", {explainedCamera(past, future)}}}}}});
    fleet.answer("policy_whatif", whatif());
    fleet.answer("policy_receipts", policyReceipts(past, false));
    fleet.answer("policy_diff", {{"changes", whatif().at("rules")}});
    fleet.answer("policy_lint", {{"findings",
                                  {{{"severity", "warning"}, {"check", "can-fail"}, {"object", "policy loaners"},
                                    {"message", "its condition reads user.groups, which a phone without a person does not have"},
                                    {"advice", "Write has(user.groups) && ... before it."}}}}});
    fleet.answer("group_list", {{"groups",
                                 {{{"name", "pilots"}, {"members", {"hs-1", "vp-7"}}, {"matches", 3}, {"description", "first to get releases"}},
                                  {{"name", "sales"}, {"expression", "'sales' in user.groups"}, {"matches", 240}}}}});
    fleet.answer("exception_list", {{"exceptions",
                                     {{{"name", "camera-for-audit"}, {"setting", "camera.allowed"}, {"value", true}, {"target", "phone:vp-1"},
                                       {"expiresAt", future}, {"owner", "ada"}, {"reason", "site audit"}}}}});
    fleet.answer("compliance_rule_list",
                 {{"complianceRules",
                   {{{"name", "camera-off"}, {"violation", "'camera.allowed' in phone.notEnforced"}, {"grace", "5m"},
                     {"ladder", {{{"action", "warn"}, {"after", "1h"}}, {{"action", "block"}, {"after", "2d"}}}}},
                    {{"name", "silent"}, {"offline", true}, {"ladder", {{{"action", "block"}, {"after", "7d"}}, {{"action", "wipe"}, {"after", "30d"}}}}}}}});
    fleet.answer("compliance_list", {{"violations",
                                      {{{"phone", phone}, {"handset", handset}, {"rule", "camera-off"}, {"since", past}, {"byError", false},
                                        {"inForce", {{"action", "warn"}, {"at", past}}}, {"next", {{"action", "block"}, {"at", future}}}}}}});
}
