// The steps of a restore: what each does when its turn has come.
#pragma once

#include <span>
#include <string_view>

#include "fleet/gateway/restore_flow.h"

namespace fleet {

struct RestoreSteps {
    std::string_view name;
    /// Runs inside the transaction that also marks the step. Done, or what it waits for, or why the restore failed.
    base::Result<StepProgress> (*act)(RestoreFlow& flow, catalog::Transaction& transaction, RestoreJob& job);

    static std::span<const RestoreSteps> all();
    static const RestoreSteps& named(std::string_view name);

    static base::Result<StepProgress> findPerson(RestoreFlow& flow, catalog::Transaction& transaction, RestoreJob& job);
    static base::Result<StepProgress> revokeCertificate(RestoreFlow& flow, catalog::Transaction& transaction,
                                                        RestoreJob& job);
    static base::Result<StepProgress> queueWipe(RestoreFlow& flow, catalog::Transaction& transaction, RestoreJob& job);
    static base::Result<StepProgress> emptyHandset(RestoreFlow& flow, catalog::Transaction& transaction,
                                                   RestoreJob& job);
    static base::Result<StepProgress> bindReplacement(RestoreFlow& flow, catalog::Transaction& transaction,
                                                      RestoreJob& job);
    static base::Result<StepProgress> restore(RestoreFlow& flow, catalog::Transaction& transaction, RestoreJob& job);
    static base::Result<StepProgress> reapplyPolicy(RestoreFlow& flow, catalog::Transaction& transaction,
                                                    RestoreJob& job);
    static base::Result<StepProgress> prove(RestoreFlow& flow, catalog::Transaction& transaction, RestoreJob& job);
    static base::Result<StepProgress> receipt(RestoreFlow& flow, catalog::Transaction& transaction, RestoreJob& job);
};

}  // namespace fleet
