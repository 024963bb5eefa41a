#include "app/console/ladder_edit.h"

#include <QGridLayout>

#include "app/console/setting_value_edit.h"
#include "app/console/wording.h"

namespace console {

using policy::ComplianceAction;

namespace {

constexpr std::array kActionsInOrder{ComplianceAction::Warn, ComplianceAction::Block, ComplianceAction::Wipe};

QString actionName(ComplianceAction action) { return Wording::complianceAction(shown(policy::complianceActionName(action))); }

}  // namespace

LadderEdit::LadderEdit(QWidget* parent) : QWidget(parent) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(6);
    const std::array<QString, 3> what{tr("the person is told on the phone"), tr("the work phone is shut until the rule is kept again"),
                                      tr("the work phone's data is erased for good; only after a block, so that the person can still act")};
    const std::array<base::Duration, 3> first{std::chrono::hours(1), std::chrono::days(2), std::chrono::days(14)};
    for (std::size_t at = 0; at < m_rows.size(); ++at) {
        m_rows[at] = {new QCheckBox(actionName(kActionsInOrder[at]), this), new DurationEdit(this), new QLabel(what[at], this)};
        const auto& row = m_rows[at];
        row.after->setDuration(first[at]);
        row.after->number().setAccessibleName(tr("%1 after").arg(actionName(kActionsInOrder[at])));
        row.what->setObjectName("muted");
        row.what->setWordWrap(true);
        const int line = static_cast<int>(at);
        grid->addWidget(row.chosen, line, 0);
        grid->addWidget(new QLabel(tr("after"), this), line, 1);
        grid->addWidget(row.after, line, 2);
        grid->addWidget(row.what, line, 3);
        connect(row.chosen, &QCheckBox::toggled, this, &LadderEdit::updateRows);
        connect(row.after, &DurationEdit::edited, this, &LadderEdit::edited);
    }
    grid->setColumnStretch(3, 1);
    grid->setHorizontalSpacing(10);
    m_rows.front().chosen->setChecked(true);
    updateRows();
}

void LadderEdit::updateRows() {
    auto& wipe = *row(ComplianceAction::Wipe).chosen;
    const bool blocks = row(ComplianceAction::Block).chosen->isChecked();
    if (!blocks && wipe.isChecked()) wipe.setChecked(false);
    wipe.setEnabled(blocks);
    wipe.setToolTip(blocks ? QString() : tr("A wipe comes only after a block: choose the block first."));
    for (const auto& row : m_rows) row.after->setEnabled(row.chosen->isChecked());
    emit edited();
}

void LadderEdit::setSteps(const std::vector<policy::ComplianceStep>& steps) {
    for (const auto& row : m_rows) row.chosen->setChecked(false);
    for (const auto& step : steps) {
        row(step.action).chosen->setChecked(true);
        row(step.action).after->setDuration(step.after);
    }
}

std::vector<policy::ComplianceStep> LadderEdit::steps() const {
    std::vector<policy::ComplianceStep> steps;
    for (std::size_t at = 0; at < m_rows.size(); ++at)
        if (m_rows[at].chosen->isChecked()) steps.push_back({kActionsInOrder[at], m_rows[at].after->duration()});
    return steps;
}

// policy::checkComplianceRule has the last word; this says the same in the operator's language where the mistake is made.
QString LadderEdit::problem(base::Duration grace, bool offline) const {
    const auto chosen = steps();
    if (chosen.empty()) return tr("Choose at least one step.");
    for (std::size_t at = 1; at < chosen.size(); ++at)
        if (chosen[at].after <= chosen[at - 1].after)
            return tr("%1 must come later than %2.").arg(actionName(chosen[at].action), actionName(chosen[at - 1].action));
    const auto& first = chosen.front();
    if (first.after < grace) return tr("%1 falls into the grace period: nothing happens for %2.").arg(actionName(first.action), Wording::span(grace));
    if (offline && first.after == base::Duration(0)) return tr("Every handset is silent for a moment: let the first step come later.");
    return {};
}

}  // namespace console
