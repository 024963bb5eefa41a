#include "app/console/exception_set_dialog.h"

#include <QCompleter>
#include <QGridLayout>
#include <QHBoxLayout>
#include <nlohmann/json.hpp>

#include "app/console/rule_answers.h"

namespace console {
namespace {

constexpr int kFirstWeeks = 4;  // how long a new exception lasts unless somebody says otherwise

QDateTime toQt(base::Timestamp at) { return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count()); }

}  // namespace

ExceptionSetDialog::ExceptionSetDialog(FleetClient& client, const base::Clock& clock, QString exception, QWidget* parent)
    : RuleSetDialog(client, kExceptionKind, std::move(exception),
                    {tr("New exception"), tr("Change exception %1"), tr("Reading the exception"), tr("Saving the exception"),
                     tr("there is already an exception named %1"), tr("The exception %1 was saved.")},
                    parent),
      m_clock(clock) {
    resize(860, 480);
    auto* editor = createEditor();
    fillSettings();
    m_expiry->setDateTime(toQt(m_clock.now()).addDays(7 * kFirstWeeks));
    begin(editor, m_reason);
    connect(m_setting, &QComboBox::currentTextChanged, this, [this] {
        showSetting(nullptr);
        updateButtons();
    });
    connect(m_target, &TargetEdit::changed, this, &ExceptionSetDialog::updateButtons);
    connect(m_target, &TargetEdit::failed, this, &ExceptionSetDialog::fail);
    connect(m_condition, &ConditionEdit::checked, this, &ExceptionSetDialog::updateButtons);
    for (auto* line : {m_owner, m_reason}) connect(line, &QLineEdit::textChanged, this, &ExceptionSetDialog::updateButtons);
    connect(m_expiry, &QDateTimeEdit::dateTimeChanged, this, &ExceptionSetDialog::updateButtons);
    showSetting(nullptr);
}

QWidget* ExceptionSetDialog::createEditor() {
    auto* page = new QWidget(this);
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(10);
    m_setting = new QComboBox(page);
    m_setting->setEditable(true);
    m_setting->setInsertPolicy(QComboBox::NoInsert);
    m_setting->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_setting->completer()->setFilterMode(Qt::MatchContains);
    m_about = new QLabel(page);
    m_about->setObjectName("muted");
    m_about->setTextFormat(Qt::PlainText);
    m_about->setWordWrap(true);
    auto* place = new QWidget(page);
    m_place = new QVBoxLayout(place);
    m_place->setContentsMargins(0, 0, 0, 0);
    m_target = new TargetEdit(client(), TargetEdit::Offer::Everything, page);
    m_condition = new ConditionEdit(page);
    m_owner = new QLineEdit(page);
    m_owner->setPlaceholderText(tr("who answers for it"));
    m_reason = new QLineEdit(page);
    m_reason->setPlaceholderText(tr("why it is needed"));
    m_expiry = new QDateTimeEdit(page);
    m_expiry->setCalendarPopup(true);
    int row = 0;
    grid->addWidget(labelFor(tr("&Name:"), m_name, page), row, 0);
    grid->addWidget(m_name, row, 1);
    grid->addWidget(labelFor(tr("&Until:"), m_expiry, page), row, 2);
    grid->addWidget(m_expiry, row++, 3);
    grid->addWidget(labelFor(tr("&Owner:"), m_owner, page), row, 0);
    grid->addWidget(m_owner, row, 1);
    grid->addWidget(labelFor(tr("&Reason:"), m_reason, page), row, 2);
    grid->addWidget(m_reason, row++, 3);
    grid->addWidget(labelFor(tr("Se&tting:"), m_setting, page), row, 0);
    grid->addWidget(m_setting, row++, 1, 1, 3);
    grid->addWidget(m_about, row++, 1, 1, 3);
    grid->addWidget(labelFor(tr("A&llowed:"), place, page), row, 0, Qt::AlignTop);
    grid->addWidget(place, row++, 1, 1, 3);
    grid->addWidget(labelFor(tr("&For:"), m_target, page), row, 0);
    grid->addWidget(m_target, row++, 1, 1, 3);
    grid->addWidget(labelFor(tr("Applies &when:"), m_condition, page), row, 0, Qt::AlignTop);
    grid->addWidget(m_condition, row++, 1, 1, 3);
    grid->setRowStretch(row, 1);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    return page;
}

