#include "fleet/gateway/phone_facts.h"

#include <nlohmann/json.hpp>

#include "fleet/catalog/desired_document_table.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/person_table.h"
#include "fleet/catalog/phone_report_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/settings_in_force.h"
#include "fleet/protocol/desired_state.h"
#include "fleet/protocol/messages.h"

namespace fleet {
namespace {

using policy::AttributeValue;

struct Sources {
    catalog::VirtualPhoneRow phone;
    catalog::HandsetRow handset;
    bool online = false;
    std::optional<base::Timestamp> lastSeenAt, lastBackupAt;
    std::optional<catalog::PersonRow> person;
    std::optional<catalog::PhoneReportRow> reportRow;
    std::optional<protocol::PhoneReport> report;
    std::vector<std::string> notEnforced;
};

AttributeValue optional(const std::optional<base::Timestamp>& time) { return time ? AttributeValue(*time) : AttributeValue(); }
AttributeValue unlessEmpty(const std::string& text) { return text.empty() ? AttributeValue() : AttributeValue(text); }

AttributeValue texts(const std::string& json) {
    const auto parsed = base::parseJson(json);
    return parsed && parsed->is_array() ? parsed->get<std::vector<std::string>>() : std::vector<std::string>();
}

AttributeValue labels(const std::string& json) {
    std::vector<std::string> pairs;
    if (const auto parsed = base::parseJson(json); parsed && parsed->is_object())
        for (const auto& [key, value] : parsed->items()) pairs.insert(pairs.end(), {key, value.get<std::string>()});
    return pairs;
}

std::int64_t mebibytes(base::ByteCount size) { return static_cast<std::int64_t>(size.value / (1024 * 1024)); }

struct Source {
    std::string_view attribute;
    AttributeValue (*read)(const Sources& from);
};

#define TWINSET_OF_REPORT(expression) \
    [](const Sources& s) { return s.report ? AttributeValue(expression) : AttributeValue(); }
#define TWINSET_OF_PERSON(expression) \
    [](const Sources& s) { return s.person ? AttributeValue(expression) : AttributeValue(); }

const Source kSources[] = {
    {"device.id", [](const Sources& s) { return AttributeValue(s.handset.id.text()); }},
    {"device.name", [](const Sources& s) { return AttributeValue(s.handset.name); }},
    {"device.model", [](const Sources& s) { return AttributeValue(s.handset.model); }},
    {"device.serial", [](const Sources& s) { return AttributeValue(s.handset.serial); }},
    {"device.state", [](const Sources& s) { return AttributeValue(s.handset.state); }},
    {"device.online", [](const Sources& s) { return AttributeValue(s.online); }},
    {"device.enrolledAt", [](const Sources& s) { return AttributeValue(s.handset.enrolledAt); }},
    {"device.lastSeenAt", [](const Sources& s) { return optional(s.lastSeenAt); }},
    {"device.agentVersion", [](const Sources& s) { return unlessEmpty(s.handset.agentVersion); }},
    {"device.driver", [](const Sources& s) { return unlessEmpty(s.handset.driver); }},
    {"device.acceleration", [](const Sources& s) { return unlessEmpty(s.handset.acceleration); }},
    {"device.capabilities", [](const Sources& s) { return texts(s.handset.capabilities); }},
    {"device.labels", [](const Sources& s) { return labels(s.handset.labels); }},
    {"phone.id", [](const Sources& s) { return AttributeValue(s.phone.id.text()); }},
    {"phone.name", [](const Sources& s) { return AttributeValue(s.phone.name); }},
    {"phone.persona", [](const Sources& s) { return AttributeValue(s.phone.persona); }},
    {"phone.image", [](const Sources& s) { return AttributeValue(s.phone.image); }},
    {"phone.desiredRelease", [](const Sources& s) { return AttributeValue(s.phone.version); }},
    {"phone.release", [](const Sources& s) { return s.report ? unlessEmpty(s.report->release) : AttributeValue(); }},
    {"phone.provedRelease",
     [](const Sources& s) { return s.reportRow ? unlessEmpty(s.reportRow->provedRelease) : AttributeValue(); }},
    {"phone.desiredRunning", [](const Sources& s) { return AttributeValue(s.phone.running); }},
    {"phone.running", TWINSET_OF_REPORT(s.report->runState == "running")},
    {"phone.phase", TWINSET_OF_REPORT(s.report->phase)},
    {"phone.agreement", [](const Sources& s) { return AttributeValue(s.phone.agreement); }},
    {"phone.notEnforced", [](const Sources& s) { return AttributeValue(s.notEnforced); }},
    {"phone.memoryMiB", [](const Sources& s) { return AttributeValue(std::int64_t(s.phone.memoryMiB)); }},
    {"phone.cpus", [](const Sources& s) { return AttributeValue(std::int64_t(s.phone.cpus)); }},
    {"phone.dataMiB", [](const Sources& s) { return AttributeValue(mebibytes(s.phone.dataSize)); }},
    {"phone.createdAt", [](const Sources& s) { return AttributeValue(s.phone.createdAt); }},
    {"phone.startedAt", [](const Sources& s) { return s.report ? optional(s.report->startedAt) : AttributeValue(); }},
    {"phone.provedAt", [](const Sources& s) { return s.reportRow ? optional(s.reportRow->provedAt) : AttributeValue(); }},
    {"phone.lastBackupAt", [](const Sources& s) { return optional(s.lastBackupAt); }},
    {"user.id", TWINSET_OF_PERSON(s.person->id.text())},
    {"user.name", TWINSET_OF_PERSON(s.person->name)},
    {"user.email", TWINSET_OF_PERSON(s.person->email)},
    {"user.groups", [](const Sources& s) { return s.person ? texts(s.person->groups) : AttributeValue(); }},
    {"user.labels", [](const Sources& s) { return s.person ? labels(s.person->labels) : AttributeValue(); }},
};

using Reader = AttributeValue (*)(const Sources&);

/// In the order of allAttributes().
const std::vector<Reader>& readers() {
    static const std::vector<Reader> inOrder = [] {
        std::vector<Reader> all(policy::allAttributes().size(), nullptr);
        for (const auto& source : kSources)
            if (const auto index = policy::attributeIndex(source.attribute)) all[*index] = source.read;
        return all;
    }();
    return inOrder;
}

base::Result<Sources> readSources(catalog::Transaction& transaction, const LinkTable& links,
                                  const catalog::VirtualPhoneRow& phone) {
    Sources from;
    from.phone = phone;
    catalog::HandsetTable handsets(transaction);
    auto handset = handsets.find(phone.handset);
    if (!handset)
        return {base::ErrorCode::Corrupt, "the virtual phone " + phone.id.text() + " is on no handset of the catalog"};
    from.handset = std::move(*handset);
    from.online = links.online(phone.handset);
    from.lastSeenAt = links.lastSeen(handsets.lastSeenAt(phone.handset));
    if (phone.person) from.person = catalog::PersonTable(transaction).find(*phone.person);
    if (const auto point = catalog::RestorePointTable(transaction).newestOf(phone.id)) from.lastBackupAt = point->takenAt;
    from.reportRow = catalog::PhoneReportTable(transaction).find(phone.id);
    if (from.reportRow) {
        TWINSET_ASSIGN(const auto json, base::parseJson(from.reportRow->body));
        TWINSET_ASSIGN(from.report, protocol::phoneReportFromJson(json));
        if (const auto desired = catalog::DesiredDocumentTable(transaction).find(phone.id, phone.handset)) {
            TWINSET_ASSIGN(const auto state, protocol::readDesiredState(desired->document));
            from.notEnforced = settingsNotEnforced(state.settings, from.report->controls);
        }
    }
    return from;
}

}  // namespace

base::Result<policy::PhoneFacts> phoneFacts(catalog::Transaction& transaction, const LinkTable& links,
                                            const catalog::VirtualPhoneRow& phone) {
    TWINSET_ASSIGN(const auto sources, readSources(transaction, links, phone));
    policy::PhoneFacts facts{phone.id.text(), {}};
    facts.values.reserve(readers().size());
    for (const auto read : readers()) {
        assert(read != nullptr);  // an attribute without a source
        facts.values.push_back(read(sources));
    }
    return facts;
}

}  // namespace fleet
