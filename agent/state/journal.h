// The journals in the state directory: one file an object, replaced atomically. Saving returns once the new content is
// durable; whoever is about to act saves first. One thread (the agent's loop).
#pragma once

#include <vector>

#include "agent/state/phone_record.h"
#include "base/file_system.h"

namespace agent {

class Journal {
public:
    /// `files` must outlive this.
    Journal(base::FileSystem& files, StateLayout layout);

    base::Result<void> savePhone(const PhoneRecord& record);
    /// Every virtual phone that was ever here, removed and wiped ones included. A damaged journal is an error that
    /// names the file: to go on without it would be to forget a wipe.
    base::Result<std::vector<PhoneRecord>> loadPhones();

    /// When the fleet was last heard; nullopt before the first time.
    base::Result<std::optional<base::Timestamp>> loadContact();
    base::Result<void> saveContact(base::Timestamp heardAt);

private:
    base::FileSystem& m_files;
    StateLayout m_layout;
};

}  // namespace agent
