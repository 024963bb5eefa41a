#include "app/console/retention_set_dialog.h"

#include <QCompleter>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QTimeZone>
#include <QVBoxLayout>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/console/list_columns.h"
#include "app/console/list_page.h"
#include "app/console/row_reading.h"
#include "app/console/wording.h"

namespace console {
namespace {

constexpr int kMostKept = 10'000;
constexpr std::int64_t kMostListed = 100;
constexpr std::chrono::milliseconds kTypingPause{250};
/// As the admin API calls them.
constexpr std::array<const char*, RetentionSetDialog::kKindCount> kNames{"last", "hourly", "daily", "weekly", "monthly", "yearly"};

}  // namespace

RetentionSetDialog::RetentionSetDialog(FleetClient& client, const base::Clock& clock, QString phone, const QString& phoneName, QWidget* parent)
    : QDialog(parent), m_client(client), m_phone(std::move(phone)), m_messages(new MessageBar(this)), m_everything(new QRadioButton(this)),
      m_limited(new QRadioButton(this)), m_preview(new QLabel(this)), m_view(new QTableView(this)), m_cancel(new QPushButton(tr("Cancel"), this)),
      m_save(new QPushButton(tr("&Save"), this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(m_phone.isEmpty() ? tr("How many restore points the fleet keeps") : tr("How many restore points of %1 are kept").arg(phoneName));
    m_everything->setText(m_phone.isEmpty() ? tr("Keep &everything") : tr("As the &fleet's rule says"));
    m_limited->setText(m_phone.isEmpty() ? tr("Keep, of each phone without a rule of its own:") : tr("Keep, by a rule of its own:"));
    m_delay.setSingleShot(true);
    build(clock);
    connect(&m_delay, &QTimer::timeout, this, &RetentionSetDialog::askWhatIf);
    connect(m_limited, &QRadioButton::toggled, this, &RetentionSetDialog::edited);
    for (auto* number : m_numbers) connect(number, &QSpinBox::valueChanged, this, &RetentionSetDialog::edited);
    connect(m_zone, &QComboBox::currentTextChanged, this, &RetentionSetDialog::edited);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &RetentionSetDialog::save);
    resize(720, 560);
    load();
}

void RetentionSetDialog::build(const base::Clock& clock) {
    auto* heading = new QLabel(windowTitle(), this);
    heading->setObjectName("pageTitle");
    heading->setTextFormat(Qt::PlainText);
    heading->setWordWrap(true);
    auto* always = new QLabel(tr("A restore point stays as long as one of the numbers keeps it: the newest one of each hour, day, week, month or year. The newest one "
                                 "of a phone, the newest proved one, and the one its data still comes from always stay."), this);
    always->setObjectName("muted");
    for (auto* label : {always, m_preview}) label->setWordWrap(true);
    m_preview->setTextFormat(Qt::PlainText);
    m_model = new ListModel<GoingPointRow>({textColumn<GoingPointRow>(tr("Would be removed: taken"),
                                                                     [&clock](const GoingPointRow& row) {
                                                                         return QStringLiteral("%1, %2").arg(Wording::age(row.takenAt, clock.now()), Wording::dateTime(row.takenAt));
                                                                     }),
                                            textColumn<GoingPointRow>(tr("Virtual phone"), [](const GoingPointRow& row) { return row.phoneName; })},
                                           this);
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Restore points that would be removed"));
    dressTable(*m_view, {50, 50});
    m_view->verticalHeader()->setDefaultSectionSize(m_view->fontMetrics().height() + 12);
    for (auto* button : {m_cancel, m_save}) button->setAutoDefault(false);  // Enter belongs to the fields
    m_save->setProperty("primary", true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_save);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    for (auto* widget : {static_cast<QWidget*>(m_messages), static_cast<QWidget*>(heading), static_cast<QWidget*>(m_everything),
                         static_cast<QWidget*>(m_limited), createNumbers(), static_cast<QWidget*>(always), static_cast<QWidget*>(m_preview)})
        column->addWidget(widget);
    column->addWidget(m_view, 1);
    column->addLayout(buttons);
}

QWidget* RetentionSetDialog::createNumbers() {
    m_rule = new QWidget(this);
    auto* grid = new QGridLayout(m_rule);
    grid->setContentsMargins(24, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    const std::array<QString, kKindCount> words{tr("the &last:"), tr("&hourly:"), tr("&daily:"), tr("&weekly:"), tr("&monthly:"), tr("&yearly:")};
    const auto place = [&](const QString& text, QWidget* field, int row, int at) {
        auto* label = new QLabel(text, m_rule);
        label->setBuddy(field);
        grid->addWidget(label, row, at);
        grid->addWidget(field, row, at + 1);
    };
    for (int kind = 0; kind < kKindCount; ++kind) {
        auto* number = new QSpinBox(m_rule);
        number->setRange(0, kMostKept);
        m_numbers[static_cast<std::size_t>(kind)] = number;
        place(words[static_cast<std::size_t>(kind)], number, kind / 3, 2 * (kind % 3));
    }
    m_zone = new QComboBox(m_rule);
    m_zone->setEditable(true);
    for (const auto& zone : QTimeZone::availableTimeZoneIds()) m_zone->addItem(QString::fromLatin1(zone));
    m_zone->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_zone->completer()->setFilterMode(Qt::MatchContains);
    m_zone->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_zone->setMinimumContentsLength(24);
    m_zone->setCurrentText(QString::fromLatin1(QTimeZone::systemTimeZoneId()));
    auto* label = new QLabel(tr("by the clocks of:"), m_rule);
    label->setBuddy(m_zone);
    grid->addWidget(label, 2, 0);
    grid->addWidget(m_zone, 2, 1, 1, 5, Qt::AlignLeft);
    grid->setColumnStretch(6, 1);
    return m_rule;
}

void RetentionSetDialog::load() {
    for (auto* widget : {static_cast<QWidget*>(m_everything), static_cast<QWidget*>(m_limited), m_rule, static_cast<QWidget*>(m_save)}) widget->setEnabled(false);
    Arguments arguments;
    if (!m_phone.isEmpty()) arguments.emplace_back("phone", m_phone.toStdString());
    m_client.ask<RetentionAnswer>(this, "retention_show", std::move(arguments), readRetention, [this](base::Result<RetentionAnswer> rule) {
        if (!rule) return fail(tr("Reading how many restore points are kept"), rule.error());
        m_everything->setEnabled(true);
        m_limited->setEnabled(true);
        fill(*rule);
        edited();
    });
}

void RetentionSetDialog::fill(const RetentionAnswer& rule) {
    const bool own = !rule.keep.empty() && rule.ofPhone == !m_phone.isEmpty();
    (own ? m_limited : m_everything)->setChecked(true);
    // Without one of its own: the rule in force to begin with, or a usual one.
    const RetentionAnswer usual{{{"daily", 7}, {"weekly", 4}, {"monthly", 12}}, m_zone->currentText(), false};
    const auto& shown = rule.keep.empty() ? usual : rule;
    for (std::size_t kind = 0; kind < m_numbers.size(); ++kind)
        for (const auto& [name, count] : shown.keep)
            if (name == QLatin1String(kNames[kind])) m_numbers[kind]->setValue(static_cast<int>(count));
    m_zone->setCurrentText(shown.timeZone);
}

Arguments RetentionSetDialog::draft() const {
    base::Json keep;
    if (m_limited->isChecked()) {
        keep = {{"timeZone", m_zone->currentText().trimmed().toStdString()}};
        for (std::size_t kind = 0; kind < m_numbers.size(); ++kind) keep[kNames[kind]] = m_numbers[kind]->value();
    }
    Arguments arguments{{"keep", std::make_shared<const base::Json>(std::move(keep))}};
    if (!m_phone.isEmpty()) arguments.emplace_back("phone", m_phone.toStdString());
    return arguments;
}

void RetentionSetDialog::edited() {
    m_rule->setEnabled(m_limited->isChecked());
    m_save->setEnabled(false);
    if (m_call != 0) m_client.cancel(m_call);
    m_call = 0;
    m_delay.start(kTypingPause);
}

void RetentionSetDialog::askWhatIf() {
    auto arguments = draft();
    arguments.emplace_back("limit", kMostListed);
    m_call = m_client.ask<RetentionWhatIf>(this, "retention_whatif", std::move(arguments), readRetentionWhatIf, [this](base::Result<RetentionWhatIf> whatIf) {
        m_call = 0;
        if (whatIf) return show(*whatIf);
        m_model->merge({});
        m_preview->clear();
        fail(tr("Looking what would be removed"), whatIf.error());
    });
}

void RetentionSetDialog::show(const RetentionWhatIf& whatIf) {
    m_messages->hide();
    const int removed = static_cast<int>(whatIf.removed);
    QStringList sentences;
    if (removed == 0) sentences.append(tr("It would remove no restore point."));
    else sentences.append(tr("It would remove %n restore point(s); %1 would stay.", "", removed).arg(whatIf.kept));
    if (whatIf.removedNow > 0) sentences.append(tr("As things are, %n restore point(s) will go when it is pruned next.", "", static_cast<int>(whatIf.removedNow)));
    if (whatIf.notListed > 0) sentences.append(tr("%n more restore point(s) are not listed here.", "", static_cast<int>(whatIf.notListed)));
    m_preview->setText(sentences.join(' '));
    m_model->merge(whatIf.going);
    m_save->setEnabled(true);
}

void RetentionSetDialog::save() {
    m_save->setEnabled(false);
    m_client.ask<bool>(this, "retention_set", draft(), readNothing, [this](base::Result<bool> answer) {
        if (!answer) {
            m_save->setEnabled(true);
            return fail(tr("Saving how many restore points are kept"), answer.error());
        }
        emit saved(tr("How many restore points are kept was saved."));
        accept();
    });
}

void RetentionSetDialog::fail(const QString& doing, const base::Error& error) { m_messages->showError(doing, error); }

}  // namespace console
