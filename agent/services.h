// What the parts of the agent work with. Everything here is safe from the loop and from workers.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "agent/instant/chunk_fetcher.h"
#include "agent/handset_facts.h"
#include "agent/state/data_key.h"
#include "agent/state/identity.h"
#include "agent/workers.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/zone_offsets.h"
#include "fleet/protocol/messages.h"
#include "fleet/transfer/bulk_client.h"
#include "hypervisor-bridge/driver.h"

namespace agent {

/// The sending end of the link. Any thread; never blocks. False when the link is down: nothing is queued.
class LinkSender {
public:
    virtual ~LinkSender() = default;
    virtual bool send(const fleet::protocol::Message& message) = 0;
};

/// Each piece of work has a client of its own, since one serves one thread at a time.
using BulkFactory = std::function<base::Result<std::unique_ptr<fleet::BulkClient>>()>;

struct AgentTiming {
    base::Duration fleetAnswer = std::chrono::seconds(3);  // wait for the gateway before stopped machines are started
    base::Duration bootDeadline = std::chrono::seconds(120);  // from start to a passed health check
    base::Duration shutdownGrace = std::chrono::seconds(20);
    base::Duration pingTimeout = std::chrono::seconds(1);
    base::Duration guestTimeout = std::chrono::seconds(10);  // the health program
    base::Duration guestPolicyCheck = std::chrono::seconds(60);  // between two looks whether the guest still has its policy
    base::Duration guestPolicyRetry = std::chrono::seconds(5);   // after a guest did not take it
    base::Duration execTimeout = std::chrono::seconds(60);
    base::Duration shortestBackOff = std::chrono::seconds(1);
    base::Duration longestBackOff = std::chrono::seconds(60);
    base::Duration messageInterval = std::chrono::milliseconds(250);  // least time between two reports
    /// A transfer asks again after these while the gateway is away; then it fails.
    std::vector<base::Duration> transferPauses = {std::chrono::seconds(1),  std::chrono::seconds(2),
                                                  std::chrono::seconds(4),  std::chrono::seconds(8),
                                                  std::chrono::seconds(15), std::chrono::seconds(30)};
    base::Duration hydrationCheck = std::chrono::milliseconds(500);  // between two looks at a disk that is being filled
    FetchOptions fetching;  // of data that is read while it is still with the fleet
    base::Duration conditionCheck = std::chrono::seconds(5);  // between two looks whether what an operation waits for is there
    base::Duration repeatInterval = std::chrono::seconds(10);  // what was not acknowledged is sent again
};

struct Services {
    hypervisor::Driver& driver;
    base::FileSystem& files;
    base::Clock& clock;
    Workers& workers;
    LinkSender& link;
    BulkFactory bulk;
    const Identity& identity;
    StateLayout layout;
    DataKeys keys;
    AgentTiming timing;
    std::mutex staging;  // one release is staged at a time, so that two virtual phones share one download
    const base::ZoneOffsets* zones = nullptr;  // none: the handset knows UTC only
    std::function<void(base::Duration)> sleep = {};  // how a worker waits; none: as threads do
    HandsetFacts* facts = nullptr;             // none: it counts as charging, and its network as not metered
};

}  // namespace agent
