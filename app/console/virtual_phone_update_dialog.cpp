#include "app/console/virtual_phone_update_dialog.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "app/console/row_reading.h"

namespace console {

VirtualPhoneUpdateDialog::VirtualPhoneUpdateDialog(FleetClient& client, PhoneRow phone, QWidget* parent)
    : QDialog(parent), m_client(client), m_phone(std::move(phone)), m_messages(new MessageBar(this)),
      m_releases(new QComboBox(this)), m_update(new QPushButton(tr("&Update"), this)) {
    setWindowTitle(tr("Update %1").arg(m_phone.name));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(460);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(m_messages);
    auto* text = new QLabel(tr("The phone keeps its data. The new release is verified and booted beside the old one; if its health check "
                               "does not answer, the old release boots again."), this);
    text->setWordWrap(true);
    column->addWidget(text);
    auto* label = new QLabel(tr("&Release of %1 (now %2):").arg(m_phone.desired.image, m_phone.desired.release), this);
    label->setBuddy(m_releases);
    column->addWidget(label);
    column->addWidget(m_releases);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_update->setProperty("primary", true);
    m_update->setDefault(true);
    m_update->setEnabled(false);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_update);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_update, &QPushButton::clicked, this, &VirtualPhoneUpdateDialog::update);
    m_client.ask<KeysetPage<ReleaseRow>>(this, "release_list", {{"image", m_phone.desired.image.toStdString()}}, readReleasePage,
                                         [this](base::Result<KeysetPage<ReleaseRow>> page) {
                                             if (page) showReleases(page->rows);
                                             else m_messages->showError(tr("Reading the releases"), page.error());
                                         });
}

void VirtualPhoneUpdateDialog::showReleases(const std::vector<ReleaseRow>& releases) {
    for (const auto& release : releases)
        if (!release.withdrawn && release.version != m_phone.desired.release) m_releases->addItem(release.version);
    if (m_releases->count() == 0) m_messages->showNotice(tr("There is no other release of this image."));
    m_releases->setCurrentIndex(m_releases->count() - 1);
    m_update->setEnabled(m_releases->count() > 0);
    m_releases->setFocus();
}

void VirtualPhoneUpdateDialog::update() {
    const QString version = m_releases->currentText();
    m_update->setEnabled(false);
    m_client.ask<PhoneRow>(this, "virtual_phone_update", {{"phone", m_phone.id.toStdString()}, {"version", version.toStdString()}},
                           readPhone, [this, version](base::Result<PhoneRow> phone) {
                               if (phone) {
                                   emit ordered(tr("%1 is to run release %2.").arg(m_phone.name, version));
                                   return accept();
                               }
                               m_update->setEnabled(true);
                               m_messages->showError(tr("Updating %1").arg(m_phone.name), phone.error());
                           });
}

}  // namespace console
