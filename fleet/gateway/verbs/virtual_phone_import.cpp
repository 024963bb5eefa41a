// virtual_phone_import, virtual_phone_import_write, virtual_phone_import_finish: an operator's program has read a
// virtual phone file and checked it, and sends the disk, piece by piece. The gateway cuts it into chunks, of which it
// stores those that it lacks; restore point and phone appear in one transaction at the end, or never.
#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "base/log.h"
#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/import_ids.h"
#include "fleet/gateway/import_plan.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/program_work.h"
#include "fleet/gateway/store_work.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/upload_ledger.h"
#include "fleet/gateway/verbs/verbs.h"
#include "images/byte_order.h"
#include "images/chunk_upload.h"
#include "images/restore_point_assembly.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::OperationRow;
using catalog::Transaction;
using images::ChunkId;

constexpr std::size_t kMostImportPiece = 4 * 1024 * 1024;

/// An import under way: its operation, and what stands in its arguments.
struct Import {
    OperationRow operation;
    ImportPlan plan;
    base::RestorePointId point;
    base::PhoneId owner;  // of the chunks until the end, in the ledger of uploads: the new phone, or nobody's id
    std::uint64_t next = 0, uploaded = 0;

    [[nodiscard]] base::Json arguments() const {
        return {{"request", plan.json()},
                {"restorePoint", point.text()},
                {"owner", owner.text()},
                {"next", next},
                {"uploaded", uploaded}};
    }
};

base::Result<Import> importOf(OperationRow row) {
    TWINSET_ASSIGN(const auto json, base::parseJson(row.arguments));
    base::ObjectReader reader(json, "import");
    Import import;
    TWINSET_ASSIGN(import.plan, readImportPlan(reader.any("request")));
    import.point = reader.id<base::RestorePointId>("restorePoint");
    import.owner = reader.id<base::PhoneId>("owner");
    import.next = static_cast<std::uint64_t>(reader.integer("next", 0, INT64_MAX));
    import.uploaded = static_cast<std::uint64_t>(reader.integer("uploaded", 0, INT64_MAX));
    TWINSET_TRY(reader.finish());
    import.operation = std::move(row);
    return import;
}

base::Result<Import> findImport(FleetContext& fleet, const base::OperationId& id, const Caller& caller) {
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<Import> {
        TWINSET_ASSIGN(auto row, programWork(transaction, kImportKind, id, caller));
        return importOf(std::move(row));
    });
}

void forgetAbandoned(FleetContext& fleet, Transaction& transaction) {
    std::vector<base::OperationId> live;
    for (const auto& row : catalog::OperationTable(transaction).live({}, kImportKind)) live.push_back(row.id);
    if (const auto kept = fleet.imports.keepOnly(live); !kept)
        base::logWarning("cannot remove what imports left: " + kept.error().message);
}

base::Json progressJson(Transaction& transaction, const Import& import) {
    return {{"operation", operationJson(transaction, import.operation)},
            {"next", import.next},
            {"pieceUnit", images::kChunkSize},
            {"pieceMost", kMostImportPiece}};
}

/// Stores a piece's chunks; the zero id stands for chunks of zeros.
base::Result<std::vector<ChunkId>> storePiece(FleetContext& fleet, Import& import, base::BytesView bytes) {
    const images::ChunkCodec codec(fleet.keys.store);
    std::vector<ChunkId> ids((bytes.size() + images::kChunkSize - 1) / images::kChunkSize);
    std::vector<base::BytesView> plains;
    std::vector<ChunkId> named;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto plain = bytes.substr(i * images::kChunkSize, images::kChunkSize);
        if (images::allZero(plain)) continue;
        ids[i] = codec.idOf(plain);
        named.push_back(ids[i]);
        plains.push_back(plain);
    }
    TWINSET_TRY(fleet.uploads.add(import.owner, named));  // before they are stored, so that a collection sees them
    for (std::size_t at = 0; at < plains.size(); at += images::kMostChunksStored) {
        const auto end = std::min(plains.size(), at + images::kMostChunksStored);
        const std::vector<base::BytesView> batch(plains.begin() + static_cast<std::ptrdiff_t>(at),
                                                 plains.begin() + static_cast<std::ptrdiff_t>(end));
        TWINSET_ASSIGN(const auto stored, images::uploadChunks(batch, codec, fleet.store));
        import.uploaded += stored.uploadedBytes;
    }
    return ids;
}

