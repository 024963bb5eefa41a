// ComplianceRuleSetDialog: writes a compliance rule: what is not compliant, how long nothing happens, and then what, when. Shows what would change before
// it is saved. Shown with open(); GUI thread.
#pragma once

#include <QRadioButton>

#include "app/console/condition_edit.h"
#include "app/console/ladder_edit.h"
#include "app/console/rule_set_dialog.h"

namespace console {

class ComplianceRuleSetDialog final : public RuleSetDialog {
    Q_OBJECT
public:
    /// `rule` is the name of the one to change; empty: a new one.
    ComplianceRuleSetDialog(FleetClient& client, QString rule, QWidget* parent = nullptr);
    [[nodiscard]] QRadioButton& byCondition() { return *m_byCondition; }
    [[nodiscard]] QRadioButton& bySilence() { return *m_bySilence; }
    [[nodiscard]] ConditionEdit& condition() { return *m_condition; }
    [[nodiscard]] DurationEdit& grace() { return *m_grace; }
    [[nodiscard]] LadderEdit& ladder() { return *m_ladder; }
    [[nodiscard]] QLineEdit& message() { return *m_message; }

protected:
    base::Result<void> fill(const base::Json& rule) override;
    QString whyNot() override;
    base::Json draft() override;

private:
    QWidget* createEditor();
    [[nodiscard]] policy::ComplianceRule written() const;

    QRadioButton *m_byCondition, *m_bySilence;
    ConditionEdit* m_condition;
    DurationEdit* m_grace;
    LadderEdit* m_ladder;
    QLineEdit* m_message;
};

}  // namespace console
