// The pages that are lists: restore points, releases, audit events, alerts. GUI thread; `clock` gives
// the ages and must outlive the page.
#pragma once

#include "app/console/fleet_client.h"
#include "app/console/page.h"
#include "app/console/rows.h"
#include "base/clock.h"

namespace console {

template <typename Row>
class ListPage;

ListPage<RestorePointRow>* createRestorePointsList(FleetClient& client, const base::Clock& clock, QWidget* parent);
Page* createReleasesPage(FleetClient& client, const base::Clock& clock, QWidget* parent);
Page* createAuditPage(FleetClient& client, QWidget* parent);
Page* createAlertsPage(FleetClient& client, const base::Clock& clock, QWidget* parent);

}  // namespace console
