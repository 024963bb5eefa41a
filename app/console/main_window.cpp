#include "app/console/main_window.h"

#include <QAction>
#include <QApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStatusBar>
#include <QVBoxLayout>

#include "app/console/compliance_page.h"
#include "app/console/icons.h"
#include "app/console/item_delegates.h"
#include "app/console/list_pages.h"
#include "app/console/policy_explain_dialog.h"
#include "app/console/rule_pages.h"
#include "app/console/virtual_phone_restore_dialog.h"
#include "app/console/virtual_phone_update_dialog.h"
#include "app/console/wording.h"

namespace console {

MainWindow::MainWindow(FleetClient& client, const base::Clock& clock, WindowIdentity identity, QWidget* parent)
    : QMainWindow(parent), m_client(client), m_clock(clock), m_identity(std::move(identity)), m_permissions(m_identity.role) {
    setWindowTitle(tr("Twinset – %1").arg(m_identity.gateway));
    resize(1280, 800);
    build();
    addShortcuts();
    connectClient();
    showPage("fleet");
}

QStringList MainWindow::pageNames() {
    return {"fleet", "operations", "restore_points", "releases", "policies", "groups", "exceptions", "compliance", "audit", "alerts"};
}

void MainWindow::build() {
    auto* centre = new QWidget(this);
    auto* row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto* side = new QVBoxLayout;
    side->setContentsMargins(8, 12, 0, 12);
    m_navigation = new QListWidget(centre);
    m_navigation->setObjectName("navigation");
    m_navigation->setAccessibleName(tr("Pages"));
    m_navigation->setIconSize(QSize(18, 18));
    m_navigation->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    side->addWidget(m_navigation, 1);
    auto* restore = new QPushButton(icon(Symbol::Restore, palette().color(QPalette::HighlightedText)), tr("Restore a phone…"), centre);
    restore->setProperty("primary", true);
    restore->setToolTip(tr("A phone is lost: bring it back on another handset (Ctrl+Shift+L)"));
    restore->setShortcut(QKeySequence("Ctrl+Shift+L"));
    restore->setEnabled(m_permissions.allows("virtual_phone_restore"));
    connect(restore, &QPushButton::clicked, this, [this] { openRestore(std::nullopt); });
    side->addWidget(restore);
    row->addLayout(side);
    auto* right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    m_messages = new MessageBar(centre);
    auto* messageRow = new QVBoxLayout;
    messageRow->setContentsMargins(16, 8, 16, 0);
    messageRow->addWidget(m_messages);
    right->addLayout(messageRow);
    m_pages = new QStackedWidget(centre);
    right->addWidget(m_pages, 1);
    row->addLayout(right, 1);
    setCentralWidget(centre);

    m_fleet = new FleetPage(m_client, m_permissions, m_clock, this);
    m_operations = new OperationsPage(m_client, m_permissions, m_clock, this);
    addPage(m_fleet, int(Symbol::Fleet), tr("Fleet"));
    addPage(m_operations, int(Symbol::Operations), tr("Operations"));
    m_restorePoints = new RestorePointsPage(m_client, m_permissions, m_clock, this);
    addPage(m_restorePoints, int(Symbol::RestorePoints), tr("Restore points"));
    addPage(createReleasesPage(m_client, m_clock, this), int(Symbol::Releases), tr("Releases"));
    m_policies = new PoliciesPage(m_client, m_permissions, this);
    addPage(m_policies, int(Symbol::Policies), tr("Policies"));
    addPage(createGroupsPage(m_client, m_permissions, this), int(Symbol::Groups), tr("Groups"));
    addPage(createExceptionsPage(m_client, m_permissions, m_clock, this), int(Symbol::Exceptions), tr("Exceptions"));
    addPage(new CompliancePage(m_client, m_permissions, m_clock, this), int(Symbol::Compliance), tr("Compliance"));
    addPage(createAuditPage(m_client, this), int(Symbol::Audit), tr("Audit"), "audit_list");
    addPage(createAlertsPage(m_client, m_clock, this), int(Symbol::Alerts), tr("Alerts"));
    m_navigation->setFixedWidth(std::max(m_navigation->sizeHintForColumn(0) + 40, restore->sizeHint().width()));
    connect(m_navigation, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);

    m_connectionIcon = new QLabel(this);
    m_connection = new QLabel(this);
    auto* person = new QLabel(m_identity.role.isEmpty() ? m_identity.operatorName
                                                        : QStringLiteral("%1 · %2").arg(m_identity.operatorName, Wording::role(m_identity.role)), this);
    statusBar()->addWidget(m_connectionIcon);
    statusBar()->addWidget(m_connection, 1);
    statusBar()->addPermanentWidget(person);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(10, 2, 10, 2);
    showConnection(true);
}

void MainWindow::addPage(Page* page, int symbol, const QString& title, std::string_view verb) {
    auto* item = new QListWidgetItem(icon(static_cast<Symbol>(symbol)), title, m_navigation);
    const int place = m_navigation->count();
    item->setToolTip(tr("%1 (Ctrl+%2)").arg(title).arg(place % 10));
    m_pages->addWidget(page);
    if (!m_permissions.allows(verb)) {
        item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
        item->setToolTip(tr("The role %1 does not permit this.").arg(Wording::role(m_identity.role)));
        return;
    }
    connect(page, &Page::failed, m_messages, &MessageBar::showError);
    connect(page, &Page::notice, m_messages, &MessageBar::showNotice);
    connect(&m_client, &FleetClient::readAnew, page, &Page::readAnew);
    connect(&m_client, &FleetClient::changed, page, &Page::apply);
    auto* go = new QAction(title, this);
    go->setShortcut(QKeySequence(QStringLiteral("Ctrl+%1").arg(place % 10)));
    connect(go, &QAction::triggered, this, [this, place] { m_navigation->setCurrentRow(place - 1); });
    addAction(go);
}

void MainWindow::addShortcuts() {
    auto* quit = new QAction(tr("Quit"), this);
    quit->setShortcut(QKeySequence::Quit);
    connect(quit, &QAction::triggered, this, &QWidget::close);
    auto* again = new QAction(tr("Read anew"), this);
    again->setShortcut(QKeySequence::Refresh);
    connect(again, &QAction::triggered, this, [this] {
        if (auto* page = qobject_cast<Page*>(m_pages->currentWidget())) page->readAnew();
    });
    addActions({quit, again});
}

void MainWindow::connectClient() {
    connect(m_fleet, &FleetPage::restoreWanted, this, [this](const PhoneRow& phone) { openRestore(phone); });
    connect(m_fleet, &FleetPage::updateWanted, this, [this](const PhoneRow& phone) {
        auto* dialog = new VirtualPhoneUpdateDialog(m_client, phone, this);
        connect(dialog, &VirtualPhoneUpdateDialog::ordered, m_messages, &MessageBar::showNotice);
        dialog->open();
    });
    connect(m_fleet, &FleetPage::explainWanted, this, [this](const PhoneRow& phone) {
        auto* dialog = new PolicyExplainDialog(m_client, m_clock, phone, this);
        dialog->open();
    });
    connect(m_operations, &OperationsPage::receiptWanted, this, [this](const QString& operation) {
        auto* dialog = new VirtualPhoneRestoreDialog(m_client, m_clock, this);
        dialog->startWithReceipt(operation);
        dialog->open();
    });
    connect(&m_client, &FleetClient::connectionLost, this, [this](const QString& reason) {
        m_messages->showConnectionLost(reason);
        showConnection(false);
    });
    connect(&m_client, &FleetClient::connectionRestored, this, [this] {
        m_messages->showConnectionRestored();
        showConnection(true);
    });
}

void MainWindow::showConnection(bool connected) {
    const Tone tone = connected ? Tone::Good : Tone::Waiting;
    m_connectionIcon->setPixmap(icon(connected ? Symbol::Agrees : Symbol::Offline, toneColour(tone, QApplication::palette())).pixmap(QSize(16, 16), devicePixelRatioF()));
    m_connection->setText(connected ? tr("Connected to %1").arg(m_identity.gateway) : tr("No answer from %1").arg(m_identity.gateway));
}

bool MainWindow::showPage(const QString& name) {
    const auto at = pageNames().indexOf(name);
    if (at < 0 || !(m_navigation->item(static_cast<int>(at))->flags() & Qt::ItemIsEnabled)) return false;
    m_navigation->setCurrentRow(static_cast<int>(at));
    return true;
}

VirtualPhoneRestoreDialog* MainWindow::openRestore(const std::optional<PhoneRow>& phone) {
    auto* dialog = new VirtualPhoneRestoreDialog(m_client, m_clock, this);
    if (phone) dialog->startWith(*phone);
    dialog->open();
    return dialog;
}

}  // namespace console
