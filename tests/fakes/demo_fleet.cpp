// Longer than most files: it is the content of a whole fleet.
#include "tests/fakes/demo_fleet.h"

#include <algorithm>

namespace fakes {

using base::Json;

namespace {

constexpr int kMinute = 60, kHour = 3600, kDay = 86400;

bool contains(const std::string& text, const std::string& part) {
    const auto lower = [](std::string value) {
        std::transform(value.begin(), value.end(), value.begin(), [](unsigned char c) { return char(std::tolower(c)); });
        return value;
    };
    return lower(text).find(lower(part)) != std::string::npos;
}

/// What a list's argument of this name has to equal, or null when the object has no such member.
Json memberFor(const Json& object, const std::string& name) {
    if (!object.contains(name)) return nullptr;
    return object[name].is_object() ? object[name]["id"] : object[name];
}

}  // namespace

DemoFleet::DemoFleet(ScriptedFleetService& service, const FakeClock& clock) : m_service(service), m_clock(clock) {
    answerLists();
    answerActs();
}

std::string DemoFleet::ago(std::int64_t seconds) const { return base::formatTimestamp(m_clock.now() - std::chrono::seconds(seconds)); }

void DemoFleet::addHandset(const std::string& id, const std::string& name, const std::string& model, bool online) {
    m_handsets[id] = Json{{"id", id}, {"name", name}, {"model", model}, {"serial", "SN-" + id}, {"state", "enrolled"}, {"online", online},
                          {"lastSeenAt", ago(online ? 2 : 2 * kDay)}, {"enrolledAt", ago(90 * kDay)}, {"agentVersion", "0.1.0"},
                          {"driver", "qemu"}, {"acceleration", "kvm"}, {"capabilities", Json::array({"dirty_bitmap"})},
                          {"certificate", {{"fingerprint", std::string(64, 'a')}, {"notAfter", ago(-300 * kDay)}, {"revokedAt", nullptr}, {"reason", ""}}},
                          {"phones", Json::array()}};
}

Json& DemoFleet::addPhone(const std::string& id, const std::string& name, const std::string& persona, const std::string& handset,
                          const std::string& person) {
    const Json& on = m_handsets[handset];
    Json phone{{"id", id}, {"name", name}, {"persona", persona},
               {"handset", {{"id", handset}, {"name", on["name"]}, {"online", on["online"]}}}};
    phone["person"] = person.empty() ? Json() : Json{{"id", person}, {"name", m_persons[person]["name"]}};
    phone["desired"] = Json{{"version", 7}, {"at", ago(3 * kDay)}, {"present", true}, {"running", true},
                            {"release", {{"image", "work"}, {"version", "1.1.0"}}},
                            {"settings", {{"camera.allowed", false}, {"network.bandwidthLimit", 2000}}}, {"memoryMiB", 256}, {"cpus", 1},
                            {"dataSize", 268435456}, {"origin", nullptr}};
    phone["reported"] = Json{{"at", ago(8)}, {"desiredVersion", 7}, {"phase", "running"}, {"progress", 1.0}, {"detail", ""}, {"runState", "running"},
                             {"release", "1.1.0"}, {"startedAt", ago(2 * kDay)}, {"rejected", nullptr},
                             {"controls", Json::array({Json{{"control", "network.bandwidth"}, {"outcome", "applied"}, {"readBack", "2000 kbit/s"}},
                                                       Json{{"control", "port.camera"}, {"outcome", "applied"}, {"readBack", "detached"}},
                                                       Json{{"control", "network.link"}, {"outcome", "applied"}, {"readBack", "up"}}})}};
    phone["proved"] = Json{{"at", ago(2 * kDay - 40)}, {"release", "1.1.0"}, {"health", {{"boot", "ok"}, {"data", "mounted"}}}};
    phone["agreement"] = "agrees";
    phone["disagreements"] = Json::array();
    phone["lastRestorePoint"] = persona == "work" ? Json{{"id", "rp-" + id + "-3"}, {"at", ago(40 * kMinute)}} : Json();
    m_handsets[handset]["phones"].push_back(id);
    if (!person.empty()) m_persons[person]["phones"].push_back(Json{{"id", id}, {"persona", persona}, {"handset", handset}});
    return m_phones[id] = std::move(phone);
}

void DemoFleet::populate() {
    std::lock_guard lock(m_mutex);
    addPeople();
    addPhones();
    addRecords();
    addRules();
}

void DemoFleet::addPeople() {
    const std::pair<const char*, const char*> people[] = {{"pe-1", "Ada Bergmann"}, {"pe-2", "Björn Castell"}, {"pe-3", "Chiara Dorn"},
                                                          {"pe-4", "Deniz Engel"}, {"pe-5", "Emil Fontane"}};
    for (const auto& [id, name] : people) {
        std::string mail(name);
        mail = mail.substr(mail.find(' ') + 1);
        std::transform(mail.begin(), mail.end(), mail.begin(), [](unsigned char c) { return char(std::tolower(c)); });
        m_persons[id] = Json{{"id", id}, {"name", name}, {"email", mail + "@example.com"}, {"phones", Json::array()}};
    }
    addHandset("hs-1", "field-01", "Reference handset A", true);
    addHandset("hs-2", "field-02", "Reference handset A", true);
    addHandset("hs-3", "field-03", "Reference handset B", false);
    addHandset("hs-4", "spare-01", "Reference handset B", true);
    addHandset("hs-5", "spare-02", "Reference handset B", true);
}

void DemoFleet::addPhones() {
    addPhone("vp-1", "Ada's work phone", "work", "hs-1", "pe-1");
    Json& personal = addPhone("vp-2", "Ada's personal phone", "personal", "hs-1", "pe-1");
    personal["desired"]["release"] = {{"image", "personal"}, {"version", "3.0.2"}};
    personal["reported"]["release"] = personal["proved"]["release"] = "3.0.2";
    Json& updating = addPhone("vp-3", "Björn's work phone", "work", "hs-2", "pe-2");
    updating["desired"]["release"]["version"] = "1.2.0";
    updating["desired"]["at"] = ago(75);
    updating["reported"]["phase"] = "updating";
    updating["reported"]["detail"] = "staging release 1.2.0 beside 1.1.0";
    updating["agreement"] = "pending";
    updating["disagreements"] = {"release 1.2.0 is desired, 1.1.0 runs"};
    Json& rejected = addPhone("vp-4", "Chiara's work phone", "work", "hs-3", "pe-3");
    rejected["desired"]["release"]["version"] = "1.2.0";
    rejected["reported"]["at"] = ago(2 * kDay);
    rejected["reported"]["rejected"] = {{"version", "1.2.0"}, {"reason", "the health check did not answer within 60 s"}, {"fellBackTo", "1.1.0"}};
    rejected["agreement"] = "differs";
    rejected["disagreements"] = {"release 1.2.0 was rejected, 1.1.0 runs"};
    rejected["reported"]["controls"][0] = {{"control", "network.bandwidth"}, {"outcome", "pending_guest"}, {"readBack", ""}};
    Json& fresh = addPhone("vp-5", "Deniz's work phone", "work", "hs-4", "pe-4");
    fresh["reported"] = nullptr;
    fresh["proved"] = nullptr;
    fresh["agreement"] = "unknown";
    fresh["lastRestorePoint"] = nullptr;
}

void DemoFleet::addRecords() {
    for (const std::string phone : {"vp-1", "vp-3", "vp-4"})
        for (int at = 1; at <= 3; ++at) {
            const std::string id = "rp-" + phone + "-" + std::to_string(at);
            m_points[id] = Json{{"id", id}, {"phone", {{"id", phone}, {"name", m_phones[phone]["name"]}}},
                                {"takenAt", ago(at == 3 ? 40 * kMinute : (4 - at) * kDay)}, {"root", std::string(64, 'b')}, {"diskSize", 268435456},
                                {"bytesRead", at == 1 ? 268435456 : 1376256}, {"bytesChanged", 1310720}, {"bytesUploaded", at == 1 ? 9437184 : 720896},
                                {"incremental", at != 1}, {"consistency", "frozen"}, {"guestPauseMs", 38 + at}, {"release", "1.1.0"},
                                {"provedAt", at == 2 ? Json(ago(kDay)) : Json()},
                                {"keptBy", at == 1 ? Json::array() : at == 2 ? Json::array({"newest proved", "daily"}) : Json::array({"newest", "daily", "weekly"})}};
        }
    const auto operation = [&](const std::string& id, const std::string& kind, const std::string& phone, const std::string& state, double progress,
                               int seconds) -> Json& {
        const Json& on = m_phones[phone];
        return m_operations[id] = Json{{"id", id}, {"kind", kind}, {"handset", on["handset"]["id"]}, {"phone", phone}, {"state", state},
                                       {"priority", 5}, {"createdAt", ago(seconds)}, {"createdBy", "ada"}, {"startedAt", ago(seconds - 1)},
                                       {"finishedAt", progress >= 1 ? Json(ago(seconds - 20)) : Json()}, {"expiresAt", ago(-kDay)},
                                       {"progress", progress}, {"step", ""}, {"steps", Json::array()}, {"result", nullptr}, {"error", nullptr}};
    };
    Json& backup = operation("op-1", "virtual_phone_backup", "vp-1", "running", 0.62, 25);
    backup["step"] = "upload";
    backup["steps"] = Json::array({Json{{"name", "freeze"}, {"state", "done"}, {"at", ago(24)}, {"detail", "the guest stood still for 41 ms"}},
                                   Json{{"name", "read"}, {"state", "done"}, {"at", ago(20)}, {"detail", "1.3 MiB read"}},
                                   Json{{"name", "upload"}, {"state", "running"}, {"at", ago(12)}, {"detail", "430 KiB of 704 KiB"}}});
    operation("op-2", "virtual_phone_restart", "vp-3", "succeeded", 1, 3 * kHour);
    operation("op-3", "virtual_phone_backup", "vp-4", "failed", 0.3, kDay)["error"] = {{"code", "unavailable"}, {"message", "the handset went offline; the backup resumes when it is back"}};
    operation("op-4", "virtual_phone_backup", "vp-1", "succeeded", 1, 2 * kDay);
    for (const std::string version : {"1.0.0", "1.1.0", "1.2.0"})
        m_releases["work:" + version] = Json{{"image", "work"}, {"version", version}, {"manifest", std::string(64, 'c')}, {"publishedAt", ago(30 * kDay)},
                                             {"publishedBy", "ada"}, {"size", 48234496}, {"withdrawn", version == "1.0.0"}};
    m_policies["baseline"] = Json{{"name", "baseline"}, {"description", "What every work phone keeps to"},
                                  {"settings", {{"camera.allowed", false}, {"network.bandwidthLimit", 2000}}},
                                  {"assignments", Json::array({Json{{"target", "persona:work"}, {"level", "org"}}})}, {"revision", 4}};
    for (int at = 1; at <= 4; ++at)
        m_events[std::to_string(at)] = Json{{"sequence", at}, {"at", ago((5 - at) * kHour)}, {"actor", "ada"}, {"verb", "virtual_phone_backup"},
                                            {"subject", "vp-1"}, {"detail", {{"operation", "op-1"}}}, {"previous", std::string(64, '0')}, {"hash", std::string(64, 'd')}};
    m_alerts["al-1"] = Json{{"id", "al-1"}, {"at", ago(2 * kDay)}, {"kind", "release_rejected"}, {"subject", "vp-4"},
                            {"message", "Release 1.2.0 did not boot on field-03; 1.1.0 runs again."}};
}

void DemoFleet::addHandsets(int count) {
    std::lock_guard lock(m_mutex);
    for (int at = 0; at < count; ++at) {
        const std::string number = std::string(5 - std::to_string(at).size(), '0') + std::to_string(at);
        addHandset("hs-" + number, "handset-" + number, "Reference handset C", at % 7 != 0);
        addPhone("vp-" + number, "phone-" + number, "work", "hs-" + number, "");
    }
}

DemoFleet::Objects& DemoFleet::objectsOf(const std::string& kind) {
    if (kind == "handset") return m_handsets;
    if (kind == "virtual_phone") return m_phones;
    if (kind == "operation") return m_operations;
    return m_points;
}

void DemoFleet::edit(const std::string& kind, const std::string& id, const std::function<void(Json&)>& change) {
    {
        std::lock_guard lock(m_mutex);
        change(objectsOf(kind)[id]);
    }
    m_service.change(kind, id);
}

void DemoFleet::remove(const std::string& kind, const std::string& id) {
    {
        std::lock_guard lock(m_mutex);
        objectsOf(kind).erase(id);
    }
    m_service.change(kind, id);
}

void DemoFleet::list(const std::string& verb, const std::string& member, Objects& objects, const std::string& filter) {
    m_service.on(verb, [this, member, &objects, filter](const Json& arguments) -> base::Result<Json> {
        std::lock_guard lock(m_mutex);
        Json answer{{member, Json::array()}, {"next", nullptr}};
        const auto limit = arguments.value("limit", std::int64_t(100));
        auto from = arguments.contains("after") ? objects.upper_bound(arguments["after"].get<std::string>()) : objects.begin();
        for (; from != objects.end(); ++from) {
            const Json& object = from->second;
            if (!filter.empty() && arguments.contains(filter) && memberFor(object, filter) != arguments[filter]) continue;
            if (arguments.contains("state") && object.value("state", "") != arguments["state"]) continue;
            if (arguments.contains("person") && memberFor(object, "person") != arguments["person"]) continue;
            if (arguments.contains("search")) {
                const Json person = object.contains("person") && object["person"].is_object() ? object["person"]["name"] : Json("");
                const std::string text = object.value("name", "") + " " + person.get<std::string>();
                if (!contains(text, arguments["search"].get<std::string>())) continue;
            }
            if (static_cast<std::int64_t>(answer[member].size()) == limit) {
                answer["next"] = std::prev(from)->first;
                break;
            }
            answer[member].push_back(object);
        }
        return answer;
    });
}

void DemoFleet::show(const std::string& verb, const std::string& argument, Objects& objects) {
    m_service.on(verb, [this, argument, &objects](const Json& arguments) -> base::Result<Json> {
        std::lock_guard lock(m_mutex);
        const auto found = objects.find(arguments.value(argument, ""));
        if (found == objects.end()) return {base::ErrorCode::NotFound, "there is no such " + argument};
        return found->second;
    });
}

void DemoFleet::answerLists() {
    list("handset_list", "handsets", m_handsets, "");
    list("virtual_phone_list", "phones", m_phones, "handset");
    list("person_list", "persons", m_persons, "");
    list("restore_point_list", "restorePoints", m_points, "phone");
    list("operation_list", "operations", m_operations, "");
    list("release_list", "releases", m_releases, "image");
    list("policy_list", "policies", m_policies, "");
    list("audit_list", "events", m_events, "");
    list("alert_list", "alerts", m_alerts, "");
    show("policy_show", "name", m_policies);
    show("handset_show", "handset", m_handsets);
    show("virtual_phone_show", "phone", m_phones);
    show("operation_show", "operation", m_operations);
    show("restore_point_show", "restorePoint", m_points);
}

void DemoFleet::answerActs() {
    m_service.on("fleet_status", [this](const Json&) -> base::Result<Json> {
        std::lock_guard lock(m_mutex);
        const auto online = std::count_if(m_handsets.begin(), m_handsets.end(), [](const auto& each) { return each.second["online"] == true; });
        const auto differ = std::count_if(m_phones.begin(), m_phones.end(), [](const auto& each) { return each.second["agreement"] == "differs"; });
        return Json{{"fleet", "demo"}, {"version", "0.1.0"}, {"revision", 0},
                    {"counts", {{"handsets", m_handsets.size()}, {"online", online}, {"phones", m_phones.size()}, {"agree", 2}, {"differ", differ},
                                {"operationsRunning", 1}, {"alerts", m_alerts.size()}}}};
    });
    m_service.on("virtual_phone_restore", [this](const Json& arguments) { return restore(arguments); });
    m_service.on("virtual_phone_receipt", [this](const Json&) -> base::Result<Json> { return receipt(); });
    m_service.on("virtual_phone_update", [this](const Json& arguments) -> base::Result<Json> {
        const std::string phone = arguments["phone"];
        edit("virtual_phone", phone, [&](Json& object) {
            object["desired"]["release"]["version"] = arguments["version"];
            object["agreement"] = "pending";
        });
        std::lock_guard lock(m_mutex);
        return m_phones[phone];
    });
    for (const bool running : {true, false})
        m_service.on(running ? "virtual_phone_start" : "virtual_phone_stop", [this, running](const Json& arguments) -> base::Result<Json> {
            const std::string phone = arguments["phone"];
            edit("virtual_phone", phone, [&](Json& object) { object["desired"]["running"] = running; });
            std::lock_guard lock(m_mutex);
            return m_phones[phone];
        });
    answerPolicies();
    answerRules();
    answerFiles();
    m_service.on("virtual_phone_backup", [this](const Json&) -> base::Result<Json> {
        std::lock_guard lock(m_mutex);
        return m_operations["op-1"];
    });
}

void DemoFleet::answerPolicies() {
    m_service.on("policy_set", [this](const Json& arguments) -> base::Result<Json> {
        const std::string name = arguments["name"];
        std::unique_lock lock(m_mutex);
        Json& policy = m_policies[name];
        if (policy.is_null()) policy = Json{{"assignments", Json::array()}, {"revision", 0}};
        policy["when"] = "";
        policy.update(arguments);
        policy["revision"] = policy["revision"].get<int>() + 1;
        const Json answer = policy;
        lock.unlock();
        m_service.change("policy", name);
        return answer;
    });
    m_service.on("policy_delete", [this](const Json& arguments) -> base::Result<Json> {
        const std::string name = arguments["name"];
        std::unique_lock lock(m_mutex);
        if (!m_policies[name]["assignments"].empty())
            return {base::ErrorCode::Conflict, "policy '" + name + "' is assigned to persona:work: unassign it first"};
        m_policies.erase(name);
        lock.unlock();
        m_service.change("policy", name);
        return Json::object();
    });
    m_service.on("policy_whatif", [this](const Json& arguments) -> base::Result<Json> {
        std::lock_guard lock(m_mutex);
        auto answer = whatIf();
        answer["groups"] = Json::array();
        for (const auto& group : arguments["edit"].value("put", Json::object()).value("groups", Json::array()))
            answer["groups"].push_back({{"group", group.at("name")}, {"before", nullptr}, {"after", 7}});
        return answer;
    });
    m_service.on("policy_explain", [this](const Json& arguments) -> base::Result<Json> {
        std::lock_guard lock(m_mutex);
        return explanation(arguments["phone"]);
    });
}

Json DemoFleet::whatIf() const {
    const auto change = [](const char* setting, const char* kind, Json before, Json after) {
        return Json{{"setting", setting}, {"change", kind}, {"before", std::move(before)}, {"after", std::move(after)}};
    };
    const auto phone = [](const char* id, const char* name, const char* handset, Json settings, Json violated) {
        return Json{{"phone", {{"id", id}, {"name", name}}}, {"handset", {{"id", handset}, {"name", handset}}}, {"settings", std::move(settings)},
                    {"newlyViolated", std::move(violated)}, {"noLongerViolated", Json::array()}};
    };
    const Json looser = change("network.bandwidthLimit", "loosened", 2000, 8000), stricter = change("screenCapture.allowed", "tightened", true, false);
    return Json{{"changedPhones", 12}, {"more", 10}, {"settings", Json::object()}, {"rules", Json::array()},
                {"totals", {{"phones", 40}, {"changed", 12}, {"tightened", 2}, {"loosened", 3}, {"otherwiseChanged", 0}, {"newlySet", 8}, {"noLongerSet", 0},
                            {"newlyNonCompliant", 1}, {"wouldBeBlocked", 1}, {"wouldBeWiped", 0}, {"compliantAgain", 0}}},
                {"phones", {phone("vp-1", "Ada's work phone", "field-01", {looser, stricter}, Json::array()),
                            phone("vp-3", "Björn's work phone", "field-02", {change("lock.maximumTime", "newly-set", nullptr, 300)},
                                  {Json{{"rule", "encrypted"}, {"strongest", "block"}}})}}};
}

Json DemoFleet::explanation(const std::string& id) const {
    const auto contributor = [](const char* policy, Json value, bool won, const char* why, const char* condition, const char* state) {
        return Json{{"policy", policy}, {"level", "org"}, {"target", "persona:work"}, {"value", std::move(value)}, {"condition", condition},
                    {"state", state}, {"won", won}, {"why", why}};
    };
    const auto setting = [&](const char* name, Json value, const char* at, Json observed, Json contributors) {
        return Json{{"name", name}, {"value", std::move(value)}, {"unset", "true"}, {"operator", "and"}, {"enforcedAt", at}, {"survivesCompromisedGuest", true},
                    {"observed", observed}, {"observedAt", observed.is_null() ? Json() : Json(ago(8))}, {"contributors", std::move(contributors)}, {"exceptions", Json::array()}};
    };
    Json camera = setting("camera.allowed", false, "hypervisor", "applied: detached",
                          {contributor("baseline", false, true, "it is the strictest", "", "held"),
                           contributor("lab", true, false, "policy 'baseline' is stricter", "", "held")});
    camera["exceptions"].push_back({{"exception", "camera-for-audit"}, {"value", true}, {"owner", "ada"}, {"reason", "the audit films"}, {"state", "held"},
                                    {"expiresAt", ago(kDay)}, {"applied", false}, {"why", "it has expired"}});
    Json limit = setting("network.bandwidthLimit", 2000, "hypervisor", "applied: 2000 kbit/s",
                         {contributor("baseline", 2000, true, "it is the strictest", "", "held"),
                          contributor("roaming", 500, false, "its condition does not hold for this phone", "device.online == false && phone.persona == \"work\"", "not-held")});
    Json capture = setting("screenCapture.allowed", nullptr, "guest", nullptr,
                           {contributor("meetings", false, false, "its condition cannot be evaluated", "user.labels[\"team\"] == \"board\"", "failed")});
    capture["contributors"][0]["error"] = "no such key: team";
    const Json& phone = m_phones.at(id);
    return Json{{"phones", {Json{{"phone", {{"id", id}, {"name", phone["name"]}}}, {"handset", phone["handset"]}, {"persona", phone["persona"]},
                                 {"violations", Json::array({Json{{"rule", "encrypted"}, {"since", ago(2 * kHour)}}})},
                                 {"settings", Json::array({camera, limit, capture})}}}}};
}

base::Result<Json> DemoFleet::restore(const Json& arguments) {
    std::lock_guard lock(m_mutex);
    const std::string phone = arguments["phone"];
    m_restore = "op-9";
    Json steps = Json::array();
    for (const char* name : {"find_person", "revoke_certificate", "queue_wipe", "bind_replacement", "restore", "reapply_policy", "prove", "receipt"})
        steps.push_back(Json{{"name", name}, {"state", "waiting"}, {"at", nullptr}, {"detail", ""}});
    const Json onto = arguments.contains("onto") ? arguments["onto"] : m_phones.at(phone)["handset"]["id"];
    m_operations[m_restore] = Json{{"id", m_restore}, {"kind", "virtual_phone_restore"}, {"handset", onto}, {"phone", phone},
                                   {"state", "running"}, {"priority", 9}, {"createdAt", ago(0)}, {"createdBy", "ada"}, {"startedAt", ago(0)},
                                   {"finishedAt", nullptr}, {"expiresAt", ago(-kDay)}, {"progress", 0.0}, {"step", "revoke_certificate"}, {"steps", steps},
                                   {"result", nullptr}, {"error", nullptr}};
    return m_operations[m_restore];
}

void DemoFleet::advanceRestore(int done) {
    edit("operation", m_restore, [&](Json& operation) {
        const int count = static_cast<int>(operation["steps"].size());
        for (int at = 0; at < count; ++at) {
            operation["steps"][at]["state"] = at < done ? "done" : at == done ? "running" : "waiting";
            if (at <= done) operation["steps"][at]["at"] = ago(count - at);
        }
        operation["progress"] = double(done) / count;
        operation["step"] = done < count ? operation["steps"][done]["name"] : Json("");
        if (done == count) operation["state"] = "succeeded", operation["finishedAt"] = ago(0);
    });
}

void DemoFleet::failRestore(const std::string& message) {
    edit("operation", m_restore, [&](Json& operation) {
        operation["state"] = "failed";
        operation["error"] = {{"code", "unavailable"}, {"message", message}};
    });
}

Json DemoFleet::receipt() const {
    return Json{{"receipt", {{"person", "Ada Bergmann"}, {"phone", "Ada's work phone"}, {"oldHandset", "field-01"}, {"newHandset", "field-02"},
                             {"restorePoint", "rp-vp-1-3"}, {"takenAt", ago(40 * kMinute)}, {"release", "1.1.0"},
                             {"policySettings", {{"camera.allowed", false}}},
                             {"certificateRevoked", {{"fingerprint", std::string(64, 'a')}, {"at", ago(20)}}},
                             {"wipe", {{"state", "queued"}, {"receipt", nullptr}}}, {"provedAt", ago(1)}, {"duration", 18400}}}};
}

}  // namespace fakes
