#include "app/console/restore_points_page.h"

#include "app/console/action_button.h"
#include "app/console/restore_point_answers.h"
#include "app/console/list_pages.h"
#include "app/console/restore_point_files_dialog.h"
#include "app/console/retention_set_dialog.h"
#include "app/console/wording.h"

namespace console {
namespace {

QString retentionText(const RetentionAnswer& rule) {
    if (rule.keep.empty()) return RestorePointsPage::tr("Every restore point is kept: there is no rule.");
    QStringList parts;
    const auto add = [&](const char* kind, const QString& words) {
        for (const auto& [name, count] : rule.keep)
            if (name == kind) parts.append(words.arg(count));
    };
    add("last", RestorePointsPage::tr("the last %1"));
    add("hourly", RestorePointsPage::tr("%1 hourly"));
    add("daily", RestorePointsPage::tr("%1 daily"));
    add("weekly", RestorePointsPage::tr("%1 weekly"));
    add("monthly", RestorePointsPage::tr("%1 monthly"));
    add("yearly", RestorePointsPage::tr("%1 yearly"));
    const QString words = rule.ofPhone ? RestorePointsPage::tr("Kept by this phone's own rule: %1 (%2). The newest, and the newest one that was proved, always stay.")
                                       : RestorePointsPage::tr("Kept by the fleet's rule: %1 (%2). The newest, and the newest one that was proved, always stay.");
    return words.arg(parts.join(", "), rule.timeZone);
}

}  // namespace

RestorePointsPage::RestorePointsPage(FleetClient& client, const Permissions& permissions, const base::Clock& clock, QWidget* parent)
    : Page(parent), m_client(client), m_permissions(permissions), m_clock(clock), m_list(createRestorePointsList(client, clock, this)),
      m_phone(new TargetEdit(client, TargetEdit::Offer::Phones, this)), m_files(new QAction(tr("Files…"), this)),
      m_retention(new QAction(tr("Retention…"), this)), m_rule(new QLabel(this)) {
    m_phone->value().setPlaceholderText(tr("Of all phones; type to search"));
    m_phone->value().setClearButtonEnabled(true);
    m_phone->setFixedWidth(280);
    m_files->setShortcut(QKeySequence("Ctrl+O"));
    m_files->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_retention->setShortcut(QKeySequence("Ctrl+T"));
    m_retention->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addActions({m_files, m_retention});
    m_list->head().addWidget(m_phone);
    m_list->head().addWidget(buttonFor(*m_files, m_list));
    m_list->head().addWidget(buttonFor(*m_retention, m_list));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list, 1);
    m_rule->setObjectName("muted");
    m_rule->setWordWrap(true);
    m_rule->setContentsMargins(16, 0, 16, 10);
    column->addWidget(m_rule);
    connect(m_list, &Page::failed, this, &Page::failed);
    connect(m_phone, &TargetEdit::changed, this, &RestorePointsPage::filter);
    connect(m_phone, &TargetEdit::failed, this, &Page::failed);
    connect(m_files, &QAction::triggered, this, &RestorePointsPage::openFiles);
    connect(m_retention, &QAction::triggered, this, &RestorePointsPage::openRetention);
    connect(m_list->view().selectionModel(), &QItemSelectionModel::currentChanged, this, &RestorePointsPage::updateActions);
    connect(&m_list->model(), &QAbstractItemModel::rowsRemoved, this, &RestorePointsPage::updateActions);
    updateActions();
}

void RestorePointsPage::showPhone(const QString& phone) {
    if (phone.isEmpty()) m_phone->clearValue();
    else m_phone->setTarget("phone:" + phone);
}

void RestorePointsPage::filter() {
    // Half a name is no phone yet.
    const bool all = m_phone->value().text().trimmed().isEmpty();
    if (!all && !m_phone->isPicked()) return;
    const QString target = all ? QString() : m_phone->target();
    if (target == m_shown) return;
    m_shown = target;
    Arguments arguments;
    if (!all) arguments.emplace_back("phone", target.mid(target.indexOf(':') + 1).toStdString());
    m_list->setArguments(std::move(arguments));
    readRule();
}

void RestorePointsPage::readAnew() {
    m_list->readAnew();
    readRule();
}

void RestorePointsPage::apply(const QVector<Change>& changes) {
    m_list->apply(changes);
    for (const auto& change : changes)
        if (change.kind == "retention") return readRule();
}

void RestorePointsPage::readRule() {
    Arguments arguments;
    if (!m_shown.isEmpty()) arguments.emplace_back("phone", m_shown.mid(m_shown.indexOf(':') + 1).toStdString());
    m_client.ask<RetentionAnswer>(this, "retention_show", std::move(arguments), readRetention, [this, asked = m_shown](base::Result<RetentionAnswer> rule) {
        if (!rule) return emit failed(tr("Reading how many restore points are kept"), rule.error());
        if (asked == m_shown) m_rule->setText(retentionText(*rule));
    });
}

void RestorePointsPage::updateActions() {
    const auto* row = m_list->model().at(m_list->view().currentIndex().row());
    QString reason;
    if (!m_permissions.allows("restore_point_file_list")) reason = tr("The role %1 does not permit this.").arg(Wording::role(m_permissions.role()));
    else if (row == nullptr) reason = tr("Select a restore point first.");
    m_files->setEnabled(reason.isEmpty());
    m_files->setToolTip(reason.isEmpty() ? tr("Look for single files in the restore point (Ctrl+O)") : reason);
    const bool mayRetain = m_permissions.allows("retention_set");
    m_retention->setEnabled(mayRetain);
    m_retention->setToolTip(mayRetain ? tr("Say how many restore points are kept, of the phone shown or of all (Ctrl+T)")
                                      : tr("The role %1 does not permit this.").arg(Wording::role(m_permissions.role())));
}

void RestorePointsPage::openRetention() {
    auto* dialog = new RetentionSetDialog(m_client, m_clock, m_shown.mid(m_shown.indexOf(':') + 1), m_phone->value().text(), this);
    connect(dialog, &RetentionSetDialog::saved, this, &Page::notice);
    dialog->open();
}

void RestorePointsPage::openFiles() {
    const auto* row = m_list->model().at(m_list->view().currentIndex().row());
    if (row == nullptr) return;
    auto* dialog = new RestorePointFilesDialog(m_client, *row, this);
    connect(dialog, &RestorePointFilesDialog::saved, this, &Page::notice);
    dialog->open();
}

}  // namespace console
