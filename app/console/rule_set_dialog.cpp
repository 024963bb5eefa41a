#include "app/console/rule_set_dialog.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

#include "app/console/row_reading.h"
#include "base/ids.h"

namespace console {
namespace {

constexpr std::int64_t kMostPhonesListed = 100;

}  // namespace

base::Result<base::Json> readWholeAnswer(const base::Json& json) { return json; }

Arguments argumentsOf(const base::Json& object) {
    Arguments arguments;
    for (const auto& [name, value] : object.items()) arguments.emplace_back(name, std::make_shared<const base::Json>(value));
    return arguments;
}

RuleSetDialog::RuleSetDialog(FleetClient& client, const RuleKind& kind, QString former, Words words, QWidget* parent)
    : QDialog(parent), m_name(new QLineEdit(this)), m_client(client), m_kind(kind), m_former(std::move(former)), m_words(std::move(words)) {
    setWindowTitle(m_former.isEmpty() ? m_words.newTitle : m_words.changeTitle.arg(m_former));
    setAttribute(Qt::WA_DeleteOnClose);
    m_name->setPlaceholderText(tr("a-z, 0-9 and -"));
    m_name->setReadOnly(!m_former.isEmpty());
    m_name->setText(m_former);
}

void RuleSetDialog::begin(QWidget* editor, QWidget* first) {
    m_first = m_former.isEmpty() ? m_name : first;
    build(editor);
    connect(m_name, &QLineEdit::textChanged, this, &RuleSetDialog::updateButtons);
    connect(&m_client, &FleetClient::changed, this, [this](const QVector<Change>& changes) {
        for (const auto& change : changes)
            if (change.kind == m_kind.feedKind && change.id == m_former && m_loaded && !m_asking)
                m_messages->showNotice(tr("Somebody else changed %1 meanwhile; saving would replace that change.").arg(m_former));
    });
    if (m_former.isEmpty()) m_loaded = true;
    else load();
    enter(kEdit);
}

void RuleSetDialog::build(QWidget* editor) {
    m_messages = new MessageBar(this);
    m_heading = new QLabel(this);
    m_heading->setObjectName("pageTitle");
    m_stages = new QStackedWidget(this);
    m_stages->addWidget(editor);
    m_preview = new PolicyWhatIfView(this);
    m_stages->addWidget(m_preview);
    m_why = new QLabel(this);
    m_why->setObjectName("muted");
    m_why->setTextFormat(Qt::PlainText);
    m_why->setWordWrap(true);
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_back = new QPushButton(tr("&Back"), this);
    m_next = new QPushButton(this);
    m_next->setProperty("primary", true);
    for (auto* button : {m_cancel, m_back, m_next}) button->setAutoDefault(false);  // Enter belongs to the fields
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_back, &QPushButton::clicked, this, [this] { enter(kEdit); });
    connect(m_next, &QPushButton::clicked, this, &RuleSetDialog::goOn);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_why, 1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_back);
    buttons->addWidget(m_next);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(m_messages);
    column->addWidget(m_heading);
    column->addWidget(m_stages, 1);
    column->addLayout(buttons);
}

QLabel* RuleSetDialog::labelFor(const QString& text, QWidget* field, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setBuddy(field);
    return label;
}

void RuleSetDialog::load() {
    m_stages->setEnabled(false);
    m_client.ask<base::Json>(this, m_kind.verb("show"), {{"name", m_former.toStdString()}}, readWholeAnswer, [this](base::Result<base::Json> rule) {
        if (!rule) return fail(m_words.reading, rule.error());
        if (auto filled = fill(*rule); !filled) return fail(m_words.reading, filled.error());
        m_stages->setEnabled(true);
        m_loaded = true;
        m_first->setFocus();
        updateButtons();
    });
}

void RuleSetDialog::enter(Stage stage) {
    m_stages->setCurrentIndex(stage);
    m_heading->setText(stage == kPreview ? tr("What would change") : windowTitle());
    updateButtons();
    if (stage == kEdit) m_first->setFocus();
}

base::Json RuleSetDialog::edit() { return {{"put", {{m_kind.member, base::Json::array({draft()})}}}}; }

void RuleSetDialog::updateButtons() {
    if (m_next == nullptr) return;
    const bool editing = stage() == kEdit;
    QString why;
    if (editing && !m_loaded) why = tr("It has not been read.");
    else if (editing && nameText().isEmpty()) why = tr("Give it a name.");
    else if (editing && !base::isIdText(nameText().toStdString())) why = tr("A name has only a-z, 0-9 and -, and at most 64 characters.");
    else if (editing) why = whyNot();
    m_why->setText(why);
    m_back->setVisible(!editing);
    m_back->setEnabled(!m_asking);
    m_next->setText(editing ? tr("See what &changes…") : tr("&Save"));
    m_next->setEnabled(m_loaded && why.isEmpty() && !m_asking);
}

void RuleSetDialog::goOn() {
    m_messages->hide();
    updateButtons();
    if (!m_next->isEnabled()) return;
    m_asking = true;
    updateButtons();
    if (stage() == kPreview) {
        disconnect(&m_client, &FleetClient::changed, this, nullptr);  // from here on the changes are its own
        save();
    } else if (m_former.isEmpty()) askWhetherNameIsFree();
    else askWhatIf();
}

void RuleSetDialog::fail(const QString& doing, const base::Error& error) {
    m_asking = false;
    m_messages->showError(doing, error);
    updateButtons();
}

void RuleSetDialog::nowExists() {
    m_former = nameText();
    m_name->setReadOnly(true);
}

void RuleSetDialog::finish() {
    emit saved(m_words.saved.arg(nameText()));
    accept();
}

void RuleSetDialog::askWhetherNameIsFree() {
    m_client.ask<bool>(this, m_kind.verb("show"), {{"name", nameText().toStdString()}}, readNothing, [this](base::Result<bool> found) {
        if (!found && found.error().code == base::ErrorCode::NotFound) return askWhatIf();
        if (!found) return fail(m_words.reading, found.error());
        fail(m_words.saving, {base::ErrorCode::InvalidInput, m_words.taken.arg(nameText()).toStdString()});
    });
}

void RuleSetDialog::askWhatIf() {
    auto change = std::make_shared<const base::Json>(edit());
    m_client.ask<PolicyWhatIf>(this, "policy_whatif", {{"edit", std::move(change)}, {"limit", kMostPhonesListed}}, readPolicyWhatIf,
                               [this](base::Result<PolicyWhatIf> whatIf) {
                                   if (!whatIf) return fail(tr("Looking what would change"), whatIf.error());
                                   m_asking = false;
                                   m_preview->showWhatIf(*whatIf);
                                   enter(kPreview);
                               });
}

void RuleSetDialog::save() {
    m_client.ask<bool>(this, m_kind.verb("set"), argumentsOf(draft()), readNothing, [this](base::Result<bool> answer) {
        if (!answer) return fail(m_words.saving, answer.error());
        finish();
    });
}

}  // namespace console
