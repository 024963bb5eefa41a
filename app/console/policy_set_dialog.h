// PolicySetDialog: writes a new policy, or changes one, and says whom it is for; shows what would change on how many phones before it is saved.
// Shown with open(); GUI thread.
#pragma once

#include <QTabWidget>

#include "app/console/assignment_list.h"
#include "app/console/condition_edit.h"
#include "app/console/rule_set_dialog.h"
#include "app/console/setting_list.h"

namespace console {

class PolicySetDialog final : public RuleSetDialog {
    Q_OBJECT
public:
    /// `policy` is the name of the one to change; empty: a new one.
    PolicySetDialog(FleetClient& client, QString policy, QWidget* parent = nullptr);
    [[nodiscard]] QLineEdit& description() { return *m_description; }
    [[nodiscard]] ConditionEdit& condition() { return *m_condition; }
    [[nodiscard]] SettingList& settings() { return *m_settings; }
    [[nodiscard]] AssignmentList& assignments() { return *m_assignments; }
    [[nodiscard]] QTabWidget& tabs() { return *m_tabs; }

protected:
    base::Result<void> fill(const base::Json& rule) override;
    QString whyNot() override;
    base::Json draft() override;
    base::Json edit() override;
    void save() override;

private:
    QWidget* createEditor();
    [[nodiscard]] policy::Policy written() const;
    void saveAssignments();
    void nameTabs();

    QLineEdit* m_description;
    ConditionEdit* m_condition;
    SettingList* m_settings;
    AssignmentList* m_assignments;
    QTabWidget* m_tabs;
    policy::Policy m_saved;  // as the gateway has it
    std::vector<AssignmentRow> m_assigned;
};

}  // namespace console
