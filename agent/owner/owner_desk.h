// What the owner's commands have in common.
#pragma once

#include <optional>

#include "agent/owner/owner_commands.h"
#include "agent/owner/owner_key_file.h"
#include "agent/state/phone_record.h"

namespace agent {

/// The phone the command is about. Denied for a work phone; Conflict when there are several and none is named.
base::Result<PhoneRecord> ownersPhone(const OwnerDesk& desk);
OwnerKeyFile keyFileOf(const OwnerDesk& desk);
base::Result<fleet::protocol::OwnerBackupAnswer> askGateway(const OwnerDesk& desk, const base::PhoneId& phone,
                                                            fleet::protocol::OwnerBackupAsk ask,
                                                            const std::optional<base::Digest>& keyName = std::nullopt);

/// One line of what she types after `question`; Cancelled at the end of the input.
base::Result<std::string> askOwner(const OwnerDesk& desk, const std::string& question);
/// Cancelled unless she types `word`.
base::Result<void> confirmByWord(const OwnerDesk& desk, const std::string& question, const std::string& word);
/// Her recovery key, as often as she mistypes it within reason; Denied, and nothing has changed, when it is another one than
/// `name` is of.
base::Result<images::OwnerKeys> askRecoveryKey(const OwnerDesk& desk, const base::PhoneId& phone, const base::Digest& name);

}  // namespace agent
