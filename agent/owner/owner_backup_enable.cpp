// owner-backup enable: makes the recovery key, shows it once, and has it confirmed before anything depends on it. The gateway
// hears of it first, the handset keeps its part last: whatever dies in between, asking again begins anew.
#include <algorithm>
#include <ostream>

#include "agent/owner/owner_desk.h"
#include "base/qr_text.h"

namespace agent {
namespace {

using base::ErrorCode;
using fleet::protocol::OwnerBackupAsk;

constexpr std::size_t kGroupLength = 5;
constexpr std::size_t kGroupsInKey = 8;

std::string groupOf(const std::string& text, std::size_t number) { return text.substr(number * (kGroupLength + 1), kGroupLength); }

base::Result<void> showKey(const OwnerDesk& desk, const base::PhoneId& phone, const std::string& text) {
    desk.out << "This is the recovery key of the personal phone " << phone.text() << ". It is shown this once. Write it down and keep it\n"
             << "apart from this handset: who has it can read the backups, and without it nobody can, the fleet no more than you.\n\n";
    for (std::size_t number = 0; number < kGroupsInKey; ++number)
        desk.out << (number % 4 == 0 ? "    " : "  ") << groupOf(text, number) << (number % 4 == 3 ? "\n" : "");
    TWINSET_ASSIGN(const auto code, base::qrText(text));
    desk.out << "\n" << code << "\n";
    return {};
}

/// Two groups, so that who only looked at the key cannot go on.
base::Result<void> confirmKey(const OwnerDesk& desk, const std::string& text) {
    const auto random = base::randomBytes(2);
    const auto first = static_cast<unsigned char>(random[0]) % kGroupsInKey;
    const auto second = (first + 1 + static_cast<unsigned char>(random[1]) % (kGroupsInKey - 1)) % kGroupsInKey;
    for (const auto number : {std::min(first, second), std::max(first, second)}) {
        TWINSET_ASSIGN(auto typed, askOwner(desk, "To confirm that you have it, type group " + std::to_string(number + 1) + " of it: "));
        std::erase_if(typed, [](char c) { return c == ' ' || c == '-' || c == '\r'; });
        std::transform(typed.begin(), typed.end(), typed.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        if (typed != groupOf(text, number))
            return {ErrorCode::Cancelled, "that is not group " + std::to_string(number + 1) + " of the key, so nothing was enabled: begin again, "
                                          "the next key is another one"};
    }
    return {};
}

}  // namespace

base::Result<void> ownerBackupEnable(const OwnerDesk& desk) {
    TWINSET_ASSIGN(const auto record, ownersPhone(desk));
    const auto keyFile = keyFileOf(desk);
    TWINSET_ASSIGN(const auto before, askGateway(desk, record.phone, OwnerBackupAsk::Show));
    if (before.enabled && keyFile.exists(record.phone))
        return {ErrorCode::Conflict, "backups of " + record.phone.text() + " are enabled already: 'owner-backup status' shows them"};
    if (before.enabled && !before.points.empty())
        return {ErrorCode::Conflict, "there are backups of " + record.phone.text() +
                                         " already: give their recovery key with 'owner-backup unlock', or delete them with 'owner-backup disable'"};
    const auto key = images::createRecoveryKey();
    const auto text = images::recoveryKeyText(key);
    const auto keys = images::ownerKeysOf(key, record.phone);
    TWINSET_TRY(showKey(desk, record.phone, text));
    TWINSET_TRY(confirmKey(desk, text));
    const auto enabled = askGateway(desk, record.phone, OwnerBackupAsk::Enable, keys.name);
    if (!enabled) return enabled.error();
    TWINSET_TRY(keyFile.save(record.phone, keys));
    desk.out << "From now on " << record.phone.text() << " is backed up, as the fleet's schedule says and at 'owner-backup now'.\n";
    return {};
}

}  // namespace agent
