#include "agent/agent_status.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "agent/state/identity.h"
#include "agent/state/journal.h"
#include "fleet/protocol/desired_state.h"

namespace agent {
namespace {

base::Json describePhone(const PhoneRecord& record) {
    const auto version = [&](std::optional<Slot> slot) {
        const auto* content = record.content(slot);
        return content == nullptr ? base::Json() : base::Json(content->version);
    };
    const auto desired = fleet::protocol::readDesiredState(record.document);
    return {{"phone", record.phone.text()},
            {"persona", record.persona},
            {"desiredVersion", record.version},
            {"desiredRelease", desired ? base::Json(desired->release.version) : base::Json()},
            {"phase", record.phase},
            {"detail", record.detail},
            {"release", version(record.active)},
            {"otherSlot", record.active ? version(otherSlot(*record.active)) : base::Json()},
            {"provedAt", record.proof ? base::Json(base::formatTimestamp(record.proof->state.at)) : base::Json()},
            {"provedRelease", record.proof ? base::Json(record.proof->state.release) : base::Json()}};
}

std::string text(const base::Json& json, const char* member) {
    const auto& value = json.at(member);
    return value.is_null() ? "-" : value.is_string() ? value.get<std::string>() : value.dump();
}

std::string table(const base::Json& status) {
    std::ostringstream out;
    out << "handset  " << text(status, "handset") << "  " << text(status, "name") << "\n"
        << "fleet    " << text(status, "fleet") << " at " << text(status, "gateway") << ", last heard "
        << text(status, "heardAt") << "\n";
    for (const auto& phone : status.at("phones")) {
        out << text(phone, "phone") << "  " << text(phone, "persona") << "  " << text(phone, "phase") << "  release "
            << text(phone, "release") << ", proved " << text(phone, "provedRelease") << " at "
            << text(phone, "provedAt") << "\n";
        if (const auto detail = text(phone, "detail"); !detail.empty()) out << "    " << detail << "\n";
    }
    return out.str();
}

}  // namespace

base::Result<std::string> describeStatus(base::FileSystem& files, const StateLayout& layout, StatusFormat format) {
    TWINSET_ASSIGN(const auto identity, loadIdentity(files, layout));
    Journal journal(files, layout);
    TWINSET_ASSIGN(const auto records, journal.loadPhones());
    TWINSET_ASSIGN(const auto heard, journal.loadContact());
    base::Json status{{"handset", identity.handset.text()},
                      {"name", identity.name},
                      {"fleet", identity.fleet},
                      {"gateway", identity.gateway.host + ":" + std::to_string(identity.gateway.linkPort)},
                      {"heardAt", heard ? base::Json(base::formatTimestamp(heard->heardAt)) : base::Json()},
                      {"phones", base::Json::array()}};
    for (const auto& record : records) status["phones"].push_back(describePhone(record));
    return format == StatusFormat::Json ? status.dump(2, ' ', false, base::Json::error_handler_t::replace) + "\n"
                                        : table(status);
}

}  // namespace agent
