// PhoneDetails: one virtual phone in full: desired, reported and proved side by side, each with its age, the controls with
// what was read back, the newest restore point, a rejected release. GUI thread.
#pragma once

#include <QHBoxLayout>
#include <QLabel>
#include <QTableView>
#include <QWidget>

#include "app/console/list_model.h"
#include "app/console/rows.h"
#include "base/clock.h"

namespace console {

/// A ControlRow with the id that ListModel wants.
struct ShownControl {
    QString id, outcome, readBack;
};

class PhoneDetails : public QWidget {
    Q_OBJECT
public:
    explicit PhoneDetails(const base::Clock& clock, QWidget* parent = nullptr);
    void showPhone(const PhoneRow& phone);
    /// Puts a widget at the end of the last line.
    void addAtEnd(QWidget* widget);
    /// Writes the ages again.
    void refreshAges();

private:
    struct Card {
        QLabel* age;
        QLabel* value;
        QLabel* more;
    };
    Card addCard(QHBoxLayout* row, const QString& title);
    void showFacts();

    const base::Clock& m_clock;
    PhoneRow m_phone;
    Card m_desired, m_reported, m_proved;
    QLabel* m_facts;
    QHBoxLayout* m_foot;
    ListModel<ShownControl>* m_controls;
    QTableView* m_controlView;
};

}  // namespace console
