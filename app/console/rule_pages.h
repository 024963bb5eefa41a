// The pages of the rules beside policies: groups, exceptions, compliance with its violations. GUI thread; `clock` gives the ages and must outlive the
// page.
#pragma once

#include "app/console/fleet_client.h"
#include "app/console/permissions.h"
#include "app/console/rule_page.h"
#include "base/clock.h"

namespace console {

RulePage* createGroupsPage(FleetClient& client, const Permissions& permissions, QWidget* parent);
RulePage* createExceptionsPage(FleetClient& client, const Permissions& permissions, const base::Clock& clock, QWidget* parent);
RulePage* createComplianceRulesPage(FleetClient& client, const Permissions& permissions, QWidget* parent);
Page* createViolationsPage(FleetClient& client, const base::Clock& clock, QWidget* parent);

}  // namespace console