/// Everything that the restore point names is in the store, its tree included.
base::Result<ChunkId> assemble(FleetContext& fleet, const Import& import) {
    const images::ChunkCodec codec(fleet.keys.store);
    const auto size = import.plan.description.diskSize.value;
    const auto idsOf = [&](std::uint64_t index) -> base::Result<std::vector<ChunkId>> {
        TWINSET_ASSIGN(auto ids, fleet.imports.get(import.operation.id, index * images::kChunksInNode,
                                                   images::chunksInNode(size, index)));
        std::vector<ChunkId> named;
        for (const auto& id : ids)
            if (!id.isZero()) named.push_back(id);
        TWINSET_ASSIGN(const auto missing, missingOf(fleet.store, named));
        if (missing.empty()) return ids;
        return {ErrorCode::Unavailable, "the store has lost " + std::to_string(missing.size()) +
                                            " chunks of the import: cancel it and import again"};
    };
    return images::assembleRestorePoint(size, idsOf, codec, fleet.store, [&](const std::vector<ChunkId>& ids) {
        return fleet.uploads.add(import.owner, ids);
    });
}

catalog::RestorePointRow restorePointOf(const Import& import, const base::PhoneId& phone, const ChunkId& root) {
    const auto& described = import.plan.description;
    catalog::RestorePointRow row;
    row.id = import.point;
    row.phone = phone;
    row.takenAt = described.takenAt;
    row.root = root;
    row.diskSize = described.diskSize;
    row.bytesRead = described.diskSize;
    row.bytesChanged = described.diskSize;
    row.bytesUploaded.value = import.uploaded;
    row.consistency = described.consistency;
    row.release = described.version;
    return row;
}

base::Result<base::Json> answerJson(FleetContext& fleet, Transaction& transaction, const base::PhoneId& phone,
                                    const base::RestorePointId& point) {
    const auto phoneRow = catalog::VirtualPhoneTable(transaction).find(phone);
    const auto pointRow = catalog::RestorePointTable(transaction).find(point);
    if (!phoneRow || !pointRow)
        return {ErrorCode::NotFound, "the import was finished, and since then its phone or its restore point was removed"};
    TWINSET_ASSIGN(auto json, virtualPhoneJson(fleet, transaction, *phoneRow));
    return base::Json{{"phone", std::move(json)}, {"restorePoint", restorePointJson(transaction, *pointRow)}};
}

/// The answer of an import that was finished before, for a caller who did not hear it; nullopt when it was not.
base::Result<std::optional<base::Json>> givenAnswer(FleetContext& fleet, Transaction& transaction, const base::OperationId& id,
                                                    const Caller& caller) {
    const auto row = catalog::OperationTable(transaction).find(id);
    if (!row || row->kind != kImportKind || row->createdBy != caller.actor || row->state != "succeeded")
        return std::optional<base::Json>();
    TWINSET_ASSIGN(const auto result, base::parseJson(row->result));
    base::ObjectReader reader(result, "result");
    const auto phone = reader.id<base::PhoneId>("phone");
    const auto point = reader.id<base::RestorePointId>("restorePoint");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(auto answer, answerJson(fleet, transaction, phone, point));
    return std::optional(std::move(answer));
}

/// In one transaction: the phone when it is new, its restore point, the end of the operation.
base::Result<base::Json> commit(FleetContext& fleet, const Caller& caller, const Import& import, const ChunkId& root) {
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(auto given, givenAnswer(fleet, transaction, import.operation.id, caller));
        if (given) return std::move(*given);  // by a call beside this one
        TWINSET_ASSIGN(const auto operation, programWork(transaction, kImportKind, import.operation.id, caller));
        TWINSET_ASSIGN(auto phone, plannedPhone(transaction, import.plan));
        const bool isNew = phone.id.empty();
        catalog::VirtualPhoneTable phones(transaction);
        if (isNew) {
            phone.id = import.owner;
            phone.originRestorePoint = import.point;
            phones.insert(phone);
        }
        catalog::RestorePointTable(transaction).insert(restorePointOf(import, phone.id, root));
        if (isNew) TWINSET_TRY(fleet.desired.refresh(transaction, phone.id, Rewrite::WhenChanged));
        const base::Json result{{"phone", phone.id.text()}, {"restorePoint", import.point.text()}};
        auto ended = operation;
        ended.phone = phone.id;
        fleet.operations.finish(transaction, ended, result.dump());
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "virtual_phone_import_finish", phone.id.text(),
                    {{"operation", operation.id.text()},
                     {"restorePoint", import.point.text()},
                     {"file", import.plan.file},
                     {"newPhone", isNew}});
        return answerJson(fleet, transaction, phone.id, import.point);
    });
}

}  // namespace

