#include "tests/app/cli/sample_fleet.h"

#include <nlohmann/json.hpp>

using base::Json;
using namespace std::chrono_literals;

Json SampleFleet::handset(const std::string& name, const std::string& id) const {
    return {{"id", id},
            {"name", name},
            {"model", "Pinewood 7"},
            {"serial", "PW7-0001"},
            {"state", "enrolled"},
            {"online", true},
            {"lastSeenAt", ago(4s)},
            {"enrolledAt", ago(26h)},
            {"agentVersion", "0.1.0"},
            {"driver", "qemu"},
            {"acceleration", "tcg"},
            {"capabilities", {"backup", "guest_agent", "network"}},
            {"certificate",
             {{"fingerprint", std::string(64, 'c')},
              {"notAfter", base::formatTimestamp(m_now + 24h * 90)},
              {"revokedAt", nullptr},
              {"reason", ""}}},
            {"phones", {"vp-work", "vp-personal"}}};
}

Json SampleFleet::lostHandset() const {
    Json lost = handset("Büro 東京 📱", "hs-0000000000000002");
    lost["state"] = "lost";
    lost["online"] = false;
    lost["lastSeenAt"] = ago(3h);
    lost["certificate"]["revokedAt"] = ago(2h);
    lost["certificate"]["reason"] = "declared lost";
    return lost;
}

Json SampleFleet::phone() const {
    return {{"id", "vp-0000000000000001"},
            {"name", "ada-work"},
            {"persona", "work"},
            {"handset", {{"id", "hs-0000000000000001"}, {"name", "pixel-01"}, {"online", true}}},
            {"person", {{"id", "pe-0000000000000001"}, {"name", "Ada Lovelace"}}},
            {"desired",
             {{"version", 7},
              {"at", ago(5min)},
              {"present", true},
              {"running", true},
              {"release", {{"image", "reference-work"}, {"version", "1.1.0"}}},
              {"settings", {{"camera.allowed", false}, {"network.bandwidthLimit", 2000}}},
              {"memoryMiB", 256},
              {"cpus", 1},
              {"dataSize", 268435456},
              {"origin", nullptr}}},
            {"reported",
             {{"at", ago(12s)},
              {"desiredVersion", 7},
              {"phase", "running"},
              {"progress", 1.0},
              {"detail", ""},
              {"runState", "running"},
              {"release", "1.1.0"},
              {"startedAt", ago(4min)},
              {"controls",
               {{{"control", "camera"}, {"outcome", "applied"}, {"readBack", "detached"}},
                {{"control", "bandwidth"}, {"outcome", "applied"}, {"readBack", "2000 kbit/s"}}}},
              {"rejected", nullptr}}},
            {"proved", {{"at", ago(3min)}, {"release", "1.1.0"}, {"health", {{"ok", true}, {"uptime", 14}}}}},
            {"agreement", "agrees"},
            {"disagreements", Json::array()},
            {"lastRestorePoint", {{"id", "rp-0000000000000001"}, {"at", ago(2h)}}},
            {"backup", backup()}};
}

Json SampleFleet::updatingPhone() const {
    Json updating = phone();
    updating["reported"]["phase"] = "staging";
    updating["reported"]["progress"] = 0.4;
    updating["reported"]["detail"] = "fetching 12 of 30 chunks";
    updating["reported"]["release"] = "1.0.0";
    updating["proved"]["release"] = "1.0.0";
    updating["agreement"] = "pending";
    updating["disagreements"] = {"the phone runs release 1.0.0, and 1.1.0 is desired"};
    return updating;
}

Json SampleFleet::rejectingPhone() const {
    Json rejecting = phone();
    rejecting["reported"]["release"] = "1.0.0";
    rejecting["proved"]["release"] = "1.0.0";
    rejecting["reported"]["rejected"] = {
        {"version", "1.1.0"}, {"reason", "no answer to the health check within 60 s"}, {"fellBackTo", "1.0.0"}};
    rejecting["agreement"] = "differs";
    rejecting["disagreements"] = {"the phone rejected release 1.1.0 and runs 1.0.0"};
    return rejecting;
}

