// OperationQueue: operations that one handset carries out. Durable: what was asked for is delivered when the link is
// up, and again after every reconnect, until its result is committed or it has expired. Any thread.
#pragma once

#include "base/result.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/gateway/caller.h"
#include "fleet/gateway/link_table.h"
#include "fleet/protocol/messages.h"

namespace fleet {

struct OperationOrder {
    std::string kind;
    base::HandsetId handset;
    base::PhoneId phone;
    std::string arguments = "{}";
    base::Duration validFor = std::chrono::hours(24);
};

class OperationQueue {
public:
    explicit OperationQueue(const LinkTable& links) : m_links(links) {}

    /// Conflict when the phone has one of that kind already (its id is in the message).
    base::Result<catalog::OperationRow> order(catalog::Transaction& transaction, const OperationOrder& order,
                                              const std::string& createdBy);
    void deliverAll(catalog::Transaction& transaction, const base::HandsetId& handset);
    void progressed(catalog::Transaction& transaction, const base::HandsetId& handset,
                    const protocol::OperationProgress& progress);
    /// Ends an operation: "succeeded" with a result, or "failed" with an error.
    void finish(catalog::Transaction& transaction, catalog::OperationRow row, std::string result);
    void fail(catalog::Transaction& transaction, catalog::OperationRow row, const base::Error& error);
    base::Result<catalog::OperationRow> cancel(catalog::Transaction& transaction, const base::OperationId& operation);
    /// Those of a handset that will not answer any more.
    void cancelAll(catalog::Transaction& transaction, const base::HandsetId& handset, std::string_view why);
    /// Ends what nobody answered in time.
    void expire(catalog::Transaction& transaction);

private:
    void send(catalog::Transaction& transaction, const catalog::OperationRow& row);
    const LinkTable& m_links;
};

inline constexpr std::string_view kRestoreKind = "virtual_phone_restore";

}  // namespace fleet