TWINSET_VERB(virtualPhoneImport) {
    TWINSET_ASSIGN(const auto plan, readImportPlan(arguments));
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto phone, plannedPhone(transaction, plan));
        forgetAbandoned(fleet, transaction);
        if (auto under = findProgramWork(transaction, kImportKind, plan.json(), caller)) {
            TWINSET_ASSIGN(const auto import, importOf(std::move(*under)));
            return progressJson(transaction, import);
        }
        Import import;
        import.plan = plan;
        import.point = base::RestorePointId::create();
        import.owner = base::PhoneId::create();
        import.operation =
            beginProgramWork(transaction, kImportKind, phone.id.empty() ? std::nullopt : std::optional(phone.id),
                             import.arguments(), caller);
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "virtual_phone_import", phone.id.empty() ? import.owner.text() : phone.id.text(),
                    {{"operation", import.operation.id.text()},
                     {"file", plan.file},
                     {"fromPhone", plan.description.phone.text()},
                     {"fromRestorePoint", plan.description.restorePoint.text()},
                     {"name", plan.description.name}});
        return progressJson(transaction, import);
    });
}

TWINSET_VERB(virtualPhoneImportWrite) {
    base::ObjectReader reader(arguments, "virtual_phone_import_write");
    const auto id = reader.id<base::OperationId>("operation");
    const auto offset = static_cast<std::uint64_t>(reader.integer("offset", 0, INT64_MAX));
    const auto bytes = reader.base64("bytes");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(auto import, findImport(fleet, id, caller));
    const auto size = import.plan.description.diskSize.value;
    if (offset > size || bytes.size() > size - offset || bytes.size() > kMostImportPiece ||
        offset % images::kChunkSize != 0 || (bytes.size() % images::kChunkSize != 0 && offset + bytes.size() != size))
        return {ErrorCode::InvalidInput,
                "a piece begins and ends at a multiple of pieceUnit, or at the disk's end, and has at most pieceMost "
                "bytes"};
    if (offset < import.next)
        return {ErrorCode::Conflict,
                "the disk is there up to byte " + std::to_string(import.next) + " already: go on from there"};
    TWINSET_ASSIGN(const auto ids, storePiece(fleet, import, bytes));
    TWINSET_TRY(fleet.imports.put(id, offset / images::kChunkSize, ids));
    import.next = offset + bytes.size();
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(auto row, programWork(transaction, kImportKind, id, caller));
        row.arguments = import.arguments().dump();
        programWorkAdvanced(transaction, row, static_cast<double>(import.next) / static_cast<double>(size),
                            "taking " + import.plan.description.name);
        return base::Json{{"next", import.next}};
    });
}

TWINSET_VERB(virtualPhoneImportFinish) {
    base::ObjectReader reader(arguments, "virtual_phone_import_finish");
    const auto id = reader.id<base::OperationId>("operation");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(auto given, fleet.catalog.read([&](Transaction& transaction) { return givenAnswer(fleet, transaction, id, caller); }));
    if (given) return std::move(*given);
    TWINSET_ASSIGN(const auto import, findImport(fleet, id, caller));
    const std::shared_lock promise(fleet.storeWork.promises());
    TWINSET_ASSIGN(const auto root, assemble(fleet, import));
    TWINSET_ASSIGN(const auto position, fleet.uploads.position(import.owner));
    TWINSET_ASSIGN(auto answer, commit(fleet, caller, import, root));
    if (const auto cleared = fleet.uploads.clear(import.owner, position); !cleared)
        base::logWarning("cannot forget an import's uploads: " + cleared.error().message);
    if (const auto forgotten = fleet.imports.forget(id); !forgotten)
        base::logWarning("cannot forget an import: " + forgotten.error().message);
    return answer;
}

}  // namespace fleet::verbs
