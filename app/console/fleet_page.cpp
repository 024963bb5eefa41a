#include "app/console/fleet_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

#include "app/console/action_button.h"
#include "app/console/column_fit.h"
#include "app/console/icons.h"
#include "app/console/item_delegates.h"
#include "app/console/roles.h"
#include "app/console/row_reading.h"
#include "app/console/wording.h"

namespace console {

using namespace std::chrono_literals;

namespace {
constexpr int kOpenedByItself = 50;  // handsets whose phones are shown without asking
}

FleetPage::FleetPage(FleetClient& client, const Permissions& permissions, const base::Clock& clock, QWidget* parent)
    : Page(parent), m_client(client), m_model(new FleetTreeModel(clock, this)),
      m_loader(new FleetLoader(client, *m_model, this)), m_actions(new PhoneActions(client, permissions, this)),
      m_details(new PhoneDetails(clock, this)) {
    createView();
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_view);
    splitter->addWidget(createDetails());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setSizes({400, 250});
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(10);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(10);
    column->addWidget(createHead());
    column->addWidget(splitter, 1);
    connectAll();
    showSelected();
}

QWidget* FleetPage::createHead() {
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    auto* title = new QLabel(tr("Fleet"), head);
    title->setObjectName("pageTitle");
    m_counts = new QLabel(head);
    m_counts->setObjectName("muted");
    m_search = new QLineEdit(head);
    m_search->setPlaceholderText(tr("Search handset, phone or person"));
    m_search->setAccessibleName(tr("Search handset, phone or person"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(Symbol::Search), QLineEdit::LeadingPosition);
    m_search->setMinimumWidth(280);
    row->addWidget(title);
    row->addWidget(m_counts, 1, Qt::AlignBottom);
    row->addWidget(m_search);
    return head;
}

void FleetPage::createView() {
    m_view = new QTreeView(this);
    m_view->setModel(m_model);
    m_view->setItemDelegate(new TwoLineDelegate(m_view));
    m_view->setUniformRowHeights(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setAccessibleName(tr("Handsets and virtual phones"));
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setAlternatingRowColors(false);
    m_view->setIndentation(18);
    auto* header = m_view->header();
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(60);
    new ColumnFit(*header, {29, 18, 20, 19, 21, 14, 19});
}

QWidget* FleetPage::createDetails() {
    auto* details = new QWidget(this);
    auto* column = new QVBoxLayout(details);
    column->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    m_phoneTitle = new ElidedText(details);
    row->addWidget(m_phoneTitle, 1);
    for (QAction* action : m_actions->actions()) row->addWidget(buttonFor(*action, details));
    m_details->addAtEnd(buttonFor(*m_actions->explainAction(), m_details));
    column->addLayout(row);
    m_detailsStack = new QStackedWidget(details);
    auto* hint = new QLabel(tr("Select a virtual phone to see what is desired, reported and proved of it."), details);
    hint->setObjectName("muted");
    hint->setAlignment(Qt::AlignCenter);
    hint->setWordWrap(true);
    m_detailsStack->addWidget(hint);
    auto* scrolled = new QScrollArea(details);
    scrolled->setObjectName("plain");
    scrolled->setWidget(m_details);
    scrolled->setWidgetResizable(true);
    scrolled->setFrameShape(QFrame::NoFrame);
    m_detailsStack->addWidget(scrolled);
    column->addWidget(m_detailsStack, 1);
    return details;
}

void FleetPage::connectAll() {
    connect(m_loader, &FleetLoader::loaded, this, &FleetPage::openNewHandsets);
    connect(m_loader, &FleetLoader::failed, this, [this](const base::Error& error) { emit failed(tr("Reading the fleet"), error); });
    connect(m_loader, &FleetLoader::phoneLoaded, this, [this](const QString& phone) {
        if (phone == m_selected) showSelected();
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &FleetPage::showSelected);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &FleetPage::showSelected);
    connect(m_actions, &PhoneActions::restoreWanted, this, &FleetPage::restoreWanted);
    connect(m_actions, &PhoneActions::updateWanted, this, &FleetPage::updateWanted);
    connect(m_actions, &PhoneActions::explainWanted, this, &FleetPage::explainWanted);
    connect(m_actions, &PhoneActions::failed, this, &FleetPage::failed);
    connect(m_actions, &PhoneActions::notice, this, &FleetPage::notice);
    connect(m_view, &QTreeView::customContextMenuRequested, this, [this](const QPoint& at) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions(m_actions->actions());
        menu->addSeparator();
        menu->addAction(m_actions->explainAction());
        menu->popup(m_view->viewport()->mapToGlobal(at));
    });
    m_searchDelay.setSingleShot(true);
    m_searchDelay.setInterval(200ms);
    connect(&m_searchDelay, &QTimer::timeout, this, [this] { m_loader->setSearch(m_search->text().trimmed()); });
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_searchDelay.start(); });
    m_statusDelay.setSingleShot(true);
    m_statusDelay.setInterval(300ms);
    connect(&m_statusDelay, &QTimer::timeout, this, &FleetPage::readStatus);
    m_ages.setInterval(5s);
    connect(&m_ages, &QTimer::timeout, this, [this] {
        m_view->viewport()->update();
        if (!m_selected.isEmpty()) m_details->refreshAges();
    });
    m_ages.start();
    auto* find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, this, &FleetPage::focusSearch);
}

void FleetPage::readAnew() {
    m_loader->reload();
    readStatus();
}

void FleetPage::apply(const QVector<Change>& changes) {
    m_loader->apply(changes);
    m_statusDelay.start();
}

void FleetPage::readStatus() {
    m_client.ask<FleetStatus>(this, "fleet_status", {}, readFleetStatus, [this](base::Result<FleetStatus> status) {
        if (!status) return;
        m_counts->setText(tr("%n handset(s)", "", static_cast<int>(status->handsets)) + QStringLiteral(" · ") +
                          tr("%1 online").arg(status->online) + QStringLiteral(" · ") +
                          tr("%n virtual phone(s)", "", static_cast<int>(status->phones)) + QStringLiteral(" · ") +
                          tr("%1 differ").arg(status->differ));
        emit statusRead(*status);
    });
}

void FleetPage::openNewHandsets() {
    if (m_model->rowCount() > kOpenedByItself) return;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex handset = m_model->index(row, 0);
        if (!m_model->phonesLoaded(m_model->handsetAt(handset)->id)) m_view->expand(handset);
    }
}

void FleetPage::showSelected() {
    const QModelIndex current = m_view->currentIndex();
    const PhoneRow* phone = m_model->phoneAt(current);
    m_selected = phone != nullptr ? phone->id : QString();
    m_actions->setPhone(phone != nullptr ? std::optional(*phone) : std::nullopt);
    m_detailsStack->setCurrentIndex(phone != nullptr ? 1 : 0);
    if (phone == nullptr) {
        m_phoneTitle->setText({});
        return;
    }
    m_phoneTitle->setText(phone->name);
    m_phoneTitle->setToolTip(tr("%1, %2, on %3").arg(Wording::persona(phone->persona), phone->personName, phone->handsetName));
    m_details->showPhone(*phone);
}

void FleetPage::selectPhone(const QString& id) {
    const QModelIndex index = m_model->indexOfPhone(id);
    if (!index.isValid()) return;
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

void FleetPage::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

}  // namespace console
