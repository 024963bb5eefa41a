// StoreWork: what the gateway itself does with its store at length, such as pruning and verifying. Each piece of work is an
// operation of the catalog without a handset, so that people see how far it is and can cancel it. One runs at a time, on
// a thread of its own; what the gateway died under begins again when it starts.
//
// Threads: order() and promises() from any; the rest belongs to Gateway.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <thread>

#include "base/json.h"
#include "base/result.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/gateway/fleet_context.h"

namespace fleet {

/// Tells how far the work is, from 0 to 1; false when it is to end: it was cancelled, or the gateway stops.
using WorkProgress = std::function<bool(double fraction, const std::string& step)>;
/// A piece of work: its arguments in, its result out. May be run again from its beginning.
using StoreJob = base::Result<base::Json> (*)(FleetContext& fleet, const base::Json& arguments,
                                              const WorkProgress& progress);

/// nullptr when there is no such kind of work.
StoreJob findStoreJob(std::string_view kind);

class StoreWork {
public:
    explicit StoreWork(FleetContext& fleet) : m_fleet(fleet) {}
    ~StoreWork();
    /// Begins with what was left.
    void start();

    /// Conflict when work of that kind waits or runs already (its id is in the message).
    base::Result<catalog::OperationRow> order(catalog::Transaction& transaction, const std::string& kind,
                                              const base::Json& arguments, const std::string& createdBy);

    /// Held shared by who looks whether the store has chunks and then commits that they are needed, and alone by who
    /// begins a collection: so no chunk goes between the two.
    [[nodiscard]] std::shared_mutex& promises() { return m_promises; }

private:
    void run();
    std::optional<catalog::OperationRow> next();
    void carryOut(const catalog::OperationRow& row);
    bool progressed(const base::OperationId& operation, double fraction, const std::string& step);

    FleetContext& m_fleet;
    std::shared_mutex m_promises;
    std::mutex m_mutex;  // guards m_awake and m_stopping
    std::condition_variable m_wake;
    bool m_awake = false, m_stopping = false;
    std::thread m_thread;
};

}  // namespace fleet
