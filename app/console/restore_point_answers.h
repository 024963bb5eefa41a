// What the verbs about files in restore points, and about how many are kept, answer (docs/admin-api.md). Reading is thread-free; Corrupt when an answer is not as the admin API says.
#pragma once

#include <QByteArray>

#include "app/console/rows.h"
#include "base/json.h"
#include "base/result.h"

namespace console {

struct FileRow {
    QString id;    // the name
    QString kind;  // "file", "directory", "link", "other"
    QString target;  // of a link
    std::int64_t size = 0;
    Stamp modifiedAt;
};

struct FileListing {
    std::vector<FileRow> files;  // directories first
    bool truncated = false, journalPending = false;
};

struct FilePiece {
    QByteArray bytes;
    std::int64_t fileSize = 0;
};

base::Result<FileListing> readFileListing(const base::Json& json);
base::Result<FilePiece> readFilePiece(const base::Json& json);

/// The rule in force that says how many restore points are kept.
struct RetentionAnswer {
    std::vector<std::pair<QString, std::int64_t>> keep;  // "last", "daily" ...; empty: there is no rule
    QString timeZone;
    bool ofPhone = false;  // the phone has one of its own; otherwise it is the fleet's
};
base::Result<RetentionAnswer> readRetention(const base::Json& json);

/// A restore point that a rule would remove.
struct GoingPointRow {
    QString id, phoneId, phoneName;
    Stamp takenAt;
};

/// What a rule that is not saved would do. Counts are of restore points.
struct RetentionWhatIf {
    std::int64_t removed = 0, kept = 0;
    std::int64_t removedNow = 0;  // by the rules in force
    std::int64_t notListed = 0;   // beyond those of `going`
    std::vector<GoingPointRow> going;
};
base::Result<RetentionWhatIf> readRetentionWhatIf(const base::Json& json);

}  // namespace console
