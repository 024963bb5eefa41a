// The journals in the state directory: one file an object, replaced atomically. Saving returns once the new content is
// durable; whoever is about to act saves first. One thread (the agent's loop).
#pragma once

#include <vector>

#include "agent/state/phone_record.h"
#include "agent/trusted_time.h"
#include "base/file_system.h"

namespace agent {

/// What the agent knows of time: contact.json, {"heardAt", "trusted"?, "wall"?}. The last two come together; they are
/// missing in a file of an agent that kept no trusted time.
struct Contact {
    base::Timestamp heardAt;          // when the fleet was last heard, in trusted time
    std::optional<SavedTime> time;
};

class Journal {
public:
    /// `files` must outlive this.
    Journal(base::FileSystem& files, StateLayout layout);

    base::Result<void> savePhone(const PhoneRecord& record);
    /// Every virtual phone that was ever here, removed and wiped ones included. A damaged journal is an error that
    /// names the file: to go on without it would be to forget a wipe.
    base::Result<std::vector<PhoneRecord>> loadPhones();

    /// nullopt before the first time.
    base::Result<std::optional<Contact>> loadContact();
    base::Result<void> saveContact(const Contact& contact);

private:
    base::FileSystem& m_files;
    StateLayout m_layout;
};

}  // namespace agent
