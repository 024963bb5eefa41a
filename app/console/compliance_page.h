// CompliancePage: the phones that break a rule now, above; the rules, below. GUI thread; `clock` must outlive the page.
#pragma once

#include "app/console/rule_pages.h"

namespace console {

class CompliancePage final : public Page {
    Q_OBJECT
public:
    CompliancePage(FleetClient& client, const Permissions& permissions, const base::Clock& clock, QWidget* parent = nullptr);
    void readAnew() override;
    void apply(const QVector<Change>& changes) override;
    [[nodiscard]] RulePage& rules() { return *m_rules; }
    [[nodiscard]] Page& violations() { return *m_violations; }

private:
    Page* m_violations;
    RulePage* m_rules;
};

}  // namespace console
