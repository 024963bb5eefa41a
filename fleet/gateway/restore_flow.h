// RestoreFlow: virtual_phone_restore, the lost phone brought back on another handset as one durable operation.
//
// Its steps stand in a table (restore_steps.cpp). Each step is marked as running in one transaction and acts in the
// next one, together with the mark that it is done; a step that waits for a handset acts again at every report. So the
// operation goes on where it was after the death of any process at any moment, and a step that acts twice changes
// nothing the second time. A new restore of a phone whose last one failed takes over what that one had done; one that
// asks for what is being done already is that operation. A replacement that says it fails tries again by itself, as
// after the death of its hypervisor or of the gateway: the restore fails when it goes on failing for kFailurePatience.
// Failures that lie more than kFailureMemory apart are not one trouble.
//
// A restore in place, onto the handset that the phone is on, has what the phone holds there removed first, by a document
// without the phone (restore_in_place.cpp). From that moment on the phone's data comes from the restore point, whatever
// becomes of the operation.
//
// Any thread; blocks for catalog transactions. Never to be called inside one, but for what says so.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "fleet/catalog/catalog.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/caller.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/operation_queue.h"

namespace fleet {

inline constexpr base::Duration kFailurePatience = std::chrono::minutes(2);
inline constexpr base::Duration kFailureMemory = std::chrono::minutes(5);

struct RestoreRequest {
    std::string phone, onto;   // ids or names; no `onto`: in place
    std::string restorePoint;  // empty: the newest
    bool lost = false;         // declare the old handset lost: revoke its certificate, have its work wiped
    bool proved = false;       // with no restore point named: the newest one that was proved
    bool whole = false;        // the phone starts when all of its data is there, not at once
    base::ByteCount dataSize;  // of the data disk from now on; 0: as it was, or what the restore point needs
};

/// What a restore remembers between its steps: the operation's arguments in the catalog.
struct RestoreJob {
    base::PhoneId phone;
    base::HandsetId oldHandset, newHandset;
    base::RestorePointId restorePoint;
    bool lost = false;
    std::int64_t boundVersion = 0;                // of the document that bound the replacement; 0: not bound yet
    bool whole = false;
    base::ByteCount dataSize;                     // that was asked for; 0: none was
    std::int64_t emptiedVersion = 0;              // in place: of the document that has the old data removed; 0: none yet
    std::optional<base::Timestamp> failingSince;  // the replacement fails and tries again by itself; begun and
    std::optional<base::Timestamp> failedLast;    // seen last

    [[nodiscard]] bool inPlace() const { return oldHandset == newHandset; }
    [[nodiscard]] std::string write() const;
    static base::Result<RestoreJob> read(const std::string& text);
};

/// The step of a restore in place during which the phone is not wanted on its handset.
inline constexpr std::string_view kEmptyHandset = "empty_handset";

/// A restore in place is at that step.
bool isBeingEmptied(catalog::Transaction& transaction, const base::PhoneId& phone);

struct StepProgress {
    bool done = false;
    std::string detail;   // for people
    double fraction = 0;  // of this step
};

class RestoreFlow {
public:
    RestoreFlow(const std::string& fleetId, const FleetKeys& keys, catalog::Catalog& catalog, const LinkTable& links,
                DesiredStateWriter& desired, OperationQueue& operations)
        : m_fleetId(fleetId),
          m_keys(keys),
          m_catalog(catalog),
          m_links(links),
          m_desired(desired),
          m_operations(operations) {}

    /// Checks and starts a restore; the answer is the operation as it stands when its first steps are done. It is the
    /// one that is under way when that one does what is asked for.
    base::Result<catalog::OperationRow> start(const RestoreRequest& request, const Caller& caller);
    /// Goes on with every restore that has not ended, as at the gateway's start.
    void resumeAll();
    /// Ends the restores whose replacement failed for too long. To be called about every second.
    void tick();
    /// Something was reported of this phone.
    void phoneReported(const base::PhoneId& phone);
    /// A restore was cancelled, or failed: its phone is wanted on its handset again. Inside that transaction.
    void ended(catalog::Transaction& transaction, const RestoreJob& job);
    /// Asked before every transaction of a restore with the step's name; false stops there, as a crash would. For
    /// tests.
    void setInterruption(std::function<bool(const std::string& step)> interruption) {
        m_interruption = std::move(interruption);
    }

private:
    struct Step;
    friend struct RestoreSteps;
    base::Result<catalog::OperationRow> create(catalog::Transaction& transaction, const RestoreJob& job,
                                               const Caller& caller);
    base::Result<std::optional<catalog::OperationRow>> underWay(catalog::Transaction& transaction,
                                                                const RestoreRequest& request);
    base::Result<RestoreJob> plan(catalog::Transaction& transaction, const RestoreRequest& request);
    base::Result<RestoreJob> planInPlace(catalog::Transaction& transaction, const catalog::VirtualPhoneRow& phone,
                                         RestoreJob job);
    base::Result<void> checkPlainMove(catalog::Transaction& transaction, const catalog::VirtualPhoneRow& phone);
    void advance(const base::OperationId& operation);
    /// One transaction; false when there is nothing more to do just now.
    base::Result<bool> advanceOnce(catalog::Transaction& transaction, const base::OperationId& operation);
    base::Result<bool> act(catalog::Transaction& transaction, catalog::OperationRow& row, std::size_t ordinal,
                           catalog::OperationStepRow step);
    void finish(catalog::Transaction& transaction, catalog::OperationRow& row, const RestoreJob& job);

    const std::string& m_fleetId;
    const FleetKeys& m_keys;
    catalog::Catalog& m_catalog;
    const LinkTable& m_links;
    DesiredStateWriter& m_desired;
    OperationQueue& m_operations;
    std::function<bool(const std::string&)> m_interruption;
};

}  // namespace fleet
