// PolicyWhatIfView: what a change of policy would do, for how many phones and to which. GUI thread.
#pragma once

#include <QLabel>
#include <QTableView>
#include <QWidget>

#include "app/console/list_model.h"
#include "app/console/policy_answers.h"

namespace console {

class PolicyWhatIfView final : public QWidget {
    Q_OBJECT
public:
    explicit PolicyWhatIfView(QWidget* parent = nullptr);
    void showWhatIf(const PolicyWhatIf& whatIf);
    /// "12 phones would change: tightened on 3, loosened on 9."
    static QString summary(const PolicyWhatIf& whatIf);
    /// "12 phones would be in the group sales, now 10."
    static QString summary(const GroupEffectRow& group);

private:
    QLabel *m_summary, *m_warning, *m_more;
    ListModel<PolicyEffectRow>* m_model;
    QTableView* m_view;
};

}  // namespace console
