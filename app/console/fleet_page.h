// FleetPage: every handset and virtual phone, live, with a search and the details and actions of the selected phone.
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTimer>
#include <QTreeView>

#include "app/console/elided_text.h"
#include "app/console/fleet_loader.h"
#include "app/console/fleet_tree_model.h"
#include "app/console/page.h"
#include "app/console/permissions.h"
#include "app/console/phone_actions.h"
#include "app/console/phone_details.h"

namespace console {

class FleetPage final : public Page {
    Q_OBJECT
public:
    FleetPage(FleetClient& client, const Permissions& permissions, const base::Clock& clock, QWidget* parent = nullptr);
    void readAnew() override;
    void apply(const QVector<Change>& changes) override;

    [[nodiscard]] FleetTreeModel& model() { return *m_model; }
    [[nodiscard]] QTreeView& view() { return *m_view; }
    [[nodiscard]] PhoneActions& actions() { return *m_actions; }
    void selectPhone(const QString& id);
    void focusSearch();

signals:
    void restoreWanted(const console::PhoneRow& phone);
    void updateWanted(const console::PhoneRow& phone);
    void explainWanted(const console::PhoneRow& phone);
    /// The counts of the fleet, when they were read.
    void statusRead(const console::FleetStatus& status);

private:
    QWidget* createHead();
    QWidget* createDetails();
    void createView();
    void connectAll();
    void openNewHandsets();
    void showSelected();
    void readStatus();

    FleetClient& m_client;
    FleetTreeModel* m_model;
    FleetLoader* m_loader;
    PhoneActions* m_actions;
    QTreeView* m_view;
    QLineEdit* m_search;
    QLabel* m_counts;
    QStackedWidget* m_detailsStack;
    ElidedText* m_phoneTitle;
    PhoneDetails* m_details;
    QTimer m_searchDelay, m_ages, m_statusDelay;
    QString m_selected;  // id of the phone whose details are shown
};

}  // namespace console