void ExceptionSetDialog::fillSettings() {
    for (const auto& setting : policy::allSettings()) {
        if (setting.merge == policy::MergeOperator::Exclusive) continue;  // it has no looser and stricter
        m_setting->addItem(shown(setting.name));
        m_setting->setItemData(m_setting->count() - 1, shown(setting.description), Qt::ToolTipRole);
    }
    m_setting->setCurrentIndex(0);
}

const policy::Setting* ExceptionSetDialog::chosen() const { return policy::findSetting(m_setting->currentText().trimmed().toStdString()); }

void ExceptionSetDialog::showSetting(const policy::Value* value) {
    delete m_value;
    m_value = nullptr;
    const auto* setting = chosen();
    m_about->setText(setting == nullptr ? tr("There is no such setting.") : shown(setting->description));
    if (setting == nullptr) return;
    // An exception is there to loosen: a flag begins with the looser value.
    const policy::Value first = setting->type == policy::ValueType::Boolean ? policy::Value(setting->merge == policy::MergeOperator::And) : firstValue(*setting);
    m_value = new SettingValueEdit(*setting, value == nullptr ? first : *value, this);
    m_value->setMaximumHeight(110);
    m_place->addWidget(m_value);
    connect(m_value, &SettingValueEdit::edited, this, &ExceptionSetDialog::updateButtons);
}

base::Result<void> ExceptionSetDialog::fill(const base::Json& rule) {
    TWINSET_ASSIGN(const auto exception, readWholeException(rule));
    {
        const QSignalBlocker blocker(m_setting);
        m_setting->setCurrentText(QString::fromStdString(exception.setting));
    }
    showSetting(&exception.value);
    m_target->setTarget(QString::fromStdString(policy::targetText(exception.target)));
    m_condition->setSource(QString::fromStdString(exception.when));
    m_owner->setText(QString::fromStdString(exception.owner));
    m_reason->setText(QString::fromStdString(exception.reason));
    m_expiry->setDateTime(toQt(exception.expiresAt));
    return {};
}

QString ExceptionSetDialog::whyNot() {
    if (m_owner->text().trimmed().isEmpty()) return tr("Say who answers for the exception.");
    if (m_reason->text().trimmed().isEmpty()) return tr("Say why it is needed.");
    if (m_value == nullptr) return tr("There is no such setting.");
    if (m_target->target().isEmpty()) return tr("Say for whom it is.");
    if (!m_condition->problem().isEmpty()) return tr("Correct the condition.");
    if (m_expiry->dateTime() <= toQt(m_clock.now())) return tr("It would have expired already: choose a later time.");
    const auto checked = policy::checkSetting(chosen()->name, m_value->value());
    return checked ? QString() : QString::fromStdString(checked.error().message);
}

base::Json ExceptionSetDialog::draft() {
    const base::Timestamp until{std::chrono::milliseconds(m_expiry->dateTime().toMSecsSinceEpoch())};
    base::Json exception{{"name", nameText().toStdString()},
                         {"setting", std::string(chosen()->name)},
                         {"value", policy::valueToJson(m_value->value())},
                         {"target", m_target->target().toStdString()},
                         {"owner", m_owner->text().trimmed().toStdString()},
                         {"reason", m_reason->text().trimmed().toStdString()},
                         {"expiresAt", base::formatTimestamp(until)}};
    if (!m_condition->source().isEmpty()) exception["when"] = m_condition->source().toStdString();
    return exception;
}

}  // namespace console
