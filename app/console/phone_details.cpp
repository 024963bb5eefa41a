#include "app/console/phone_details.h"

#include <QApplication>
#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

#include "app/console/column_fit.h"
#include "app/console/icons.h"
#include "app/console/item_delegates.h"
#include "app/console/wording.h"
#include "base/bytes.h"

namespace console {
namespace {

Tone toneOfOutcome(const QString& outcome) {
    if (outcome == "applied") return Tone::Good;
    if (outcome == "pending_guest") return Tone::Waiting;
    return outcome == "failed" ? Tone::Bad : Tone::Muted;
}

Symbol symbolOfOutcome(Tone tone) {
    if (tone == Tone::Good) return Symbol::Agrees;
    if (tone == Tone::Waiting) return Symbol::Pending;
    return tone == Tone::Bad ? Symbol::Differs : Symbol::Unknown;
}

QString joinedValues(const NamedValues& values) {
    QStringList lines;
    for (const auto& [name, value] : values) lines.append(name.isEmpty() ? value : name + ": " + value);
    return lines.join('\n');
}

}  // namespace

PhoneDetails::PhoneDetails(const base::Clock& clock, QWidget* parent) : QWidget(parent), m_clock(clock) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* cards = new QHBoxLayout;
    cards->setSpacing(10);
    m_desired = addCard(cards, tr("Desired"));
    m_reported = addCard(cards, tr("Reported"));
    m_proved = addCard(cards, tr("Proved"));

    m_controls = new ListModel<ShownControl>(
        {{tr("Control"), [](const ShownControl& row, int role) { return role == Qt::DisplayRole ? QVariant(row.id) : QVariant(); }},
         {tr("Outcome"),
          [this](const ShownControl& row, int role) {
              if (role == Qt::DisplayRole) return QVariant(Wording::controlOutcome(row.outcome));
              const Tone tone = toneOfOutcome(row.outcome);
              return role == Qt::DecorationRole ? QVariant(icon(symbolOfOutcome(tone), toneColour(tone, QApplication::palette()))) : QVariant();
          }},
         {tr("Read back"), [](const ShownControl& row, int role) { return role == Qt::DisplayRole ? QVariant(row.readBack) : QVariant(); }}},
        this);
    m_controlView = new QTableView(this);
    m_controlView->setModel(m_controls);
    m_controlView->setAccessibleName(tr("Controls"));
    m_controlView->verticalHeader()->hide();
    m_controlView->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
    m_controlView->setShowGrid(false);
    m_controlView->setSelectionMode(QAbstractItemView::NoSelection);
    m_controlView->setFocusPolicy(Qt::NoFocus);
    m_controlView->horizontalHeader()->setStretchLastSection(true);
    m_controlView->setItemDelegate(new TwoLineDelegate(m_controlView));
    new ColumnFit(*m_controlView->horizontalHeader(), {20, 20, 13});
    m_controlView->horizontalHeader()->setHighlightSections(false);
    m_controlView->setMinimumHeight(120);
    m_controlView->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    cards->addWidget(m_controlView, 5);
    column->addLayout(cards, 1);

    m_facts = new QLabel(this);
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_foot = new QHBoxLayout;
    m_foot->addWidget(m_facts, 1);
    column->addLayout(m_foot);
}

void PhoneDetails::addAtEnd(QWidget* widget) { m_foot->addWidget(widget, 0, Qt::AlignTop); }

PhoneDetails::Card PhoneDetails::addCard(QHBoxLayout* row, const QString& title) {
    auto* frame = new QFrame(this);
    frame->setObjectName("card");
    frame->setAccessibleName(title);
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(3);
    auto* heading = new QLabel(title, frame);
    heading->setObjectName("cardTitle");
    Card card{new QLabel(frame), new QLabel(frame), new QLabel(frame)};
    card.value->setObjectName("value");
    card.age->setObjectName("muted");
    for (auto* label : {card.value, card.age, card.more}) {
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setWordWrap(true);
    }
    column->addWidget(heading);
    column->addWidget(card.value);
    column->addWidget(card.age);
    column->addWidget(card.more);
    column->addStretch(1);
    row->addWidget(frame, 2);
    return card;
}

void PhoneDetails::showPhone(const PhoneRow& phone) {
    m_phone = phone;
    const auto& desired = phone.desired;
    m_desired.value->setText(desired.present ? desired.release + QStringLiteral(" · ") + Wording::power(desired.running)
                                             : tr("removed"));
    m_desired.more->setText(tr("%n setting(s) by policy", "", static_cast<int>(desired.settings.size())));
    m_desired.more->setToolTip(joinedValues(desired.settings));
    std::vector<ShownControl> controls;
    if (phone.reported) {
        const auto& reported = *phone.reported;
        QString value = reported.release.isEmpty() ? QString() : reported.release + QStringLiteral(" · ");
        m_reported.value->setText(value + Wording::phase(reported.phase));
        m_reported.more->setText(reported.detail);
        for (const auto& control : reported.controls) controls.push_back({control.control, control.outcome, control.readBack});
    } else {
        m_reported.value->setText(tr("nothing yet"));
        m_reported.more->clear();
    }
    m_proved.value->setText(phone.proved ? phone.proved->release : tr("not yet"));
    m_proved.more->setText(phone.proved ? joinedValues(phone.proved->health) : QString());
    m_controls->merge(std::move(controls));
    refreshAges();
}

void PhoneDetails::refreshAges() {
    const auto now = m_clock.now();
    m_desired.age->setText(Wording::age(m_phone.desired.at, now));
    m_reported.age->setText(m_phone.reported ? Wording::age(m_phone.reported->at, now) : QString());
    m_proved.age->setText(m_phone.proved ? Wording::age(m_phone.proved->at, now) : QString());
    showFacts();
}

void PhoneDetails::showFacts() {
    QStringList lines;
    if (m_phone.lastRestorePoint.isEmpty()) lines.append(tr("No restore point yet: nothing can be brought back."));
    else
        lines.append(tr("Newest restore point: %1 (%2)")
                         .arg(Wording::dateTime(m_phone.lastRestorePointAt), Wording::age(m_phone.lastRestorePointAt, m_clock.now())));
    if (m_phone.lastProvedAt)
        lines.append(tr("Last proved restore point: taken %1, booted and asked %2")
                         .arg(Wording::dateTime(m_phone.lastProvedTakenAt), Wording::age(m_phone.lastProvedAt, m_clock.now())));
    else if (!m_phone.lastRestorePoint.isEmpty() && !m_phone.ownerBackupBytes)
        lines.append(tr("No restore point of it was proved yet."));
    if (m_phone.ownerBackupBytes)
        lines.append(tr("Backed up because its owner asked for it (%1), under a key that only the owner has: a restore waits until the key is "
                        "entered at the handset.")
                         .arg(QString::fromStdString(base::humanSize({static_cast<std::uint64_t>(*m_phone.ownerBackupBytes)}))));
    if (m_phone.reported && !m_phone.reported->rejectedVersion.isEmpty())
        lines.append(tr("Release %1 was rejected: %2. It runs %3 again.")
                         .arg(m_phone.reported->rejectedVersion, m_phone.reported->rejectedReason, m_phone.reported->fellBackTo));
    if (m_phone.agreement == Agreement::Differs || m_phone.agreement == Agreement::Pending)
        lines.append(m_phone.disagreements);
    m_facts->setText(lines.join('\n'));
}

}  // namespace console
