#include "app/console/policies_page.h"

#include "app/console/action_button.h"
#include "app/console/policy_delete_dialog.h"
#include "app/console/policy_set_dialog.h"
#include "app/console/row_reading.h"
#include "app/console/wording.h"

namespace console {

PoliciesPage::PoliciesPage(FleetClient& client, const Permissions& permissions, QWidget* parent)
    : Page(parent), m_client(client), m_permissions(permissions) {
    using Row = PolicyRow;
    const auto text = [](const QString& title, std::function<QString(const Row&)> words) {
        return ListColumn<Row>{title, [words = std::move(words)](const Row& row, int role) {
                                   return role == Qt::DisplayRole || role == Qt::ToolTipRole ? QVariant(words(row)) : QVariant();
                               }};
    };
    ListPageShape<Row> shape;
    shape.title = tr("Policies");
    shape.whenEmpty = tr("No policy yet. Press New… to write the first one.");
    shape.doing = tr("Reading the policies");
    shape.columns = {{tr("Policy"),
                      [](const Row& row, int role) {
                          if (role == Qt::DisplayRole) return QVariant(row.id);
                          return role == kSecondLineRole ? QVariant(row.description) : QVariant();
                      }},
                     text(tr("Settings"), [](const Row& row) { return QString::number(row.settings.size()); }),
                     text(tr("Applies when"), [](const Row& row) { return row.when.isEmpty() ? tr("always") : row.when.simplified(); }),
                     text(tr("Assigned to"), [](const Row& row) {
                         QStringList targets;
                         for (const auto& assignment : row.assignments) targets.append(assignment.first);
                         return targets.join(", ");
                     })};
    shape.widths = {36, 12, 30, 30};
    shape.listVerb = "policy_list";
    shape.readPage = readPolicyPage;
    shape.paged = false;
    shape.feedKind = "policy";
    shape.details = [](const Row& policy) {
        QStringList lines{policy.id};
        if (!policy.description.isEmpty()) lines.append(policy.description);
        if (!policy.when.isEmpty()) lines.append({QString(), tr("Applies when:"), policy.when});
        lines.append(QString());
        for (const auto& [name, value] : policy.settings) lines.append(name + " = " + value);
        lines.append({QString(), tr("Assigned to:")});
        if (policy.assignments.empty()) lines.append(tr("nothing yet"));
        for (const auto& [target, level] : policy.assignments) lines.append(QStringLiteral("%1 (%2)").arg(target, level));
        return lines.join('\n');
    };
    shape.detailsName = tr("The selected policy");
    m_list = new ListPage<Row>(client, std::move(shape), this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list);
    connect(m_list, &Page::failed, this, &Page::failed);
    connect(m_list, &Page::notice, this, &Page::notice);
    m_new = add(tr("New…"), QKeySequence::New, tr("Write a new policy"));
    m_edit = add(tr("Edit…"), QKeySequence("Ctrl+E"), tr("Change the selected policy"));
    m_delete = add(tr("Delete…"), QKeySequence::Delete, tr("Delete the selected policy"));
    connect(m_new, &QAction::triggered, this, [this] { openEditor({}); });
    connect(m_edit, &QAction::triggered, this, [this] { openEditor(selected()); });
    connect(m_delete, &QAction::triggered, this, &PoliciesPage::openDelete);
    connect(&m_list->view(), &QTableView::doubleClicked, m_edit, &QAction::trigger);
    connect(m_list->view().selectionModel(), &QItemSelectionModel::currentChanged, this, &PoliciesPage::updateActions);
    connect(&m_list->model(), &QAbstractItemModel::rowsRemoved, this, &PoliciesPage::updateActions);
    updateActions();
}

QAction* PoliciesPage::add(const QString& text, const QKeySequence& shortcut, const QString& tip) {
    auto* action = new QAction(text, this);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setData(tip);
    addAction(action);
    m_list->head().addWidget(buttonFor(*action, m_list));
    return action;
}

void PoliciesPage::permit(QAction* action, std::string_view verb, bool needsPolicy) {
    QString reason;
    if (!m_permissions.allows(verb)) reason = tr("The role %1 does not permit this.").arg(Wording::role(m_permissions.role()));
    else if (needsPolicy && selected().isEmpty()) reason = tr("Select a policy first.");
    action->setEnabled(reason.isEmpty());
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(reason.isEmpty() ? QStringLiteral("%1 (%2)").arg(action->data().toString(), keys) : reason);
}

void PoliciesPage::updateActions() {
    permit(m_new, "policy_set", false);
    permit(m_edit, "policy_set", true);
    permit(m_delete, "policy_delete", true);
}

QString PoliciesPage::selected() const {
    const auto* row = m_list->model().at(m_list->view().currentIndex().row());
    return row == nullptr ? QString() : row->id;
}

void PoliciesPage::openEditor(const QString& policy) {
    auto* dialog = new PolicySetDialog(m_client, policy, this);
    connect(dialog, &PolicySetDialog::saved, this, &Page::notice);
    dialog->open();
}

void PoliciesPage::openDelete() {
    auto* dialog = new PolicyDeleteDialog(m_client, selected(), this);
    connect(dialog, &PolicyDeleteDialog::deleted, this, &Page::notice);
    dialog->open();
}

}  // namespace console
