// MainWindow: navigation at the left, a message bar and the chosen page at the right, the connection in the status bar.
// Pages, client and clock outlive nothing here: the window owns the pages, the caller owns client and clock. GUI thread.
#pragma once

#include <QLabel>
#include <QListWidget>
#include <QMainWindow>
#include <QStackedWidget>

#include "app/console/fleet_client.h"
#include "app/console/fleet_page.h"
#include "app/console/message_bar.h"
#include "app/console/operations_page.h"
#include "app/console/policies_page.h"
#include "app/console/permissions.h"
#include "app/console/restore_points_page.h"

namespace console {

/// Whom the window works for, for its title and status bar.
struct WindowIdentity {
    QString gateway;  // "gw.example:7443", or the directory of a local fleet
    QString operatorName, role;
};

class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(FleetClient& client, const base::Clock& clock, WindowIdentity identity, QWidget* parent = nullptr);

    /// "fleet", "operations", "restore_points", "releases", "policies", "groups", "exceptions", "compliance", "audit",
    /// "alerts"; false for another name, and for a page that is not for the role.
    bool showPage(const QString& name);
    static QStringList pageNames();
    [[nodiscard]] FleetPage& fleetPage() { return *m_fleet; }
    [[nodiscard]] OperationsPage& operationsPage() { return *m_operations; }
    [[nodiscard]] PoliciesPage& policiesPage() { return *m_policies; }
    [[nodiscard]] RestorePointsPage& restorePointsPage() { return *m_restorePoints; }
    [[nodiscard]] MessageBar& messages() { return *m_messages; }
    /// Opens the restore dialog, at the person or with a phone known.
    class VirtualPhoneRestoreDialog* openRestore(const std::optional<PhoneRow>& phone);

private:
    void build();
    /// `verb`: what reads the page; without it for the role, the page stands in the navigation but cannot be opened.
    void addPage(Page* page, int symbol, const QString& title, std::string_view verb = "fleet_status");
    void addShortcuts();
    void connectClient();
    void showConnection(bool connected);

    FleetClient& m_client;
    const base::Clock& m_clock;
    WindowIdentity m_identity;
    Permissions m_permissions;
    QListWidget* m_navigation;
    QStackedWidget* m_pages;
    MessageBar* m_messages;
    FleetPage* m_fleet;
    OperationsPage* m_operations;
    PoliciesPage* m_policies;
    RestorePointsPage* m_restorePoints;
    QLabel *m_connectionIcon, *m_connection;
};

}  // namespace console
