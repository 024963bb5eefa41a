// The files in the demo fleet's restore points, the same in each; how many restore points it keeps.
#include "base/bytes.h"
#include "tests/fakes/demo_fleet.h"

namespace fakes {

using base::Json;

void DemoFleet::answerFiles() {
    const auto entry = [this](const char* name, const char* kind, std::int64_t size, Json target = nullptr) {
        return Json{{"name", name}, {"kind", kind}, {"size", size}, {"modifiedAt", ago(7200)}, {"mode", 420}, {"owner", 1000}, {"group", 1000}, {"target", std::move(target)}};
    };
    m_service.on("restore_point_file_list", [entry](const Json& arguments) -> base::Result<Json> {
        const std::string path = arguments.value("path", "/");
        Json files = Json::array();
        if (path == "/") files = {entry("notes.txt", "file", demoFile().size()), entry("documents", "directory", 4096), entry("photos", "directory", 4096),
                                  entry("latest", "link", 0, "documents/report.pdf")};
        else if (path == "/documents") files = {entry("report.pdf", "file", demoFile().size()), entry("prices.ods", "file", 48213)};
        else if (path != "/photos") return {base::ErrorCode::NotFound, "there is no directory " + path};
        return Json{{"path", path}, {"files", std::move(files)}, {"truncated", false}, {"journalPending", path == "/"}};
    });
    m_service.on("retention_show", [](const Json& arguments) -> base::Result<Json> {
        const bool own = arguments.value("phone", "") == "vp-3";
        return Json{{"keep", own ? Json{{"last", 3}} : Json{{"last", 0}, {"daily", 7}, {"weekly", 4}, {"monthly", 12}, {"timeZone", "Europe/Berlin"}}},
                    {"from", own ? "phone" : "fleet"}};
    });
    m_service.on("retention_whatif", [this](const Json& arguments) -> base::Result<Json> {
        const bool any = arguments.contains("keep") && !arguments["keep"].is_null();
        Json going = Json::array();
        if (any)
            for (int day : {30, 31, 32})
                going.push_back({{"id", "rp-vp-3-" + std::to_string(day)}, {"phone", {{"id", "vp-3"}, {"name", "Björn's work phone"}}}, {"takenAt", ago(day * 86400)}});
        return Json{{"removed", any ? 14 : 0}, {"phones", any ? 3 : 0}, {"kept", any ? 26 : 0}, {"removedNow", 2}, {"more", any ? 11 : 0}, {"restorePoints", std::move(going)}};
    });
    m_service.on("retention_set", [this](const Json& arguments) -> base::Result<Json> {
        m_service.change("retention", arguments.value("phone", ""));
        return Json{{"keep", arguments["keep"]}, {"from", "fleet"}};
    });
    m_service.on("restore_point_file_read", [](const Json& arguments) -> base::Result<Json> {
        // Smaller pieces than asked for, so that several are needed.
        const auto offset = arguments.value("offset", std::size_t(0));
        const std::string piece = offset >= demoFile().size() ? std::string() : demoFile().substr(offset, 4000);
        return Json{{"path", arguments["path"]}, {"offset", offset}, {"bytes", base::toBase64Url(piece)},
                    {"fileSize", demoFile().size()}, {"journalPending", false}};
    });
}

const std::string& DemoFleet::demoFile() {
    static const std::string kContent = [] {
        std::string content;
        for (int line = 0; line < 1000; ++line) content += "line " + std::to_string(line) + "\n";
        return content;
    }();
    return kContent;
}

}  // namespace fakes
