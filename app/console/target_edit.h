// TargetEdit: says whom a rule is for: all phones, a persona, a group, a handset or a virtual phone. Groups, handsets and phones are looked for at the
// gateway while the name is typed. GUI thread.
#pragma once

#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QStandardItemModel>
#include <QTimer>
#include <QWidget>

#include "app/console/fleet_client.h"
#include "app/console/name_book.h"

namespace console {

class TargetEdit final : public QWidget {
    Q_OBJECT
public:
    enum class Offer { Everything, HandsetsAndPhones, Phones };

    TargetEdit(FleetClient& client, Offer offer, QWidget* parent);
    /// As the admin API writes it: "all", "group:sales", "phone:vp-1".
    void setTarget(const QString& target);
    /// Empty while it names nothing. A handset or phone that was picked is named by its id; what was only typed, by that text.
    [[nodiscard]] QString target() const;
    /// True when the handset or phone was picked from what the gateway knows.
    [[nodiscard]] bool isPicked() const { return !idOf(m_value->text().trimmed()).isEmpty(); }
    void clearValue();
    [[nodiscard]] QComboBox& kind() { return *m_kind; }
    [[nodiscard]] QLineEdit& value() { return *m_value; }

signals:
    void changed();
    /// The gateway was asked for names and did not answer.
    void failed(const QString& doing, const base::Error& error);

private:
    [[nodiscard]] QString prefix() const { return m_kind->currentData().toString(); }
    [[nodiscard]] QString idOf(const QString& text) const;
    void enterKind();
    void look();
    void offer(const QString& text, const QString& id);
    void showFound();
    void nameTheId(const QString& id);

    FleetClient& m_client;
    QComboBox* m_kind;
    QLineEdit* m_value;
    QAction* m_open;
    QStandardItemModel* m_found;
    QCompleter* m_completer;
    QTimer m_delay;
    CallId m_call = 0;
    QString m_pickedText, m_pickedId;
};

/// "all phones", "persona Work", "group sales", "handset field-01"; ids are looked up in `names`.
QString targetWords(const QString& target, NameBook& names);

}  // namespace console
