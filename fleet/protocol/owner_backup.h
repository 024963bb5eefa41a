// What a handset asks of its gateway about the backup of a phone that is its person's own: POST /v1/owner-backup.
//
//   {"phone": ID, "ask": "show" | "enable" | "disable" | "backup", "keyName"?: HEX}   keyName: with enable, and only then
//   → {"enabled": BOOL, "keyName"?, "enabledAt"?, "storedBytes", "quota", "operation",
//      "restorePoints": [{"restorePoint", "takenAt", "root", "diskSize"}]}            newest first, at most 200
//
// "operation" is what "backup" has begun, and empty otherwise. After "disable" nothing is stored any more.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "base/json.h"

namespace fleet::protocol {

enum class OwnerBackupAsk { Show, Enable, Disable, Backup };

struct OwnerBackupRequest {
    base::PhoneId phone;
    OwnerBackupAsk ask = OwnerBackupAsk::Show;
    std::optional<base::Digest> keyName = {};
};

struct OwnerRestorePoint {
    base::RestorePointId id;
    base::Timestamp takenAt;
    base::Digest root;
    base::ByteCount diskSize;
};

inline constexpr std::size_t kMostOwnerRestorePoints = 200;

struct OwnerBackupAnswer {
    bool enabled = false;
    std::optional<base::Digest> keyName;
    std::optional<base::Timestamp> enabledAt;
    base::ByteCount stored, quota;
    std::string operation;
    std::vector<OwnerRestorePoint> points;
};

base::Json ownerBackupRequestToJson(const OwnerBackupRequest& request);
base::Result<OwnerBackupRequest> ownerBackupRequestFromJson(const base::Json& json);
base::Json ownerBackupAnswerToJson(const OwnerBackupAnswer& answer);
base::Result<OwnerBackupAnswer> ownerBackupAnswerFromJson(const base::Json& json);

}  // namespace fleet::protocol
