#include "app/console/policy_delete_dialog.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "app/console/row_reading.h"

namespace console {

PolicyDeleteDialog::PolicyDeleteDialog(FleetClient& client, QString policy, QWidget* parent)
    : QDialog(parent), m_client(client), m_policy(std::move(policy)), m_messages(new MessageBar(this)), m_delete(new QPushButton(tr("&Delete"), this)) {
    setWindowTitle(tr("Delete policy %1").arg(m_policy));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(480);
    auto* text = new QLabel(tr("The policy %1 is removed for good. A policy that is still assigned is not removed: unassign it first.").arg(m_policy), this);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setDefault(true);
    m_delete->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_delete);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(m_messages);
    column->addWidget(text);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_delete, &QPushButton::clicked, this, &PolicyDeleteDialog::remove);
    cancel->setFocus();
}

void PolicyDeleteDialog::remove() {
    m_delete->setEnabled(false);
    m_client.ask<bool>(this, "policy_delete", {{"name", m_policy.toStdString()}}, readNothing, [this](base::Result<bool> answer) {
        if (answer) {
            emit deleted(tr("The policy %1 was deleted.").arg(m_policy));
            return accept();
        }
        m_delete->setEnabled(true);
        m_messages->showError(tr("Deleting the policy"), answer.error());
        layout()->activate();
        resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
    });
}

}  // namespace console
