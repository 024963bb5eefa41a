#include "agent/owner/owner_desk.h"

#include <algorithm>
#include <istream>
#include <ostream>

#include "agent/state/journal.h"

namespace agent {
namespace {

using base::ErrorCode;

constexpr int kMostTypings = 5;

}  // namespace

base::Result<PhoneRecord> ownersPhone(const OwnerDesk& desk) {
    TWINSET_ASSIGN(auto records, Journal(desk.files, desk.layout).loadPhones());
    const auto named = [&](const PhoneRecord& record) { return record.phone.text() == desk.phone; };
    const auto found = std::find_if(records.begin(), records.end(), named);
    if (!desk.phone.empty() && found == records.end())
        return {ErrorCode::NotFound, "there is no virtual phone " + desk.phone + " on this handset"};
    if (!desk.phone.empty() && found->persona == kWorkPersona)
        return {ErrorCode::Denied, desk.phone + " is a work phone: the fleet backs it up under its own key"};
    if (!desk.phone.empty()) return std::move(*found);
    std::erase_if(records, [](const PhoneRecord& record) { return record.persona == kWorkPersona; });
    if (records.empty()) return {ErrorCode::NotFound, "there is no personal phone on this handset"};
    if (records.size() == 1) return std::move(records.front());
    std::string names;
    for (const auto& record : records) names += (names.empty() ? "" : ", ") + record.phone.text();
    return {ErrorCode::Conflict, "there is more than one personal phone on this handset: name one with --phone (" + names + ")"};
}

OwnerKeyFile keyFileOf(const OwnerDesk& desk) { return {desk.files, desk.layout, desk.identity.privateKeyPem}; }

base::Result<fleet::protocol::OwnerBackupAnswer> askGateway(const OwnerDesk& desk, const base::PhoneId& phone,
                                                            fleet::protocol::OwnerBackupAsk ask,
                                                            const std::optional<base::Digest>& keyName) {
    TWINSET_ASSIGN(const auto bulk, desk.bulk());
    return bulk->ownerBackup({phone, ask, keyName});
}

base::Result<std::string> askOwner(const OwnerDesk& desk, const std::string& question) {
    desk.out << question << std::flush;
    std::string line;
    if (!std::getline(desk.in, line)) return {ErrorCode::Cancelled, "nothing was typed, so nothing was changed"};
    return line;
}

base::Result<void> confirmByWord(const OwnerDesk& desk, const std::string& question, const std::string& word) {
    TWINSET_ASSIGN(auto typed, askOwner(desk, question + " Type '" + word + "' to go on: "));
    std::erase_if(typed, [](char c) { return c == ' ' || c == '\r' || c == '\t'; });
    if (typed != word) return {ErrorCode::Cancelled, "it was not confirmed, so nothing was changed"};
    return {};
}

base::Result<images::OwnerKeys> askRecoveryKey(const OwnerDesk& desk, const base::PhoneId& phone, const base::Digest& name) {
    for (int typing = 1;; ++typing) {
        TWINSET_ASSIGN(const auto typed, askOwner(desk, "Recovery key of " + phone.text() + ": "));
        const auto key = images::readRecoveryKey(typed);
        if (!key && typing == kMostTypings) return key.error();
        if (!key) {
            desk.out << key.error().message << "\n";
            continue;
        }
        auto keys = images::ownerKeysOf(*key, phone);
        if (keys.name == name) return keys;
        return {ErrorCode::Denied, "this is a recovery key, but not the one of this phone's backups; nothing was changed"};
    }
}

}  // namespace agent
