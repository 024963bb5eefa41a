// RestorePointsPage: what can be brought back, of all phones or of one; how many are kept; the files in a restore point. GUI thread; `clock` must outlive the page.
#pragma once

#include <QAction>
#include <QLabel>

#include "app/console/list_page.h"
#include "app/console/permissions.h"
#include "app/console/rows.h"
#include "app/console/target_edit.h"
#include "base/clock.h"

namespace console {

class RestorePointsPage final : public Page {
    Q_OBJECT
public:
    RestorePointsPage(FleetClient& client, const Permissions& permissions, const base::Clock& clock, QWidget* parent = nullptr);
    void readAnew() override;
    void apply(const QVector<Change>& changes) override;
    /// Shows those of one phone only; an empty id: of all.
    void showPhone(const QString& phone);
    [[nodiscard]] ListPage<RestorePointRow>& list() { return *m_list; }
    [[nodiscard]] TargetEdit& phone() { return *m_phone; }
    [[nodiscard]] QAction* filesAction() const { return m_files; }
    [[nodiscard]] QAction* retentionAction() const { return m_retention; }
    /// Which rule says how many are kept, in words.
    [[nodiscard]] QString rule() const { return m_rule->text(); }

private:
    void filter();
    void readRule();
    void updateActions();
    void openFiles();
    void openRetention();

    FleetClient& m_client;
    const Permissions m_permissions;
    const base::Clock& m_clock;
    ListPage<RestorePointRow>* m_list;
    TargetEdit* m_phone;
    QAction *m_files, *m_retention;
    QLabel* m_rule;
    QString m_shown;  // the target the list is of; empty: all phones
};

}  // namespace console
