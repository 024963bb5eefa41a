// OperationsPage: what was asked of handsets, with progress, and the steps of the selected operation. GUI thread.
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTimer>

#include "app/console/keyset_loader.h"
#include "app/console/name_book.h"
#include "app/console/page.h"
#include "app/console/permissions.h"
#include "app/console/step_list.h"
#include "base/clock.h"

namespace console {

class OperationsPage final : public Page {
    Q_OBJECT
public:
    OperationsPage(FleetClient& client, const Permissions& permissions, const base::Clock& clock, QWidget* parent = nullptr);
    void readAnew() override { m_loader.reload(); }
    void apply(const QVector<Change>& changes) override;
    [[nodiscard]] QTableView& view() { return *m_view; }
    [[nodiscard]] ListModel<OperationRow>& model() { return *m_model; }

signals:
    void receiptWanted(const QString& operation);

private:
    std::vector<ListColumn<OperationRow>> columns();
    QWidget* createDetails();
    void showSelected();
    void cancelSelected();

    FleetClient& m_client;
    Permissions m_permissions;
    const base::Clock& m_clock;
    NameBook* m_names;
    ListModel<OperationRow>* m_model;
    KeysetLoader<OperationRow> m_loader;
    QTableView* m_view;
    StepList* m_steps;
    QLabel* m_title;
    QLabel* m_outcome;
    QPushButton *m_cancel, *m_receipt;
    QTimer m_delay, m_ages;
};

}  // namespace console
