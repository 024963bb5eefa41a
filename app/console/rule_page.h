// RulePage: a list of rules of one kind with what is asked of them: a new one, change, delete. GUI thread.
#pragma once

#include <QAction>
#include <QDialog>
#include <QPushButton>
#include <functional>

#include "app/console/list_page.h"
#include "app/console/permissions.h"
#include "app/console/rule_kind.h"

namespace console {

class RulePage : public Page {
    Q_OBJECT
public:
    struct Words {
        QString newTip, editTip, deleteTip, selectFirst;
    };
    /// Dialogs that have a signal saved(QString) or deleted(QString) are connected to notice() by who makes them.
    using MakeDialog = std::function<QDialog*(const QString& name)>;

    RulePage(const RuleKind& kind, Permissions permissions, Words words, QWidget* parent);
    template <typename Row>
    ListPage<Row>& hold(ListPage<Row>* list) {
        take(list, list->view(), list->head());
        return *list;
    }
    /// An empty name asks for the editor of a new rule.
    void setDialogs(MakeDialog editor, MakeDialog deletion);
    void readAnew() override { m_list->readAnew(); }
    void apply(const QVector<Change>& changes) override { m_list->apply(changes); }
    [[nodiscard]] QTableView& view() const { return *m_view; }
    [[nodiscard]] QAction* newAction() const { return m_new; }
    [[nodiscard]] QAction* editAction() const { return m_edit; }
    [[nodiscard]] QAction* deleteAction() const { return m_delete; }

private:
    void take(Page* list, QTableView& view, QHBoxLayout& head);
    QAction* add(const QString& text, const QKeySequence& shortcut, const QString& tip);
    void permit(QAction* action, const std::string& verb, bool needsRule);
    void updateActions();
    [[nodiscard]] QString selected() const;

    const RuleKind m_kind;
    const Permissions m_permissions;
    const Words m_words;
    MakeDialog m_makeEditor, m_makeDeletion;
    Page* m_list = nullptr;
    QTableView* m_view = nullptr;
    QAction *m_new, *m_edit, *m_delete;
};

}  // namespace console
