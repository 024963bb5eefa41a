// HandsetPresence: when handsets were last heard from, from the links into the catalog and the conditions that ask for it. Once a minute, in
// transactions of some hundred handsets: a handset that is connected and silent answers a ping every four to five minutes, so that what the catalog says is
// at most seven minutes old.
//
// It also notes that somebody listens at all, and what to make of the time in which nobody did (LinkTable::resume).
//
// Rejected: a transaction for each ping (the catalog has one writer); "now" for whoever is connected (a link is up for minutes after a handset has died).
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "fleet/catalog/catalog.h"
#include "fleet/gateway/link_table.h"

namespace fleet {

class DesiredStateWriter;
class FleetPolicy;

class HandsetPresence {
public:
    HandsetPresence(catalog::Catalog& catalog, LinkTable& links, FleetPolicy& policy, DesiredStateWriter& desired)
        : m_catalog(catalog), m_links(links), m_policy(policy), m_desired(desired) {}

    /// When the gateway starts, before anything reads facts.
    base::Result<void> resume(base::Timestamp now);
    /// Writes when a minute has passed. On one thread.
    base::Result<void> tick(base::Timestamp now);

private:
    base::Result<void> writeSome(const std::vector<LinkTable::Heard>& handsets);
    base::Result<void> noteListening(base::Timestamp now);

    catalog::Catalog& m_catalog;
    LinkTable& m_links;
    FleetPolicy& m_policy;
    DesiredStateWriter& m_desired;
    base::Timestamp m_started, m_written;
};

}  // namespace fleet
