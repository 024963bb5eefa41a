#include "app/console/group_set_dialog.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/console/list_columns.h"
#include "app/console/list_page.h"
#include "app/console/rule_answers.h"
#include "policy/rule_book_json.h"

namespace console {

GroupSetDialog::GroupSetDialog(FleetClient& client, QString group, QWidget* parent)
    : RuleSetDialog(client, kGroupKind, std::move(group),
                    {tr("New group"), tr("Change group %1"), tr("Reading the group"), tr("Saving the group"), tr("there is already a group named %1"),
                     tr("The group %1 was saved.")},
                    parent),
      m_names(client) {
    resize(820, 520);
    auto* editor = createEditor();
    begin(editor, m_description);
    connect(m_byCondition, &QRadioButton::toggled, this, [this](bool byCondition) {
        m_who->setCurrentIndex(byCondition ? 0 : 1);
        updateButtons();
    });
    connect(m_condition, &ConditionEdit::checked, this, &GroupSetDialog::updateButtons);
    connect(m_member, &TargetEdit::changed, this, &GroupSetDialog::updateList);
    connect(m_member, &TargetEdit::failed, this, &GroupSetDialog::fail);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &GroupSetDialog::updateList);
    connect(m_add, &QPushButton::clicked, this, &GroupSetDialog::add);
    connect(m_remove, &QPushButton::clicked, this, &GroupSetDialog::remove);
    connect(&m_names, &NameBook::learned, this, [this] { m_members->refreshAll(); });
    showMembers();
}

QWidget* GroupSetDialog::createEditor() {
    auto* page = new QWidget(this);
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(8);
    m_description = new QLineEdit(page);
    m_byCondition = new QRadioButton(tr("every phone for which a &condition holds, now and later"), page);
    m_byList = new QRadioButton(tr("the handsets and phones of a &list"), page);
    m_byCondition->setChecked(true);
    m_condition = new ConditionEdit(page);
    auto* conditionPage = new QWidget(page);
    auto* column = new QVBoxLayout(conditionPage);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_condition);
    column->addStretch(1);
    m_who = new QStackedWidget(page);
    m_who->addWidget(conditionPage);
    m_who->addWidget(createList(page));
    grid->addWidget(labelFor(tr("&Name:"), m_name, page), 0, 0);
    grid->addWidget(m_name, 0, 1);
    grid->addWidget(labelFor(tr("&Description:"), m_description, page), 0, 2);
    grid->addWidget(m_description, 0, 3);
    grid->addWidget(new QLabel(tr("In the group:"), page), 1, 0);
    auto* choice = new QHBoxLayout;
    choice->setSpacing(24);
    choice->addWidget(m_byCondition);
    choice->addWidget(m_byList);
    choice->addStretch(1);
    grid->addLayout(choice, 1, 1, 1, 3);
    grid->addWidget(m_who, 2, 0, 1, 4);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 2);
    grid->setRowStretch(2, 1);
    return page;
}

QWidget* GroupSetDialog::createList(QWidget* parent) {
    auto* list = new QWidget(parent);
    m_member = new TargetEdit(client(), TargetEdit::Offer::HandsetsAndPhones, list);
    m_add = new QPushButton(tr("&Add"), list);
    m_remove = new QPushButton(tr("&Remove"), list);
    for (auto* button : {m_add, m_remove}) button->setAutoDefault(false);
    m_members = new ListModel<MemberRow>({textColumn<MemberRow>(tr("Member"),
                                                                [this](const MemberRow& row) {
                                                                    return targetWords((row.id.startsWith("vp-") ? "phone:" : "handset:") + row.id, m_names);
                                                                })},
                                         this);
    m_view = new QTableView(list);
    m_view->setModel(m_members);
    m_view->setAccessibleName(tr("Members"));
    dressTable(*m_view, {100});
    m_view->verticalHeader()->setDefaultSectionSize(m_view->fontMetrics().height() + 12);
    m_count = new QLabel(list);
    m_count->setObjectName("muted");
    auto* row = new QHBoxLayout;
    row->addWidget(m_member, 1);
    row->addWidget(m_add);
    row->addWidget(m_remove);
    auto* column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(row);
    column->addWidget(m_view, 1);
    column->addWidget(m_count);
    return list;
}

base::Result<void> GroupSetDialog::fill(const base::Json& rule) {
    TWINSET_ASSIGN(const auto group, readWholeGroup(rule));
    m_description->setText(QString::fromStdString(group.description));
    m_condition->setSource(QString::fromStdString(group.expression));
    m_ids = group.members;
    (group.expression.empty() ? m_byList : m_byCondition)->setChecked(true);
    showMembers();
    return {};
}

QString GroupSetDialog::whyNot() {
    if (m_byList->isChecked()) return m_ids.empty() ? tr("Add a handset or a phone.") : QString();
    if (m_condition->source().isEmpty()) return tr("Write the condition.");
    return m_condition->problem().isEmpty() ? QString() : tr("Correct the condition.");
}

base::Json GroupSetDialog::draft() {
    policy::Group group;
    group.name = nameText().toStdString();
    group.description = m_description->text().trimmed().toStdString();
    if (m_byList->isChecked()) group.members = m_ids;
    else group.expression = m_condition->source().toStdString();
    return policy::groupToJson(group);
}

void GroupSetDialog::showMembers() {
    std::vector<MemberRow> rows;
    for (const auto& id : m_ids) rows.push_back({QString::fromStdString(id)});
    m_members->merge(std::move(rows));
    m_count->setText(tr("%n member(s). Of a handset in the list, all phones are in the group.", "", static_cast<int>(m_ids.size())));
    updateList();
    updateButtons();
}

void GroupSetDialog::add() {
    const QString target = m_member->target();
    m_ids.push_back(target.mid(target.indexOf(':') + 1).toStdString());
    m_member->clearValue();
    showMembers();
}

void GroupSetDialog::remove() {
    const auto* selected = m_members->at(m_view->currentIndex().row());
    if (selected == nullptr) return;
    std::erase(m_ids, selected->id.toStdString());
    showMembers();
}

void GroupSetDialog::updateList() {
    const QString target = m_member->target(), id = target.mid(target.indexOf(':') + 1);
    m_add->setEnabled(m_member->isPicked() && m_members->rowOf(id) < 0);
    m_add->setToolTip(m_member->isPicked() ? QString() : tr("Choose a handset or phone from what the search finds."));
    m_remove->setEnabled(m_members->at(m_view->currentIndex().row()) != nullptr);
}

}  // namespace console
