// store_check: reads every byte of the store back and checks it with the fleet's key, then looks at every restore point
// and release, and says which of them what is damaged or lost touches. What was found damaged counts as missing from
// then on: the phones' next backups, and a release that is published again, bring it.
#include <nlohmann/json.hpp>
#include <set>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/store_damage.h"
#include "fleet/gateway/store_jobs.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet {
namespace {

constexpr double kReadingPart = 0.9;  // of the whole; the rest is looking at restore points

/// What the survey found lost and the verification did not name: no pack has it any more.
void addLost(const DamageSurvey& survey, std::vector<images::ChunkProblem>& problems) {
    std::set<images::ChunkId> named;
    for (const auto& problem : problems) named.insert(problem.id);
    for (const auto& id : survey.lost)
        if (!named.contains(id)) problems.push_back({id, "no pack of the store has it"});
}

}  // namespace

base::Result<base::Json> jobs::storeCheck(FleetContext& fleet, const base::Json& arguments,
                                          const WorkProgress& progress) {
    (void)arguments;
    images::VerifyRequest request;
    request.authenticate = images::authenticateWith(
        {images::ChunkCodec(fleet.keys.store), images::ChunkCodec(images::ChunkKeys{})});
    request.progress = [&](std::uint64_t done, std::uint64_t total) {
        const auto part = total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
        return progress(kReadingPart * part, "reading the store");
    };
    TWINSET_ASSIGN(auto problems, fleet.store.verify(request));
    TWINSET_ASSIGN(const auto survey, surveyDamage(fleet, progress, kReadingPart));
    addLost(survey, problems);
    TWINSET_TRY(raiseDamage(fleet, survey, problems.size()));
    const auto stored = fleet.store.statistics();
    base::Json answer{{"chunks", stored.chunks},
                      {"bytes", stored.storedBytes.value + stored.deadBytes.value},
                      {"packs", stored.packs},
                      {"damagedCount", problems.size()},
                      {"damaged", describeProblems(problems)}};
    describeDamage(survey, answer);
    return answer;
}

TWINSET_VERB(verbs::storeCheck) {
    base::ObjectReader reader(arguments, "store_check");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](catalog::Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto operation,
                       fleet.storeWork.order(transaction, "store_check", base::Json::object(), caller.actor));
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "store_check", "store", {{"operation", operation.id.text()}});
        return operationJson(transaction, operation);
    });
}

}  // namespace fleet
