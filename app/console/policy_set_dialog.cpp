#include "app/console/policy_set_dialog.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

#include "app/console/row_reading.h"
#include "policy/rule_book_json.h"

namespace console {
namespace {

constexpr std::int64_t kMostPhonesListed = 100;

JsonArgument jsonArgument(base::Json json) { return std::make_shared<const base::Json>(std::move(json)); }

}  // namespace

PolicySetDialog::PolicySetDialog(FleetClient& client, QString policy, QWidget* parent)
    : QDialog(parent), m_client(client), m_former(std::move(policy)) {
    setWindowTitle(m_former.isEmpty() ? tr("New policy") : tr("Change policy %1").arg(m_former));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(960, 660);
    build();
    connect(m_name, &QLineEdit::textChanged, this, &PolicySetDialog::updateButtons);
    connect(m_condition, &ConditionEdit::checked, this, &PolicySetDialog::updateButtons);
    connect(m_settings, &SettingList::changed, this, &PolicySetDialog::updateButtons);
    connect(&m_client, &FleetClient::changed, this, [this](const QVector<Change>& changes) {
        for (const auto& change : changes)
            if (change.kind == "policy" && change.id == m_former && m_loaded && !m_asking)
                m_messages->showNotice(tr("Somebody else changed this policy meanwhile; saving would replace that change."));
    });
    if (m_former.isEmpty()) m_loaded = true;
    else load();
    enter(kEdit);
}

void PolicySetDialog::build() {
    m_messages = new MessageBar(this);
    m_heading = new QLabel(this);
    m_heading->setObjectName("pageTitle");
    m_stages = new QStackedWidget(this);
    m_stages->addWidget(createEditor());
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
    connect(m_next, &QPushButton::clicked, this, &PolicySetDialog::goOn);
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

QWidget* PolicySetDialog::createEditor() {
    auto* page = new QWidget(this);
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(8);
    m_name = new QLineEdit(page);
    m_name->setPlaceholderText(tr("a-z, 0-9 and -"));
    m_name->setReadOnly(!m_former.isEmpty());
    m_name->setText(m_former);
    m_description = new QLineEdit(page);
    m_condition = new ConditionEdit(page);
    m_settings = new SettingList(page);
    const auto label = [page](const QString& text, QWidget* buddy) {
        auto* made = new QLabel(text, page);
        made->setBuddy(buddy);
        return made;
    };
    grid->addWidget(label(tr("&Name:"), m_name), 0, 0);
    grid->addWidget(m_name, 0, 1);
    grid->addWidget(label(tr("&Description:"), m_description), 0, 2);
    grid->addWidget(m_description, 0, 3);
    grid->addWidget(label(tr("Applies &when:"), m_condition), 1, 0, Qt::AlignTop);
    grid->addWidget(m_condition, 1, 1, 1, 3);
    grid->addWidget(m_settings, 2, 0, 1, 4);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 2);
    grid->setRowStretch(2, 1);
    return page;
}

void PolicySetDialog::load() {
    m_stages->setEnabled(false);
    m_client.ask<policy::Policy>(this, "policy_show", {{"name", m_former.toStdString()}}, readWholePolicy, [this](base::Result<policy::Policy> policy) {
        if (!policy) return fail(tr("Reading the policy"), policy.error());
        m_description->setText(QString::fromStdString(policy->description));
        m_condition->setSource(QString::fromStdString(policy->when));
        m_settings->setValues(std::move(policy->settings));
        if (!m_settings->values().empty()) m_settings->select(QString::fromStdString(m_settings->values().begin()->first));
        m_stages->setEnabled(true);
        m_loaded = true;
        m_settings->search().setFocus();
        updateButtons();
    });
}

void PolicySetDialog::enter(Stage stage) {
    m_stages->setCurrentIndex(stage);
    m_heading->setText(stage == kPreview ? tr("What would change") : windowTitle());
    updateButtons();
    if (stage == kEdit) (m_former.isEmpty() ? static_cast<QWidget*>(m_name) : &m_settings->search())->setFocus();
}

policy::Policy PolicySetDialog::draft() const {
    return {m_name->text().trimmed().toStdString(), m_description->text().trimmed().toStdString(), m_settings->values(), m_condition->source().toStdString()};
}

QString PolicySetDialog::whyNot() {
    if (!m_loaded) return tr("The policy has not been read.");
    if (m_name->text().trimmed().isEmpty()) return tr("Give the policy a name.");
    if (!m_condition->problem().isEmpty()) return tr("Correct the condition.");
    if (const QString problem = m_settings->problem(); !problem.isEmpty()) return problem;
    const auto checked = policy::checkPolicy(draft());
    return checked ? QString() : QString::fromStdString(checked.error().message);
}

void PolicySetDialog::updateButtons() {
    const bool editing = stage() == kEdit;
    // The condition is looked at where its check ended, not at every key.
    const QString why = editing ? whyNot() : QString();
    m_why->setText(why);
    m_back->setVisible(!editing);
    m_back->setEnabled(!m_asking);
    m_next->setText(editing ? tr("See what &changes…") : tr("&Save"));
    m_next->setEnabled(why.isEmpty() && !m_asking);
}

void PolicySetDialog::goOn() {
    m_messages->hide();
    updateButtons();
    if (!m_next->isEnabled()) return;
    m_asking = true;
    updateButtons();
    if (stage() == kPreview) save();
    else if (m_former.isEmpty()) askWhetherNameIsFree();
    else askWhatIf();
}

void PolicySetDialog::fail(const QString& doing, const base::Error& error) {
    m_asking = false;
    m_messages->showError(doing, error);
    updateButtons();
}

void PolicySetDialog::askWhetherNameIsFree() {
    m_client.ask<policy::Policy>(this, "policy_show", {{"name", draft().name}}, readWholePolicy, [this](base::Result<policy::Policy> policy) {
        if (!policy && policy.error().code == base::ErrorCode::NotFound) return askWhatIf();
        if (!policy) return fail(tr("Looking for a policy of this name"), policy.error());
        fail(tr("Writing the policy"), {base::ErrorCode::InvalidInput, tr("there is already a policy named %1").arg(m_name->text().trimmed()).toStdString()});
    });
}

void PolicySetDialog::askWhatIf() {
    base::Json edit{{"put", {{"policies", base::Json::array({policy::policyToJson(draft())})}}}};
    m_client.ask<PolicyWhatIf>(this, "policy_whatif", {{"edit", jsonArgument(std::move(edit))}, {"limit", kMostPhonesListed}}, readPolicyWhatIf,
                               [this](base::Result<PolicyWhatIf> whatIf) {
                                   if (!whatIf) return fail(tr("Looking what would change"), whatIf.error());
                                   m_asking = false;
                                   m_preview->showWhatIf(*whatIf);
                                   enter(kPreview);
                               });
}

void PolicySetDialog::save() {
    const auto policy = draft();
    auto json = policy::policyToJson(policy);
    Arguments arguments{{"name", policy.name}, {"description", policy.description}, {"settings", jsonArgument(json["settings"])}};
    if (!policy.when.empty()) arguments.emplace_back("when", policy.when);
    m_client.ask<bool>(this, "policy_set", std::move(arguments), readNothing, [this](base::Result<bool> answer) {
        if (!answer) return fail(tr("Saving the policy"), answer.error());
        emit saved(tr("The policy %1 was saved.").arg(m_name->text().trimmed()));
        accept();
    });
}

}  // namespace console
