#include "app/console/operations_page.h"

#include <QHBoxLayout>
#include <QSplitter>
#include <QVBoxLayout>

#include "app/console/list_page.h"
#include "app/console/row_reading.h"
#include "app/console/wording.h"

namespace console {

using namespace std::chrono_literals;

namespace {

Tone toneOfOperation(const OperationRow& operation) {
    if (operation.state == "succeeded") return Tone::Good;
    if (operation.state == "failed" || operation.state == "expired") return Tone::Bad;
    return operation.state == "cancelled" ? Tone::Muted : Tone::Plain;
}

}  // namespace

OperationsPage::OperationsPage(FleetClient& client, const Permissions& permissions, const base::Clock& clock, QWidget* parent)
    : Page(parent), m_client(client), m_permissions(permissions), m_clock(clock),
      m_names(new NameBook(client, this)), m_model(new ListModel<OperationRow>(columns(), this)),
      m_loader(this, client, *m_model, "operation_list", readOperationPage,
               [this](const base::Error& error) { emit failed(tr("Reading the operations"), error); }),
      m_view(new QTableView(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(10);
    auto* title = new QLabel(tr("Operations"), this);
    title->setObjectName("pageTitle");
    column->addWidget(title);
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Operations"));
    dressTable(*m_view, {24, 26, 34, 20, 20});
    m_view->setItemDelegateForColumn(2, new ProgressDelegate(m_view));
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_view);
    splitter->addWidget(createDetails());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(10);
    column->addWidget(splitter, 1);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &OperationsPage::showSelected);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &OperationsPage::showSelected);
    m_delay.setSingleShot(true);
    m_delay.setInterval(200ms);
    connect(&m_delay, &QTimer::timeout, this, [this] { m_loader.reload(); });
    m_loader.setLoaded([this] {
        if (!m_view->currentIndex().isValid() && m_model->rowCount() > 0) m_view->setCurrentIndex(m_model->index(0, 0));
    });
    connect(m_names, &NameBook::learned, m_view->viewport(), qOverload<>(&QWidget::update));
    connect(&m_ages, &QTimer::timeout, this, [this] { m_view->viewport()->update(); });
    m_ages.start(5s);
    showSelected();
}

std::vector<ListColumn<OperationRow>> OperationsPage::columns() {
    using Row = OperationRow;
    return {{tr("Operation"),
             [](const Row& row, int role) {
                 if (role == Qt::DisplayRole) return QVariant(Wording::operationKind(row.kind));
                 return role == kSecondLineRole ? QVariant(row.id) : QVariant();
             }},
            {tr("Virtual phone"),
             [this](const Row& row, int role) {
                 if (role == Qt::DisplayRole) return QVariant(m_names->phone(row.phone));
                 return role == kSecondLineRole ? QVariant(m_names->handset(row.handset)) : QVariant();
             }},
            {tr("Progress"),
             [](const Row& row, int role) {
                 if (role == kProgressRole) return QVariant(row.state == "succeeded" ? 1.0 : row.progress);
                 if (role == kToneRole) return QVariant(int(toneOfOperation(row)));
                 if (role != Qt::DisplayRole) return QVariant();
                 const QString state = Wording::operationState(row.state);
                 if (row.ended() || row.step.isEmpty()) return QVariant(state);
                 return QVariant(QStringLiteral("%1 · %2").arg(state, Wording::stepName(row.step)));
             }},
            {tr("Ordered"),
             [this](const Row& row, int role) {
                 if (role == Qt::DisplayRole) return QVariant(Wording::age(row.createdAt, m_clock.now()));
                 return role == kSecondLineRole ? QVariant(row.createdBy) : QVariant();
             }},
            {tr("Finished"), [this](const Row& row, int role) {
                 if (role == Qt::DisplayRole) return QVariant(row.finishedAt ? Wording::age(row.finishedAt, m_clock.now()) : QString());
                 return QVariant();
             }}};
}

QWidget* OperationsPage::createDetails() {
    auto* details = new QWidget(this);
    auto* column = new QVBoxLayout(details);
    column->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    m_title = new QLabel(details);
    m_title->setObjectName("value");
    m_receipt = new QPushButton(tr("Receipt…"), details);
    m_cancel = new QPushButton(tr("Cancel operation"), details);
    row->addWidget(m_title, 1);
    row->addWidget(m_receipt);
    row->addWidget(m_cancel);
    column->addLayout(row);
    m_outcome = new QLabel(details);
    m_outcome->setWordWrap(true);
    m_outcome->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_outcome);
    m_steps = new StepList(details);
    column->addWidget(m_steps, 1);
    connect(m_cancel, &QPushButton::clicked, this, &OperationsPage::cancelSelected);
    connect(m_receipt, &QPushButton::clicked, this, [this] {
        if (const auto* operation = m_model->at(m_view->currentIndex().row())) emit receiptWanted(operation->id);
    });
    return details;
}

void OperationsPage::apply(const QVector<Change>& changes) {
    for (const auto& change : changes) {
        if (change.kind != "operation") continue;
        if (m_model->rowOf(change.id) >= 0) m_loader.refresh(change.id, "operation_show", "operation", readOperation);
        else m_delay.start();
    }
}

void OperationsPage::showSelected() {
    const auto* operation = m_model->at(m_view->currentIndex().row());
    m_steps->setVisible(operation != nullptr && !operation->steps.empty());
    m_receipt->setVisible(operation != nullptr && operation->kind.endsWith("restore"));
    m_receipt->setEnabled(operation != nullptr && operation->state == "succeeded");
    const bool cancellable = operation != nullptr && !operation->ended();
    m_cancel->setVisible(operation != nullptr);
    m_cancel->setEnabled(cancellable && m_permissions.allows("operation_cancel"));
    if (operation == nullptr) {
        m_title->setText(tr("Select an operation to see its steps."));
        m_outcome->clear();
        return;
    }
    m_title->setText(QStringLiteral("%1 · %2").arg(Wording::operationKind(operation->kind), Wording::operationState(operation->state)));
    m_outcome->setText(operation->errorMessage);
    m_outcome->setVisible(!operation->errorMessage.isEmpty());
    m_steps->showSteps(operation->steps);
}

void OperationsPage::cancelSelected() {
    const auto* operation = m_model->at(m_view->currentIndex().row());
    if (operation == nullptr) return;
    m_client.ask<OperationRow>(this, "operation_cancel", {{"operation", operation->id.toStdString()}}, readOperation,
                               [this](base::Result<OperationRow> row) {
                                   if (row) m_model->update(*row);
                                   else emit failed(tr("Cancelling the operation"), row.error());
                               });
}

}  // namespace console
