#include "app/console/restore_point_answers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/console/answer_reader.h"
#include "base/bytes.h"

namespace console {

base::Result<FileListing> readFileListing(const base::Json& json) {
    AnswerReader reader(json, "files");
    FileListing listing;
    reader.array("files", [&](const base::Json& element) -> base::Result<void> {
        AnswerReader file(element, "file");
        FileRow row{file.text("name"), file.text("kind"), file.textOr("target"), file.integerOr("size", 0), file.optionalTime("modifiedAt")};
        TWINSET_TRY(file.finish());
        listing.files.push_back(std::move(row));
        return {};
    });
    listing.truncated = reader.booleanOr("truncated", false);
    listing.journalPending = reader.booleanOr("journalPending", false);
    TWINSET_TRY(reader.finish());
    std::stable_partition(listing.files.begin(), listing.files.end(), [](const FileRow& row) { return row.kind == "directory"; });
    return listing;
}

base::Result<FilePiece> readFilePiece(const base::Json& json) {
    AnswerReader reader(json, "piece");
    const std::string text = reader.text("bytes").toStdString();
    FilePiece piece;
    piece.fileSize = reader.integer("fileSize");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto bytes, base::fromBase64Url(text));
    piece.bytes = QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    return piece;
}

base::Result<RetentionAnswer> readRetention(const base::Json& json) {
    AnswerReader reader(json, "retention");
    RetentionAnswer answer;
    answer.ofPhone = reader.textOr("from") == "phone";
    reader.object("keep", [&](AnswerReader& keep) {
        for (const char* kind : {"last", "hourly", "daily", "weekly", "monthly", "yearly"})
            if (const auto count = keep.integerOr(kind, 0); count > 0) answer.keep.emplace_back(QString::fromLatin1(kind), count);
        answer.timeZone = keep.textOr("timeZone", "UTC");
    });
    TWINSET_TRY(reader.finish());
    return answer;
}

base::Result<RetentionWhatIf> readRetentionWhatIf(const base::Json& json) {
    AnswerReader reader(json, "retention");
    RetentionWhatIf answer{reader.integer("removed"), reader.integer("kept"), reader.integerOr("removedNow", 0), reader.integerOr("more", 0), {}};
    reader.array("restorePoints", [&](const base::Json& element) -> base::Result<void> {
        AnswerReader point(element, "restore point");
        GoingPointRow row{point.text("id"), {}, {}, point.time("takenAt")};
        point.object("phone", [&](AnswerReader& phone) {
            row.phoneId = phone.text("id");
            row.phoneName = phone.textOr("name", row.phoneId);
        });
        TWINSET_TRY(point.finish());
        answer.going.push_back(std::move(row));
        return {};
    });
    TWINSET_TRY(reader.finish());
    return answer;
}

}  // namespace console
