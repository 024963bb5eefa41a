#include "app/console/rule_delete_dialog.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

#include "app/console/row_reading.h"

namespace console {
namespace {

constexpr std::int64_t kMostEffectsListed = 100;

bool isOfKind(const RuleKind& kind, const RuleKind& other) { return std::string_view(kind.noun) == other.noun; }

struct DeletionWords {
    QString title, text, deleted;  // each with %1 for the name
};

DeletionWords wordsFor(const RuleKind& kind) {
    if (isOfKind(kind, kGroupKind))
        return {RuleDeleteDialog::tr("Delete group %1"), RuleDeleteDialog::tr("The group %1 is removed for good. A group that a policy or an exception names is not removed."),
                RuleDeleteDialog::tr("The group %1 was deleted.")};
    if (isOfKind(kind, kExceptionKind))
        return {RuleDeleteDialog::tr("Delete exception %1"), RuleDeleteDialog::tr("The exception %1 is removed for good. What it loosened is as strict again as the policies say."),
                RuleDeleteDialog::tr("The exception %1 was deleted.")};
    if (isOfKind(kind, kComplianceRuleKind))
        return {RuleDeleteDialog::tr("Delete compliance rule %1"), RuleDeleteDialog::tr("The compliance rule %1 is removed for good. What it blocked is not blocked by it any more."),
                RuleDeleteDialog::tr("The compliance rule %1 was deleted.")};
    return {RuleDeleteDialog::tr("Delete policy %1"), RuleDeleteDialog::tr("The policy %1 is removed for good. A policy that is still assigned is not removed: unassign it first."),
            RuleDeleteDialog::tr("The policy %1 was deleted.")};
}

}  // namespace

RuleDeleteDialog::RuleDeleteDialog(FleetClient& client, const RuleKind& kind, QString name, QWidget* parent)
    : QDialog(parent), m_client(client), m_kind(kind), m_name(std::move(name)), m_messages(new MessageBar(this)), m_preview(new PolicyWhatIfView(this)),
      m_delete(new QPushButton(tr("&Delete"), this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(560);
    build();
    // Only a policy that is not assigned is deleted, and that one changes no phone.
    if (!isOfKind(m_kind, kPolicyKind)) askWhatIf();
}

void RuleDeleteDialog::build() {
    const auto words = wordsFor(m_kind);
    setWindowTitle(words.title.arg(m_name));
    auto* text = new QLabel(words.text.arg(m_name), this);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setDefault(true);
    m_delete->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_delete);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(m_messages);
    column->addWidget(text);
    column->addWidget(m_preview, 1);
    column->addLayout(row);
    m_preview->hide();
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_delete, &QPushButton::clicked, this, &RuleDeleteDialog::remove);
    cancel->setFocus();
}

void RuleDeleteDialog::askWhatIf() {
    m_delete->setEnabled(false);
    base::Json edit{{"remove", {{m_kind.member, base::Json::array({m_name.toStdString()})}}}};
    m_client.ask<PolicyWhatIf>(this, "policy_whatif", {{"edit", std::make_shared<const base::Json>(std::move(edit))}, {"limit", kMostEffectsListed}},
                               readPolicyWhatIf, [this](base::Result<PolicyWhatIf> whatIf) {
                                   if (!whatIf) return fail(whatIf.error());
                                   m_delete->setEnabled(true);
                                   m_preview->showWhatIf(*whatIf);
                                   m_preview->show();
                                   if (!whatIf->effects.empty()) resize(std::max(width(), 820), std::max(height(), 420));
                                   fit();
                               });
}

void RuleDeleteDialog::fail(const base::Error& error) {
    m_messages->showError(tr("Deleting %1").arg(m_name), error);
    fit();
}

void RuleDeleteDialog::fit() {
    layout()->activate();
    resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
}

void RuleDeleteDialog::remove() {
    m_delete->setEnabled(false);
    m_client.ask<bool>(this, m_kind.verb("delete"), {{"name", m_name.toStdString()}}, readNothing, [this](base::Result<bool> answer) {
        if (answer) {
            emit deleted(wordsFor(m_kind).deleted.arg(m_name));
            return accept();
        }
        m_delete->setEnabled(true);
        fail(answer.error());
    });
}

}  // namespace console
