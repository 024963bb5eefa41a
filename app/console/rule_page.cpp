#include "app/console/rule_page.h"

#include "app/console/action_button.h"
#include "app/console/wording.h"

namespace console {

RulePage::RulePage(const RuleKind& kind, Permissions permissions, Words words, QWidget* parent)
    : Page(parent), m_kind(kind), m_permissions(std::move(permissions)), m_words(std::move(words)) {
    m_new = add(tr("New…"), QKeySequence::New, m_words.newTip);
    m_edit = add(tr("Edit…"), QKeySequence("Ctrl+E"), m_words.editTip);
    m_delete = add(tr("Delete…"), QKeySequence::Delete, m_words.deleteTip);
}

void RulePage::setDialogs(MakeDialog editor, MakeDialog deletion) {
    m_makeEditor = std::move(editor);
    m_makeDeletion = std::move(deletion);
    connect(m_new, &QAction::triggered, this, [this] { m_makeEditor({})->open(); });
    connect(m_edit, &QAction::triggered, this, [this] { m_makeEditor(selected())->open(); });
    connect(m_delete, &QAction::triggered, this, [this] { m_makeDeletion(selected())->open(); });
}

void RulePage::take(Page* list, QTableView& view, QHBoxLayout& head) {
    m_list = list;
    m_view = &view;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list);
    for (auto* action : {m_new, m_edit, m_delete}) head.addWidget(buttonFor(*action, m_list));
    connect(m_list, &Page::failed, this, &Page::failed);
    connect(m_list, &Page::notice, this, &Page::notice);
    connect(m_view, &QTableView::doubleClicked, m_edit, &QAction::trigger);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &RulePage::updateActions);
    connect(m_view->model(), &QAbstractItemModel::rowsRemoved, this, &RulePage::updateActions);
    updateActions();
}

QAction* RulePage::add(const QString& text, const QKeySequence& shortcut, const QString& tip) {
    auto* action = new QAction(text, this);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setData(tip);
    addAction(action);
    return action;
}

void RulePage::permit(QAction* action, const std::string& verb, bool needsRule) {
    QString reason;
    if (!m_permissions.allows(verb)) reason = tr("The role %1 does not permit this.").arg(Wording::role(m_permissions.role()));
    else if (needsRule && selected().isEmpty()) reason = m_words.selectFirst;
    action->setEnabled(reason.isEmpty());
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(reason.isEmpty() ? QStringLiteral("%1 (%2)").arg(action->data().toString(), keys) : reason);
}

void RulePage::updateActions() {
    permit(m_new, m_kind.verb("set"), false);
    permit(m_edit, m_kind.verb("set"), true);
    permit(m_delete, m_kind.verb("delete"), true);
}

QString RulePage::selected() const { return m_view->currentIndex().data(kIdRole).toString(); }

}  // namespace console
