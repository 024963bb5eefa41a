// A phone that is restored onto the handset that it is on: what it holds there is removed first. The handset is told that
// the phone is not wanted there, as when it was moved away, and the phone is bound to it again when the handset says that
// nothing of it is left; so the agent needs no second way to replace a disk, and a report of the old data is never taken
// for one of the new. The phone's origin is written together with the order to remove: who cancels after that gets the
// phone from the restore point, and never an empty one.
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "fleet/catalog/phone_report_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/restore_steps.h"

namespace fleet {

using base::ErrorCode;
using catalog::Transaction;

bool isBeingEmptied(Transaction& transaction, const base::PhoneId& phone) {
    const auto restore = catalog::OperationTable(transaction).newestOf(phone, kRestoreKind);
    return restore && restore->live() && restore->step == kEmptyHandset;
}

base::Result<RestoreJob> RestoreFlow::planInPlace(Transaction& transaction, const catalog::VirtualPhoneRow& phone,
                                                  RestoreJob job) {
    if (phone.persona != "work")
        return {ErrorCode::Denied, "'" + phone.name + "' is " + phone.persona + " and on that handset already: to bring it back there is its owner's to do, at the "
                                   "handset ('twinset-agent owner-backup restore')"};
    if (job.lost)
        return {ErrorCode::InvalidInput, "a lost handset cannot be restored onto: name another one"};
    const auto former = catalog::OperationTable(transaction).newestOf(phone.id, kRestoreKind);
    if (former && former->state == "failed") {
        TWINSET_ASSIGN(const auto failed, RestoreJob::read(former->arguments));
        if (failed.inPlace() && failed.newHandset == job.newHandset && failed.emptiedVersion > 0) return job;
    }
    TWINSET_TRY(checkPlainMove(transaction, phone));
    return job;
}

base::Result<StepProgress> RestoreSteps::emptyHandset(RestoreFlow& flow, Transaction& transaction, RestoreJob& job) {
    catalog::VirtualPhoneTable phones(transaction);
    auto phone = phones.find(job.phone);
    if (!phone || !phone->present) return {ErrorCode::Conflict, "the virtual phone was deleted meanwhile"};
    if (job.emptiedVersion == 0) {
        if (!catalog::RestorePointTable(transaction).find(job.restorePoint))
            return {ErrorCode::NotFound, "the restore point " + job.restorePoint.text() + " is gone"};
        phone->originRestorePoint = job.restorePoint;
        phones.update(*phone);
        TWINSET_TRY(flow.m_desired.refresh(transaction, job.phone, Rewrite::Always));
        job.emptiedVersion = phones.find(job.phone)->desiredVersion;
    }
    const auto row = catalog::PhoneReportTable(transaction).find(job.phone);
    if (row) {
        TWINSET_ASSIGN(const auto json, base::parseJson(row->body));
        TWINSET_ASSIGN(const auto report, protocol::phoneReportFromJson(json));
        if (report.desiredVersion >= job.emptiedVersion && report.phase == "absent")
            return StepProgress{true, "what the phone held there is removed", 1};
    }
    const bool online = flow.m_links.online(job.newHandset);
    return StepProgress{false, online ? "waiting until what the phone holds there is removed"
                                      : "waiting for the handset, which is offline: switch it on and connect it", 0};
}

void RestoreFlow::ended(Transaction& transaction, const RestoreJob& job) {
    if (!job.inPlace() || job.emptiedVersion == 0) return;
    if (const auto wanted = m_desired.refresh(transaction, job.phone, Rewrite::WhenChanged); !wanted)
        base::logWarning("the phone " + job.phone.text() + " cannot be given back to its handset: " + wanted.error().message);
}

}  // namespace fleet
