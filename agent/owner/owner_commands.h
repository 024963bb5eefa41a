// `twinset-agent owner-backup …`: what the owner of a personal phone does at her handset, beside the running agent. Each command
// is in the file of its name. They talk with her over two streams, with the gateway over a bulk client of their own, and with the
// agent through two files of the phone (owner_key_file.h, owners_wish.h).
#pragma once

#include <iosfwd>
#include <string>

#include "agent/services.h"

namespace agent {

struct OwnerDesk {
    base::FileSystem& files;
    const StateLayout& layout;
    const Identity& identity;
    BulkFactory bulk;
    std::istream& in;
    std::ostream& out;
    std::string phone;         // empty: the only one that is not a work phone
    std::string restorePoint;  // of restore; empty: the newest
    bool json = false;         // of status
};

base::Result<void> ownerBackupEnable(const OwnerDesk& desk);
base::Result<void> ownerBackupDisable(const OwnerDesk& desk);
base::Result<void> ownerBackupNow(const OwnerDesk& desk);
base::Result<void> ownerBackupRestore(const OwnerDesk& desk);
base::Result<void> ownerBackupStatus(const OwnerDesk& desk);
base::Result<void> ownerBackupUnlock(const OwnerDesk& desk);

}  // namespace agent