Json SampleFleet::operation(const std::string& kind, const std::string& state) const {
    const bool ended = state == "succeeded" || state == "failed" || state == "cancelled" || state == "expired";
    return {{"id", "op-0000000000000001"},
            {"kind", kind},
            {"handset", "hs-0000000000000001"},
            {"phone", "vp-0000000000000001"},
            {"state", state},
            {"priority", 5},
            {"createdAt", ago(20s)},
            {"createdBy", "ada"},
            {"startedAt", ago(19s)},
            {"finishedAt", ended ? Json(ago(2s)) : Json()},
            {"expiresAt", base::formatTimestamp(m_now + 1h)},
            {"progress", ended ? 1.0 : 0.5},
            {"step", ended ? "" : "reading changed extents"},
            {"steps", Json::array()},
            {"result", nullptr},
            {"error", nullptr}};
}

Json SampleFleet::restorePoint() const {
    return {{"id", "rp-0000000000000001"}, {"phone", {{"id", "vp-0000000000000001"}, {"name", "ada-work"}}},
            {"takenAt", ago(2h)},          {"root", std::string(64, 'd')},
            {"diskSize", 268435456},       {"bytesRead", 11010048},
            {"bytesChanged", 8388608},     {"bytesUploaded", 3250586},
            {"incremental", true},         {"fullReadReason", ""},
            {"consistency", "frozen"},
            {"guestPauseMs", 61},          {"release", "1.1.0"},
            {"provedAt", nullptr},         {"keptBy", {"newest", "last", "daily"}}};
}

Json SampleFleet::backup() const {
    return {{"from", "group:sales"},
            {"schedule",
             {{"everyHours", 0},
              {"daily", "01:00-05:00"},
              {"timeZone", "Europe/Berlin"},
              {"onlyOnWifi", true},
              {"onlyWhileCharging", false},
              {"kilobitsPerSecond", 2000},
              {"proveEveryDays", 7}}},
            {"dueAt", ago(40min)},
            {"waits", "waits for Wi-Fi"},
            {"lastBackupAt", ago(26h)},
            {"lastProvedAt", ago(75h)}};
}

Json SampleFleet::receipt() const {
    return {{"person", {{"id", "pe-0000000000000001"}, {"name", "Ada Lovelace"}}},
            {"phone", {{"id", "vp-0000000000000001"}, {"name", "ada-work"}}},
            {"oldHandset", {{"id", "hs-0000000000000001"}, {"name", "pixel-01"}}},
            {"newHandset", {{"id", "hs-0000000000000002"}, {"name", "pixel-02"}}},
            {"restorePoint", "rp-0000000000000001"},
            {"takenAt", ago(2h)},
            {"release", "1.1.0"},
            {"policySettings", {{"camera.allowed", false}, {"network.bandwidthLimit", 2000}}},
            {"certificateRevoked", {{"fingerprint", std::string(64, 'c')}, {"at", ago(2min)}}},
            {"wipe",
             {{"state", "done"},
              {"receipt",
               {{"order", "op-0000000000000002"},
                {"handset", "hs-0000000000000001"},
                {"at", ago(10s)},
                {"wiped", {{{"phone", "vp-0000000000000001"}, {"erased", true}, {"detail", ""}}}},
                {"untouched",
                 {{{"phone", "vp-0000000000000009"},
                   {"persona", "personal"},
                   {"digestBefore", std::string(64, 'e')},
                   {"digestAfter", std::string(64, 'e')}}}}}}}},
            {"provedAt", ago(30s)},
            {"duration", 83000}};
}

Json SampleFleet::policy() const {
    return {{"name", "field-staff"},
            {"description", "People who work outside"},
            {"settings", {{"camera.allowed", false}, {"network.bandwidthLimit", 2000}}},
            {"assignments", {{{"target", "persona:work"}, {"level", "group"}}}},
            {"revision", 41}};
}
