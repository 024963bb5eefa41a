#include "app/console/policy_set_dialog.h"

#include <QGridLayout>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/console/policy_answers.h"
#include "app/console/row_reading.h"
#include "policy/rule_book_json.h"

namespace console {
namespace {

const AssignmentRow* findAssignment(const std::vector<AssignmentRow>& rows, const QString& target) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const AssignmentRow& row) { return row.id == target; });
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace

PolicySetDialog::PolicySetDialog(FleetClient& client, QString policy, QWidget* parent)
    : RuleSetDialog(client, kPolicyKind, std::move(policy),
                    {tr("New policy"), tr("Change policy %1"), tr("Reading the policy"), tr("Saving the policy"), tr("there is already a policy named %1"),
                     tr("The policy %1 was saved.")},
                    parent) {
    resize(960, 700);
    auto* editor = createEditor();
    begin(editor, &m_settings->search());
    connect(m_condition, &ConditionEdit::checked, this, &PolicySetDialog::updateButtons);
    connect(m_settings, &SettingList::changed, this, &PolicySetDialog::updateButtons);
    connect(m_settings, &SettingList::changed, this, &PolicySetDialog::nameTabs);
    connect(m_assignments, &AssignmentList::changed, this, &PolicySetDialog::nameTabs);
    connect(m_assignments, &AssignmentList::failed, this, &PolicySetDialog::fail);
    nameTabs();
}

QWidget* PolicySetDialog::createEditor() {
    auto* page = new QWidget(this);
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(8);
    m_description = new QLineEdit(page);
    m_condition = new ConditionEdit(page);
    m_settings = new SettingList(page);
    m_assignments = new AssignmentList(client(), page);
    m_tabs = new QTabWidget(page);
    m_tabs->addTab(m_settings, QString());
    m_tabs->addTab(m_assignments, QString());
    grid->addWidget(labelFor(tr("&Name:"), m_name, page), 0, 0);
    grid->addWidget(m_name, 0, 1);
    grid->addWidget(labelFor(tr("&Description:"), m_description, page), 0, 2);
    grid->addWidget(m_description, 0, 3);
    grid->addWidget(labelFor(tr("Applies &when:"), m_condition, page), 1, 0, Qt::AlignTop);
    grid->addWidget(m_condition, 1, 1, 1, 3);
    grid->addWidget(m_tabs, 2, 0, 1, 4);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 2);
    grid->setRowStretch(2, 1);
    return page;
}

void PolicySetDialog::nameTabs() {
    m_tabs->setTabText(0, tr("Settings (%1)").arg(m_settings->values().size()));
    m_tabs->setTabText(1, tr("Assigned to (%1)").arg(m_assignments->assignments().size()));
}

base::Result<void> PolicySetDialog::fill(const base::Json& rule) {
    TWINSET_ASSIGN(m_saved, readWholePolicy(rule));
    TWINSET_ASSIGN(m_assigned, readAssignments(rule));
    m_description->setText(QString::fromStdString(m_saved.description));
    m_condition->setSource(QString::fromStdString(m_saved.when));
    m_settings->setValues(m_saved.settings);
    if (!m_saved.settings.empty()) m_settings->select(QString::fromStdString(m_saved.settings.begin()->first));
    m_assignments->setAssignments(m_assigned);
    return {};
}

policy::Policy PolicySetDialog::written() const {
    return {nameText().toStdString(), m_description->text().trimmed().toStdString(), m_settings->values(), m_condition->source().toStdString()};
}

base::Json PolicySetDialog::draft() { return policy::policyToJson(written()); }

QString PolicySetDialog::whyNot() {
    if (!m_condition->problem().isEmpty()) return tr("Correct the condition.");
    if (const QString problem = m_settings->problem(); !problem.isEmpty()) return problem;
    const auto checked = policy::checkPolicy(written());
    return checked ? QString() : QString::fromStdString(checked.error().message);
}

base::Json PolicySetDialog::edit() {
    auto change = RuleSetDialog::edit();
    base::Json put = base::Json::array(), removed = base::Json::array();
    const std::string name = nameText().toStdString();
    for (const auto& row : m_assignments->assignments())
        if (std::find(m_assigned.begin(), m_assigned.end(), row) == m_assigned.end())
            put.push_back({{"policy", name}, {"target", row.id.toStdString()}, {"level", row.level.toStdString()}});
    for (const auto& row : m_assigned)
        if (findAssignment(m_assignments->assignments(), row.id) == nullptr) removed.push_back({{"policy", name}, {"target", row.id.toStdString()}});
    if (!put.empty()) change["put"]["assignments"] = std::move(put);
    if (!removed.empty()) change["remove"]["assignments"] = std::move(removed);
    return change;
}

void PolicySetDialog::save() {
    if (!former().isEmpty() && written() == m_saved) return saveAssignments();
    client().ask<bool>(this, kPolicyKind.verb("set"), argumentsOf(draft()), readNothing, [this](base::Result<bool> answer) {
        if (!answer) return fail(tr("Saving the policy"), answer.error());
        m_saved = written();
        nowExists();
        saveAssignments();
    });
}

// One call after the other, so that what fails can be said, and tried again without the rest. What is added comes first: the phones are never
// looser in between than before and after.
void PolicySetDialog::saveAssignments() {
    const std::string name = nameText().toStdString();
    for (const auto& row : m_assignments->assignments()) {
        if (std::find(m_assigned.begin(), m_assigned.end(), row) != m_assigned.end()) continue;
        Arguments arguments{{"name", name}, {"target", row.id.toStdString()}, {"level", row.level.toStdString()}};
        client().ask<bool>(this, "policy_assign", std::move(arguments), readNothing, [this, row](base::Result<bool> answer) {
            if (!answer) return fail(tr("The policy was saved, but not assigned to %1").arg(row.id), answer.error());
            std::erase_if(m_assigned, [&](const AssignmentRow& each) { return each.id == row.id; });
            m_assigned.push_back(row);
            saveAssignments();
        });
        return;
    }
    for (const auto& row : m_assigned) {
        if (findAssignment(m_assignments->assignments(), row.id) != nullptr) continue;
        client().ask<bool>(this, "policy_unassign", {{"name", name}, {"target", row.id.toStdString()}}, readNothing,
                           [this, target = row.id](base::Result<bool> answer) {
                               if (!answer) return fail(tr("The policy was saved, but is still assigned to %1").arg(target), answer.error());
                               std::erase_if(m_assigned, [&](const AssignmentRow& each) { return each.id == target; });
                               saveAssignments();
                           });
        return;
    }
    finish();
}

}  // namespace console
