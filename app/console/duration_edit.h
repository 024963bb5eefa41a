// DurationEdit: a number and its unit. GUI thread.
#pragma once

#include <QComboBox>
#include <QSpinBox>
#include <QWidget>

#include "base/clock.h"

namespace console {

class DurationEdit final : public QWidget {
    Q_OBJECT
public:
    explicit DurationEdit(QWidget* parent = nullptr);
    /// Shown in the largest unit that is exact, from seconds to days.
    void setDuration(base::Duration duration);
    [[nodiscard]] base::Duration duration() const;
    [[nodiscard]] QSpinBox& number() { return *m_number; }
    [[nodiscard]] QComboBox& unit() { return *m_unit; }

signals:
    void edited();

private:
    QSpinBox* m_number;
    QComboBox* m_unit;
};

}  // namespace console
