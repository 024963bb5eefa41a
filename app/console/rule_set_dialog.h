// RuleSetDialog: what the dialogs that write a rule have in common: a new one or a change, what would change on how many phones before it is saved,
// then the saving. A subclass gives the editor, and the rule that stands in it. Shown with open(); GUI thread.
#pragma once

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <nlohmann/json_fwd.hpp>

#include "app/console/fleet_client.h"
#include "app/console/message_bar.h"
#include "app/console/policy_whatif_view.h"
#include "app/console/rule_kind.h"

namespace console {

class RuleSetDialog : public QDialog {
    Q_OBJECT
public:
    enum Stage { kEdit, kPreview };

    [[nodiscard]] Stage stage() const { return static_cast<Stage>(m_stages->currentIndex()); }
    [[nodiscard]] QLineEdit& name() { return *m_name; }
    [[nodiscard]] QPushButton& next() { return *m_next; }

signals:
    void saved(const QString& text);

protected:
    struct Words {
        QString newTitle, changeTitle;  // changeTitle with %1 for the name
        QString reading, saving;        // for errors
        QString taken, saved;           // with %1 for the name
    };

    /// `former` is the name of the one to change; empty: a new one.
    RuleSetDialog(FleetClient& client, const RuleKind& kind, QString former, Words words, QWidget* parent);
    /// To be called once, when the subclass has made its editor, which holds name(). `first`: where typing begins.
    void begin(QWidget* editor, QWidget* first);

    /// Shows the rule as the gateway has it; an error: it cannot be understood.
    virtual base::Result<void> fill(const base::Json& rule) = 0;
    /// Why the rule cannot be saved as it stands, its name aside; empty: it can.
    virtual QString whyNot() = 0;
    /// The rule as it stands in the editor, in the form of policy/rule_book_json.h.
    virtual base::Json draft() = 0;
    /// The change of the rule book that would be made.
    virtual base::Json edit();
    /// Saves, then calls finish() or fail().
    virtual void save();

    void updateButtons();
    void finish();
    void fail(const QString& doing, const base::Error& error);
    /// From now on the rule exists under this name, whatever happens to the rest of what is to be saved.
    void nowExists();
    [[nodiscard]] const QString& former() const { return m_former; }
    [[nodiscard]] FleetClient& client() { return m_client; }
    [[nodiscard]] QString nameText() const { return m_name->text().trimmed(); }
    /// A label with its field as buddy.
    QLabel* labelFor(const QString& text, QWidget* field, QWidget* parent);

    QLineEdit* m_name;

private:
    void build(QWidget* editor);
    void load();
    void enter(Stage stage);
    void goOn();
    void askWhetherNameIsFree();
    void askWhatIf();

    FleetClient& m_client;
    const RuleKind m_kind;
    QString m_former;
    const Words m_words;
    bool m_loaded = false, m_asking = false;
    QWidget* m_first = nullptr;
    MessageBar* m_messages = nullptr;
    QLabel *m_heading = nullptr, *m_why = nullptr;
    QStackedWidget* m_stages = nullptr;
    PolicyWhatIfView* m_preview = nullptr;
    QPushButton *m_cancel = nullptr, *m_back = nullptr, *m_next = nullptr;
};

/// An answer as it came.
base::Result<base::Json> readWholeAnswer(const base::Json& json);
/// A JSON object's members as a call's arguments.
Arguments argumentsOf(const base::Json& object);

}  // namespace console
