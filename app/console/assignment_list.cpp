#include "app/console/assignment_list.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

#include "app/console/list_columns.h"
#include "app/console/list_page.h"
#include "app/console/wording.h"
#include "policy/policy.h"

namespace console {

AssignmentList::AssignmentList(FleetClient& client, QWidget* parent)
    : QWidget(parent), m_names(client), m_view(new QTableView(this)), m_target(new TargetEdit(client, TargetEdit::Offer::Everything, this)),
      m_level(new QComboBox(this)), m_add(new QPushButton(tr("A&ssign"), this)), m_remove(new QPushButton(tr("&Unassign"), this)) {
    m_model = new ListModel<AssignmentRow>({textColumn<AssignmentRow>(tr("Assigned to"), [this](const AssignmentRow& row) { return targetWords(row.id, m_names); }),
                                            textColumn<AssignmentRow>(tr("Level"), [](const AssignmentRow& row) { return Wording::level(row.level); })},
                                           this);
    build();
    connect(&m_names, &NameBook::learned, this, [this] { m_model->refreshAll(); });
    connect(m_target, &TargetEdit::changed, this, &AssignmentList::updateButtons);
    connect(m_target, &TargetEdit::failed, this, &AssignmentList::failed);
    connect(m_level, &QComboBox::currentIndexChanged, this, &AssignmentList::updateButtons);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &AssignmentList::updateButtons);
    connect(m_add, &QPushButton::clicked, this, &AssignmentList::add);
    connect(m_remove, &QPushButton::clicked, this, &AssignmentList::remove);
    updateButtons();
}

void AssignmentList::build() {
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Assigned to"));
    dressTable(*m_view, {70, 30});
    m_view->verticalHeader()->setDefaultSectionSize(m_view->fontMetrics().height() + 12);
    for (const char* level : {"floor", "org", "group", "device", "default"}) m_level->addItem(Wording::level(level), level);
    m_level->setCurrentIndex(m_level->findData("group"));
    m_level->setAccessibleName(tr("Level"));
    for (auto* button : {m_add, m_remove}) button->setAutoDefault(false);
    auto* explanation = new QLabel(tr("Restrictions of all levels count together; a level decides only where no value is stricter than another. Nothing loosens a floor."), this);
    explanation->setObjectName("muted");
    explanation->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->addWidget(m_target, 1);
    row->addWidget(m_level);
    row->addWidget(m_add);
    row->addWidget(m_remove);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(row);
    column->addWidget(m_view, 1);
    column->addWidget(explanation);
}

void AssignmentList::setAssignments(std::vector<AssignmentRow> assignments) {
    m_assignments = std::move(assignments);
    m_model->merge(m_assignments);
    updateButtons();
    emit changed();
}

void AssignmentList::add() {
    const AssignmentRow added{m_target->target(), m_level->currentData().toString()};
    auto rows = m_assignments;
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const AssignmentRow& row) { return row.id == added.id; });
    if (same == rows.end()) rows.push_back(added);
    else *same = added;
    m_target->clearValue();
    setAssignments(std::move(rows));
}

void AssignmentList::remove() {
    const AssignmentRow* selected = m_model->at(m_view->currentIndex().row());
    if (selected == nullptr) return;
    auto rows = m_assignments;
    std::erase_if(rows, [id = selected->id](const AssignmentRow& row) { return row.id == id; });
    setAssignments(std::move(rows));
}

void AssignmentList::updateButtons() {
    const QString target = m_target->target();
    const AssignmentRow added{target, m_level->currentData().toString()};
    m_add->setEnabled(!target.isEmpty() && std::find(m_assignments.begin(), m_assignments.end(), added) == m_assignments.end());
    m_remove->setEnabled(m_model->at(m_view->currentIndex().row()) != nullptr);
}

}  // namespace console
