// PoliciesPage: the policies, with what is asked of them. GUI thread.
#pragma once

#include "app/console/name_book.h"
#include "app/console/rows.h"
#include "app/console/rule_page.h"

namespace console {

class PoliciesPage final : public RulePage {
    Q_OBJECT
public:
    PoliciesPage(FleetClient& client, const Permissions& permissions, QWidget* parent = nullptr);
    [[nodiscard]] ListPage<PolicyRow>& list() { return *m_list; }

private:
    [[nodiscard]] QString detailsOf(const PolicyRow& policy);

    NameBook m_names;
    ListPage<PolicyRow>* m_list;
};

}  // namespace console
