// owner.key: the keys of a personal phone's backups, "TWO1" (agent/state/sealed_secret.h), 96 bytes: the key of the ids, of the
// encryption, and the recovery key's name. Not the recovery key itself: the owner has that, and no program needs it again.
// The file is written and removed at the owner's word only (agent/owner/owner_commands.h); the agent reads it. While it is there,
// the phone is backed up.
#pragma once

#include "agent/state/layout.h"
#include "base/file_system.h"
#include "images/recovery_key.h"

namespace agent {

class OwnerKeyFile {
public:
    /// `files` must outlive this. Safe from any thread.
    OwnerKeyFile(base::FileSystem& files, StateLayout layout, const base::Secret& privateKeyPem);

    [[nodiscard]] bool exists(const base::PhoneId& phone) const { return m_files.exists(m_layout.ownerKey(phone)); }
    /// NotFound when there is none; Corrupt when the file is damaged or another handset's.
    base::Result<images::OwnerKeys> open(const base::PhoneId& phone) const;
    /// Durable on return.
    base::Result<void> save(const base::PhoneId& phone, const images::OwnerKeys& keys) const;
    /// Success when there is none.
    base::Result<void> destroy(const base::PhoneId& phone) const { return m_files.remove(m_layout.ownerKey(phone)); }

private:
    base::FileSystem& m_files;
    StateLayout m_layout;
    base::Secret m_sealingKey;
};

}  // namespace agent
