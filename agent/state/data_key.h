// The key of a virtual phone's data disk, sealed on the handset: data.key, "TWK1" (agent/state/sealed_secret.h). So a wipe
// has one small file to destroy. Rejected: the key in the journal (rewritten often, left behind in old blocks).
#pragma once

#include "agent/state/layout.h"
#include "base/file_system.h"
#include "base/secret.h"

namespace agent {

class DataKeys {
public:
    /// `files` must outlive this. Safe from any thread.
    DataKeys(base::FileSystem& files, StateLayout layout, const base::Secret& privateKeyPem);

    /// The phone's key; a new random one, sealed and durable, when there is none yet. Corrupt when the file is damaged
    /// or was sealed by another handset.
    base::Result<base::Secret> openOrCreate(const base::PhoneId& phone) const;
    /// NotFound when there is none.
    base::Result<base::Secret> open(const base::PhoneId& phone) const;
    /// Success when there is none.
    base::Result<void> destroy(const base::PhoneId& phone) const;

private:
    base::FileSystem& m_files;
    StateLayout m_layout;
    base::Secret m_sealingKey;
};

}  // namespace agent
