#include "app/console/compliance_rule_set_dialog.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <nlohmann/json.hpp>

#include "app/console/rule_answers.h"
#include "policy/rule_book_json.h"

namespace console {

ComplianceRuleSetDialog::ComplianceRuleSetDialog(FleetClient& client, QString rule, QWidget* parent)
    : RuleSetDialog(client, kComplianceRuleKind, std::move(rule),
                    {tr("New compliance rule"), tr("Change compliance rule %1"), tr("Reading the compliance rule"), tr("Saving the compliance rule"),
                     tr("there is already a compliance rule named %1"), tr("The compliance rule %1 was saved.")},
                    parent) {
    resize(900, 560);
    auto* editor = createEditor();
    begin(editor, m_condition);
    connect(m_byCondition, &QRadioButton::toggled, this, [this](bool byCondition) {
        m_condition->setEnabled(byCondition);
        updateButtons();
    });
    connect(m_condition, &ConditionEdit::checked, this, &ComplianceRuleSetDialog::updateButtons);
    connect(m_grace, &DurationEdit::edited, this, &ComplianceRuleSetDialog::updateButtons);
    connect(m_ladder, &LadderEdit::edited, this, &ComplianceRuleSetDialog::updateButtons);
    connect(m_message, &QLineEdit::textChanged, this, &ComplianceRuleSetDialog::updateButtons);
}

QWidget* ComplianceRuleSetDialog::createEditor() {
    auto* page = new QWidget(this);
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(10);
    m_byCondition = new QRadioButton(tr("a phone for which this &condition holds:"), page);
    m_byCondition->setChecked(true);
    m_bySilence = new QRadioButton(tr("a handset that is not &heard from"), page);
    m_condition = new ConditionEdit(page);
    m_condition->edit().setPlaceholderText(tr("For example: %1").arg(R"(phone.notEnforced.size() > 0)"));
    m_grace = new DurationEdit(page);
    m_grace->setDuration(std::chrono::hours(1));
    m_ladder = new LadderEdit(page);
    m_message = new QLineEdit(page);
    m_message->setPlaceholderText(tr("What the person reads in the warning, and what to do"));
    auto* explanation = new QLabel(tr("A violation that ends within the grace period has no consequence. All times count from the violation's beginning; of a handset "
                                      "that is not heard from, from its last contact."), page);
    explanation->setObjectName("muted");
    explanation->setWordWrap(true);
    auto* grace = new QHBoxLayout;
    grace->addWidget(m_grace);
    grace->addStretch(1);
    int row = 0;
    grid->addWidget(labelFor(tr("&Name:"), m_name, page), row, 0);
    grid->addWidget(m_name, row++, 1);
    grid->addWidget(new QLabel(tr("Not compliant:"), page), row, 0);
    grid->addWidget(m_byCondition, row++, 1);
    grid->addWidget(m_condition, row++, 1);
    grid->addWidget(m_bySilence, row++, 1);
    grid->addWidget(labelFor(tr("&Grace period:"), m_grace, page), row, 0);
    grid->addLayout(grace, row++, 1);
    grid->addWidget(new QLabel(tr("Then:"), page), row, 0, Qt::AlignTop);
    grid->addWidget(m_ladder, row++, 1);
    grid->addWidget(labelFor(tr("&Message:"), m_message, page), row, 0);
    grid->addWidget(m_message, row++, 1);
    grid->addWidget(explanation, row++, 1);
    grid->setRowStretch(row, 1);
    grid->setColumnStretch(1, 1);
    return page;
}

base::Result<void> ComplianceRuleSetDialog::fill(const base::Json& json) {
    TWINSET_ASSIGN(const auto rule, readWholeComplianceRule(json));
    (rule.offline ? m_bySilence : m_byCondition)->setChecked(true);
    m_condition->setSource(QString::fromStdString(rule.violation));
    m_grace->setDuration(rule.grace);
    m_ladder->setSteps(rule.ladder);
    m_message->setText(QString::fromStdString(rule.message));
    return {};
}

policy::ComplianceRule ComplianceRuleSetDialog::written() const {
    policy::ComplianceRule rule;
    rule.name = nameText().toStdString();
    rule.offline = m_bySilence->isChecked();
    if (!rule.offline) rule.violation = m_condition->source().toStdString();
    rule.grace = m_grace->duration();
    rule.ladder = m_ladder->steps();
    rule.message = m_message->text().trimmed().toStdString();
    return rule;
}

QString ComplianceRuleSetDialog::whyNot() {
    if (m_byCondition->isChecked() && m_condition->source().isEmpty()) return tr("Write the condition.");
    if (m_byCondition->isChecked() && !m_condition->problem().isEmpty()) return tr("Correct the condition.");
    if (const QString problem = m_ladder->problem(m_grace->duration(), m_bySilence->isChecked()); !problem.isEmpty()) return problem;
    const auto checked = policy::checkComplianceRule(written());
    return checked ? QString() : QString::fromStdString(checked.error().message);
}

base::Json ComplianceRuleSetDialog::draft() { return policy::complianceRuleToJson(written()); }

}  // namespace console
