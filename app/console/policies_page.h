// PoliciesPage: the policies, with what is asked of them: a new one, change, delete. GUI thread.
#pragma once

#include <QAction>
#include <QPushButton>

#include "app/console/list_page.h"
#include "app/console/permissions.h"
#include "app/console/rows.h"

namespace console {

class PoliciesPage final : public Page {
    Q_OBJECT
public:
    PoliciesPage(FleetClient& client, const Permissions& permissions, QWidget* parent = nullptr);
    void readAnew() override { m_list->readAnew(); }
    void apply(const QVector<Change>& changes) override { m_list->apply(changes); }
    [[nodiscard]] ListPage<PolicyRow>& list() { return *m_list; }
    [[nodiscard]] QAction* newAction() const { return m_new; }
    [[nodiscard]] QAction* editAction() const { return m_edit; }
    [[nodiscard]] QAction* deleteAction() const { return m_delete; }

private:
    QAction* add(const QString& text, const QKeySequence& shortcut, const QString& tip);
    void permit(QAction* action, std::string_view verb, bool needsPolicy);
    void updateActions();
    void openEditor(const QString& policy);
    void openDelete();
    [[nodiscard]] QString selected() const;

    FleetClient& m_client;
    const Permissions m_permissions;
    ListPage<PolicyRow>* m_list;
    QAction *m_new, *m_edit, *m_delete;
};

}  // namespace console
