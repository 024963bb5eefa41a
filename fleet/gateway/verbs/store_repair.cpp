// store_repair: mends the store. Packs whose table, header or records are damaged are written anew from what is sound in
// them; chunks that are damaged or lost are taken from a second store, if one is named. What remains is for the next
// backups. Backups and restores go on meanwhile; an interrupted repair is begun again.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/second_store.h"
#include "fleet/gateway/store_damage.h"
#include "fleet/gateway/store_jobs.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"
#include "images/chunk_copy.h"

namespace fleet {
namespace {

constexpr double kMendingPart = 0.9;
/// A restore point is three chunks deep: what hangs below a lost one is known once that one is back.
constexpr int kTreeDepth = 3;

class StoreRepair {
public:
    StoreRepair(FleetContext& fleet, images::ChunkStore* other, const WorkProgress& progress)
        : m_fleet(fleet), m_other(other), m_progress(progress),
          m_authenticate(images::authenticateWith(
              {images::ChunkCodec(fleet.keys.store), images::ChunkCodec(images::ChunkKeys{})})) {}

    base::Result<base::Json> run() {
        TWINSET_ASSIGN(auto mended, m_fleet.store.repair(request()));
        TWINSET_ASSIGN(auto survey, surveyDamage(m_fleet, m_progress, kMendingPart));
        for (int level = 0; m_other != nullptr && level < kTreeDepth && !survey.lost.empty(); ++level) {
            TWINSET_ASSIGN(const auto copied, images::copyChunks(*m_other, m_fleet.store, survey.lost, copyRequest()));
            if (copied.chunksCopied == 0) break;
            mended.chunksHealed += copied.chunksCopied;
            TWINSET_ASSIGN(survey, surveyDamage(m_fleet, m_progress, kMendingPart));
        }
        TWINSET_TRY(raiseDamage(m_fleet, survey, mended.remaining.size()));
        base::Json answer{{"chunksHealed", mended.chunksHealed},
                          {"packsRewritten", mended.packsRewritten},
                          {"tablesWritten", mended.tablesWritten},
                          {"headersWritten", mended.headersWritten},
                          {"remainingCount", mended.remaining.size()},
                          {"remaining", describeProblems(mended.remaining)}};
        describeDamage(survey, answer);
        return answer;
    }

private:
    images::RepairRequest request() {
        images::RepairRequest request;
        request.other = m_other;
        request.authenticate = m_authenticate;
        request.progress = [this](std::uint64_t done, std::uint64_t total) {
            const auto part = total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
            return m_progress(kMendingPart * part, "reading the store");
        };
        return request;
    }
    images::CopyRequest copyRequest() {
        return {m_authenticate, [this](auto, auto) { return m_progress(kMendingPart, "taking chunks from the copy"); }};
    }

    FleetContext& m_fleet;
    images::ChunkStore* const m_other;
    const WorkProgress& m_progress;
    const std::function<base::Result<void>(const images::ChunkId&, base::BytesView)> m_authenticate;
};

}  // namespace

base::Result<base::Json> jobs::storeRepair(FleetContext& fleet, const base::Json& arguments,
                                           const WorkProgress& progress) {
    std::unique_ptr<images::ChunkStore> other;
    if (const auto from = arguments.value("from", ""); !from.empty()) {
        TWINSET_ASSIGN(const auto directory, secondStorePath(fleet.files, from, fleet.dataDirectory));
        TWINSET_ASSIGN(other, openSecondStore(fleet.files, directory));
    }
    return StoreRepair(fleet, other.get(), progress).run();
}

TWINSET_VERB(verbs::storeRepair) {
    base::ObjectReader reader(arguments, "store_repair");
    const auto from = reader.textOr("from", "");
    TWINSET_TRY(reader.finish());
    if (!from.empty()) TWINSET_TRY(secondStorePath(fleet.files, from, fleet.dataDirectory));
    return fleet.catalog.write([&](catalog::Transaction& transaction) -> base::Result<base::Json> {
        base::Json order = base::Json::object();
        if (!from.empty()) order["from"] = from;
        TWINSET_ASSIGN(const auto operation,
                       fleet.storeWork.order(transaction, "store_repair", order, caller.actor));
        order["operation"] = operation.id.text();
        catalog::AuditEventTable(transaction).append(caller.actor, "store_repair", "store", order);
        return operationJson(transaction, operation);
    });
}

}  // namespace fleet
