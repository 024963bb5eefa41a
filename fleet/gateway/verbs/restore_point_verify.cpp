// restore_point_verify: reads every byte of one restore point back, or of all, with the fleet's key, and says which restore
// points each damaged chunk touches. What was found damaged counts as missing from then on, so that the phones' next
// backups send it again. All of them together with what owners of personal phones keep, as far as that goes without their keys.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/owner_backup_verify.h"
#include "fleet/gateway/store_damage.h"
#include "fleet/gateway/store_jobs.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"
#include "images/chunk_reading.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::RestorePointRow;
using catalog::RestorePointTable;
using catalog::Transaction;
using images::ChunkId;

constexpr std::size_t kReadAtOnce = 16;

struct Damage {
    std::string what;
    std::vector<base::RestorePointId> touches;
};

/// One run over some restore points; what several of them share is read once.
class Verification {
public:
    Verification(FleetContext& fleet, const WorkProgress& progress)
        : m_fleet(fleet), m_codec(fleet.keys.store), m_progress(progress) {}

    base::Result<void> readAll(const std::vector<RestorePointRow>& points) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            m_share = {static_cast<double>(i) / static_cast<double>(points.size()),
                       1.0 / static_cast<double>(points.size())};
            TWINSET_TRY(readOne(points[i]));
        }
        return {};
    }

    /// Which of `points` hold what is damaged.
    void name(const std::vector<RestorePointRow>& points) {
        for (const auto& point : points) {
            const auto needed = neededBy(point.root);
            for (auto& [id, damage] : m_damage)
                if (needed->contains(id)) damage.touches.push_back(point.id);
        }
    }

    [[nodiscard]] const std::map<ChunkId, Damage>& damage() const { return m_damage; }
    [[nodiscard]] base::Json answer(std::size_t points) const {
        base::Json damaged = base::Json::array();
        for (const auto& [id, damage] : m_damage) {
            base::Json touched = base::Json::array();
            for (const auto& point : damage.touches) touched.push_back(point.text());
            damaged.push_back({{"chunk", id.hex()}, {"what", damage.what}, {"restorePoints", std::move(touched)}});
        }
        return {{"restorePoints", points}, {"chunks", m_seen.size()}, {"bytes", m_bytes}, {"damaged", std::move(damaged)}};
    }

private:
    /// The chunks of a restore point; of a damaged tree those that are known.
    std::shared_ptr<const ChunkSet> neededBy(const ChunkId& root) {
        if (auto whole = m_fleet.chunks.ofRestorePoint(root)) return *whole;
        auto parts = partsOf(m_fleet, root).valueOr({{root}, {}});
        return std::make_shared<ChunkSet>(std::move(parts.needed));
    }

    base::Result<void> readOne(const RestorePointRow& point) {
        TWINSET_ASSIGN(const auto parts, partsOf(m_fleet, point.root));
        for (const auto& [id, what] : parts.lost) m_damage[id] = {what, {}};
        const auto& ids = parts.needed;
        std::vector<ChunkId> batch;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const auto& id = ids[i];
            if (!m_seen.contains(id)) {
                m_seen.insert(id);
                batch.push_back(id);
            }
            if (batch.size() < kReadAtOnce && i + 1 < ids.size()) continue;
            TWINSET_TRY(readBatch(batch));
            batch.clear();
            const auto done = static_cast<double>(i + 1) / static_cast<double>(ids.size());
            if (!m_progress(m_share.first + m_share.second * done, "reading " + point.id.text()))
                return {ErrorCode::Cancelled, "the verification was cancelled"};
        }
        return {};
    }

    base::Result<void> readBatch(const std::vector<ChunkId>& ids) {
        const auto read = images::readChunks(ids, m_codec, m_fleet.store);
        if (read) {
            m_bytes += read->fetchedBytes;
            return {};
        }
        for (const auto& id : ids) {
            const auto one = images::readChunks({id}, m_codec, m_fleet.store);
            if (one) {
                m_bytes += one->fetchedBytes;
                continue;
            }
            if (one.error().code != ErrorCode::NotFound && one.error().code != ErrorCode::Corrupt) return one.error();
            m_damage[id] = {one.error().message, {}};
        }
        return {};
    }

    FleetContext& m_fleet;
    const images::ChunkCodec m_codec;
    const WorkProgress& m_progress;
    ChunkSet m_seen;
    std::map<ChunkId, Damage> m_damage;
    std::uint64_t m_bytes = 0;
    std::pair<double, double> m_share{0, 1};  // where the restore point at hand begins, and its part of the whole
};

void alertOf(Transaction& transaction, const std::vector<RestorePointRow>& points,
             const std::map<ChunkId, Damage>& damage) {
    for (const auto& point : points) {
        std::size_t chunks = 0;
        for (const auto& [id, one] : damage)
            chunks += static_cast<std::size_t>(std::count(one.touches.begin(), one.touches.end(), point.id));
        if (chunks > 0) raiseRestorePointDamaged(transaction, point.id, chunks);
    }
}

}  // namespace

base::Result<base::Json> jobs::restorePointVerify(FleetContext& fleet, const base::Json& arguments,
                                                  const WorkProgress& progress) {
    const auto named = arguments.value("restorePoint", "");
    TWINSET_ASSIGN(const auto all, fleet.catalog.read([](Transaction& transaction) -> base::Result<std::vector<RestorePointRow>> {
        return RestorePointTable(transaction).all();
    }));
    std::vector<RestorePointRow> wanted;
    for (const auto& point : all)
        if (named.empty() || point.id.text() == named) wanted.push_back(point);
    if (wanted.empty() && !named.empty())
        return {ErrorCode::NotFound, "the restore point " + named + " is gone: it was pruned"};
    Verification verification(fleet, progress);
    TWINSET_TRY(verification.readAll(wanted));
    verification.name(all);
    TWINSET_TRY(fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        alertOf(transaction, all, verification.damage());
        return {};
    }));
    auto answer = verification.answer(wanted.size());
    if (!named.empty()) return answer;
    TWINSET_ASSIGN(const auto owners, verifyOwners(fleet, progress));
    for (const auto& one : owners) answer["damaged"].push_back(one);
    return answer;
}

TWINSET_VERB(verbs::restorePointVerify) {
    base::ObjectReader reader(arguments, "restore_point_verify");
    const auto named = reader.textOr("restorePoint", "");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        if (!named.empty()) TWINSET_TRY(readablePoint(transaction, base::RestorePointId(named), "verify"));
        base::Json order = base::Json::object();
        if (!named.empty()) order["restorePoint"] = named;
        TWINSET_ASSIGN(const auto operation,
                       fleet.storeWork.order(transaction, "restore_point_verify", order, caller.actor));
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "restore_point_verify", named.empty() ? "fleet" : named,
                    {{"operation", operation.id.text()}});
        return operationJson(transaction, operation);
    });
}

}  // namespace fleet
