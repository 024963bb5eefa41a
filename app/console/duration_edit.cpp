#include "app/console/duration_edit.h"

#include <QHBoxLayout>
#include <limits>

namespace console {

DurationEdit::DurationEdit(QWidget* parent) : QWidget(parent), m_number(new QSpinBox(this)), m_unit(new QComboBox(this)) {
    m_number->setRange(0, std::numeric_limits<int>::max());
    m_number->setMinimumWidth(90);
    m_number->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_unit->addItem(tr("seconds"), 1'000);
    m_unit->addItem(tr("minutes"), 60'000);
    m_unit->addItem(tr("hours"), 3'600'000);
    m_unit->addItem(tr("days"), 86'400'000);
    m_unit->setAccessibleName(tr("Unit"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_number);
    row->addWidget(m_unit);
    setFocusProxy(m_number);
    connect(m_number, &QSpinBox::valueChanged, this, &DurationEdit::edited);
    connect(m_unit, &QComboBox::currentIndexChanged, this, &DurationEdit::edited);
}

void DurationEdit::setDuration(base::Duration duration) {
    // Durations of a fraction of a second come from files only; they are kept as they are by a unit of their own.
    if (duration.count() % 1000 != 0 && m_unit->findData(1) < 0) m_unit->addItem(tr("milliseconds"), 1);
    int best = m_unit->findData(duration.count() % 1000 == 0 ? 1'000 : 1);
    for (int at = 0; at < m_unit->count(); ++at) {
        const auto unit = m_unit->itemData(at).toLongLong();
        if (duration.count() % unit == 0 && unit > m_unit->itemData(best).toLongLong()) best = at;
    }
    const QSignalBlocker number(m_number), unit(m_unit);
    if (duration.count() == 0) best = m_unit->findData(3'600'000);
    m_unit->setCurrentIndex(best);
    m_number->setValue(static_cast<int>(duration.count() / m_unit->itemData(best).toLongLong()));
    emit edited();
}

base::Duration DurationEdit::duration() const { return base::Duration(m_number->value() * m_unit->currentData().toLongLong()); }

}  // namespace console
