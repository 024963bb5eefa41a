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

base::Result<std::optional<base::Timestamp>> Journal::loadContact() {
    if (!m_files.exists(m_layout.contactFile())) return std::optional<base::Timestamp>();
    TWINSET_ASSIGN(const auto bytes, m_files.readFile(m_layout.contactFile()));
    TWINSET_ASSIGN(const auto json, base::parseJson(bytes).withContext("contact.json"));
    base::ObjectReader reader(json, "contact");
    const auto heard = reader.time("heardAt");
    TWINSET_TRY(reader.finish());
    return std::optional(heard);
}

base::Result<void> Journal::saveContact(base::Timestamp heardAt) {
    return m_files.writeFileAtomically(m_layout.contactFile(),
                                       base::Json{{"heardAt", base::formatTimestamp(heardAt)}}.dump(), 0600);
}

}  // namespace agent
