// restore_point_file_list, restore_point_file_read: single files out of a restore point, without booting it. What the
// person wrote is read here, so each call is audited with its path.
#include <array>
#include <nlohmann/json.hpp>

#include "base/process.h"
#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/verbs/verbs.h"
#include "images/files/disk_files.h"
#include "images/restore_point_reader.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::Transaction;

constexpr std::array<std::string_view, 4> kFileKinds{"file", "directory", "link", "other"};

/// A guest's names are bytes: what is not UTF-8 in them becomes U+FFFD.
std::string textOfGuest(const std::string& bytes) {
    return base::Json::parse(base::Json(bytes).dump(-1, ' ', false, base::Json::error_handler_t::replace)).get<std::string>();
}

/// The root of a work phone's restore point; the reading of `path` in it is on record from here on.
base::Result<images::ChunkId> admitFileReading(FleetContext& fleet, const Caller& caller, std::string_view verb,
                                               const base::RestorePointId& id, const std::string& path) {
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<images::ChunkId> {
        TWINSET_ASSIGN(const auto point, readablePoint(transaction, id, "look into"));
        TWINSET_TRY(findWorkPhone(transaction, point.phone.text(), "read the files of"));
        catalog::AuditEventTable(transaction).append(caller.actor, verb, id.text(), {{"path", textOfGuest(path)}});
        return point.root;
    });
}

/// Calls `read` with the files of that restore point.
template <typename Read>
auto withFiles(FleetContext& fleet, const images::ChunkId& root, const Read& read) -> decltype(read(std::declval<images::DiskFiles&>())) {
    const images::ChunkCodec codec(fleet.keys.store);
    TWINSET_ASSIGN(const auto disk, images::RestorePointReader::open(root, codec, fleet.store));
    TWINSET_ASSIGN(const auto program, base::programBesideThisOne("twinset-files"));
    return read(*images::readFilesApart(*disk, program));
}

base::Json fileJson(const images::FileEntry& entry) {
    return {{"name", textOfGuest(entry.name)},
            {"kind", kFileKinds[static_cast<std::size_t>(entry.kind)]},
            {"size", entry.size},
            {"modifiedAt", base::formatTimestamp(entry.modifiedAt)},
            {"mode", entry.mode},
            {"owner", entry.owner},
            {"group", entry.group},
            {"target", entry.kind == images::FileKind::Link ? base::Json(textOfGuest(entry.target)) : base::Json()}};
}

}  // namespace

TWINSET_VERB(restorePointFileList) {
    base::ObjectReader reader(arguments, "restore_point_file_list");
    const auto id = reader.id<base::RestorePointId>("restorePoint");
    const auto path = reader.textOr("path", "/");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto root, admitFileReading(fleet, caller, "restore_point_file_list", id, path));
    return withFiles(fleet, root, [&](images::DiskFiles& files) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto listing, files.list(path));
        base::Json entries = base::Json::array();
        for (const auto& entry : listing.entries) entries.push_back(fileJson(entry));
        return base::Json{{"path", path},
                          {"files", std::move(entries)},
                          {"truncated", listing.truncated},
                          {"journalPending", listing.journalPending}};
    });
}

TWINSET_VERB(restorePointFileRead) {
    base::ObjectReader reader(arguments, "restore_point_file_read");
    const auto id = reader.id<base::RestorePointId>("restorePoint");
    const auto path = reader.text("path");
    const auto offset = static_cast<std::uint64_t>(reader.integerOr("offset", 0, INT64_MAX, 0));
    const auto length = static_cast<std::size_t>(
        reader.integerOr("length", 1, static_cast<std::int64_t>(images::kMostPieceBytes), images::kMostPieceBytes));
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto root, admitFileReading(fleet, caller, "restore_point_file_read", id, path));
    return withFiles(fleet, root, [&](images::DiskFiles& files) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto piece, files.read(path, offset, length));
        return base::Json{{"path", path},
                          {"offset", offset},
                          {"bytes", base::toBase64Url(piece.bytes)},
                          {"fileSize", piece.fileSize},
                          {"journalPending", piece.journalPending}};
    });
}

}  // namespace fleet::verbs
