// virtual_phone_export, virtual_phone_export_read, virtual_phone_export_finish: the data of a restore point goes to an
// operator's program, piece by piece, which makes a virtual phone file of it (images/vphone). The program asks from
// where it is, so that one that was ended goes on; zeros do not travel.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/release_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/program_work.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"
#include "images/restore_point_reader.h"
#include "images/vphone/description.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::RestorePointRow;
using catalog::RestorePointTable;
using catalog::Transaction;

constexpr std::uint64_t kMostExportPiece = 4 * 1024 * 1024;

struct ExportSource {
    catalog::VirtualPhoneRow phone;
    RestorePointRow point;
};

/// Of a restore point, or of a phone's newest one.
base::Result<ExportSource> findSource(Transaction& transaction, const std::string& named) {
    RestorePointTable points(transaction);
    if (auto point = points.find(base::RestorePointId(named))) {
        TWINSET_ASSIGN(auto phone, findWorkPhone(transaction, point->phone.text(), "export"));
        return ExportSource{std::move(phone), std::move(*point)};
    }
    if (findAnyPoint(transaction, base::RestorePointId(named))) TWINSET_TRY(readablePoint(transaction, base::RestorePointId(named), "export"));
    TWINSET_ASSIGN(auto phone, findWorkPhone(transaction, named, "export"));
    auto point = points.newestOf(phone.id);
    if (!point)
        return {ErrorCode::NotFound,
                "'" + phone.name +
                    "' was never backed up: there is nothing to export. Back it up first ('twinset backup now')"};
    return ExportSource{std::move(phone), std::move(*point)};
}

base::Result<images::PhoneDescription> describe(Transaction& transaction, const ExportSource& source) {
    catalog::ReleaseTable releases(transaction);
    auto release = releases.find(source.phone.image, source.point.release);
    if (!release) release = releases.find(source.phone.image, source.phone.version);
    if (!release)
        return {ErrorCode::NotFound, "the release that '" + source.phone.name + "' ran is not known any more"};
    TWINSET_ASSIGN(const auto manifest, images::readManifest(release->manifest));
    images::PhoneDescription description;
    description.restorePoint = source.point.id;
    description.takenAt = source.point.takenAt;
    description.consistency = source.point.consistency;
    description.phone = source.phone.id;
    description.name = source.phone.name;
    description.persona = source.phone.persona;
    description.memoryMiB = source.phone.memoryMiB;
    description.cpus = source.phone.cpus;
    description.image = release->image;
    description.version = release->version;
    description.parts = images::partsOf(manifest);
    description.diskSize = source.point.diskSize;
    return description;
}

/// What the operation is about; the restore point may have been pruned since it began.
base::Result<RestorePointRow> pointOf(Transaction& transaction, const catalog::OperationRow& operation) {
    TWINSET_ASSIGN(const auto arguments, base::parseJson(operation.arguments));
    const auto id = arguments.value("restorePoint", "");
    auto point = RestorePointTable(transaction).find(base::RestorePointId(id));
    if (!point) return {ErrorCode::NotFound, "the restore point " + id + " was pruned while it was exported"};
    return std::move(*point);
}

/// Every hundredth is written, not every piece.
bool isWorthWriting(const catalog::OperationRow& row, double fraction) {
    return static_cast<int>(fraction * 100) != static_cast<int>(row.progress * 100);
}

}  // namespace

TWINSET_VERB(virtualPhoneExport) {
    base::ObjectReader reader(arguments, "virtual_phone_export");
    const auto named = reader.text("phone");
    const bool encrypted = reader.boolean("encrypted");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto source, findSource(transaction, named));
        TWINSET_ASSIGN(const auto description, describe(transaction, source));
        const base::Json request{{"restorePoint", source.point.id.text()}, {"encrypted", encrypted}};
        auto row = findProgramWork(transaction, kExportKind, request, caller);
        if (!row)
            row = beginProgramWork(transaction, kExportKind, source.phone.id,
                                   {{"request", request}, {"restorePoint", source.point.id.text()}}, caller);
        catalog::AuditEventTable(transaction)
            .append(
                caller.actor, "virtual_phone_export", source.phone.id.text(),
                {{"restorePoint", source.point.id.text()}, {"encrypted", encrypted}, {"operation", row->id.text()}});
        return base::Json{{"operation", operationJson(transaction, *row)},
                          {"description", images::descriptionJson(description)}};
    });
}

TWINSET_VERB(virtualPhoneExportRead) {
    base::ObjectReader reader(arguments, "virtual_phone_export_read");
    const auto id = reader.id<base::OperationId>("operation");
    const auto from = static_cast<std::uint64_t>(reader.integer("offset", 0, INT64_MAX));
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto point, fleet.catalog.read([&](Transaction& transaction) -> base::Result<RestorePointRow> {
        TWINSET_ASSIGN(const auto row, programWork(transaction, kExportKind, id, caller));
        return pointOf(transaction, row);
    }));
    const images::ChunkCodec codec(fleet.keys.store);
    TWINSET_ASSIGN(const auto disk, images::RestorePointReader::open(point.root, codec, fleet.store));
    const auto aligned = std::min(from, disk->size()) / images::kChunkSize * images::kChunkSize;
    TWINSET_ASSIGN(const auto data, disk->nextData(aligned, kMostExportPiece));
    TWINSET_ASSIGN(const auto bytes, disk->read(data.offset, static_cast<std::size_t>(data.length)));
    const auto next = data.offset + data.length;
    const auto fraction = static_cast<double>(next) / static_cast<double>(disk->size());
    TWINSET_TRY(fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        TWINSET_ASSIGN(auto row, programWork(transaction, kExportKind, id, caller));
        if (isWorthWriting(row, fraction))
            programWorkAdvanced(transaction, row, fraction, "sending " + point.id.text());
        return {};
    }));
    return base::Json{
        {"offset", data.offset}, {"bytes", base::toBase64Url(bytes)}, {"next", next}, {"diskSize", disk->size()}};
}

TWINSET_VERB(virtualPhoneExportFinish) {
    base::ObjectReader reader(arguments, "virtual_phone_export_finish");
    const auto id = reader.id<base::OperationId>("operation");
    const auto size = reader.integer("fileSize", 1, INT64_MAX);
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, programWork(transaction, kExportKind, id, caller));
        const base::Json result{{"fileSize", size}};
        fleet.operations.finish(transaction, row, result.dump());
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "virtual_phone_export_finish", row.phone->text(),
                    {{"operation", id.text()}, {"fileSize", size}});
        return operationJson(transaction, *catalog::OperationTable(transaction).find(id));
    });
}

}  // namespace fleet::verbs
