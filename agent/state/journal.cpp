#include "agent/state/journal.h"

#include <nlohmann/json.hpp>

namespace agent {

Journal::Journal(base::FileSystem& files, StateLayout layout) : m_files(files), m_layout(std::move(layout)) {}

base::Result<void> Journal::savePhone(const PhoneRecord& record) {
    TWINSET_TRY(m_files.createDirectories(m_layout.phone(record.phone)));
    return m_files.writeFileAtomically(m_layout.journal(record.phone), writePhoneRecord(record), 0600);
}

base::Result<std::vector<PhoneRecord>> Journal::loadPhones() {
    std::vector<PhoneRecord> records;
    if (!m_files.exists(m_layout.phones())) return records;
    TWINSET_ASSIGN(const auto names, m_files.list(m_layout.phones()));
    for (const auto& name : names) {
        const auto id = base::PhoneId::parse(name);
        if (!id || !m_files.exists(m_layout.journal(*id))) continue;
        const auto path = m_layout.journal(*id);
        TWINSET_ASSIGN(const auto bytes, m_files.readFile(path));
        TWINSET_ASSIGN(auto record, readPhoneRecord(bytes).withContext(path.string()));
        if (record.phone != *id)
            return {base::ErrorCode::Corrupt, path.string() + " is the journal of another virtual phone"};
        records.push_back(std::move(record));
    }
    return records;
}

base::Result<std::optional<Contact>> Journal::loadContact() {
    if (!m_files.exists(m_layout.contactFile())) return std::optional<Contact>();
    TWINSET_ASSIGN(const auto bytes, m_files.readFile(m_layout.contactFile()));
    TWINSET_ASSIGN(const auto json, base::parseJson(bytes).withContext("contact.json"));
    base::ObjectReader reader(json, "contact");
    Contact contact{reader.time("heardAt"), std::nullopt};
    if (reader.has("trusted") || reader.has("wall")) contact.time = SavedTime{reader.time("trusted"), reader.time("wall")};
    TWINSET_TRY(reader.finish());
    return std::optional(contact);
}

base::Result<void> Journal::saveContact(const Contact& contact) {
    base::Json json{{"heardAt", base::formatTimestamp(contact.heardAt)}};
    if (contact.time) {
        json["trusted"] = base::formatTimestamp(contact.time->trusted);
        json["wall"] = base::formatTimestamp(contact.time->wall);
    }
    return m_files.writeFileAtomically(m_layout.contactFile(), json.dump(), 0600);
}

}  // namespace agent
