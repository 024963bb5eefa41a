#include "app/console/policies_page.h"

#include "app/console/list_columns.h"
#include "app/console/policy_set_dialog.h"
#include "app/console/row_reading.h"
#include "app/console/rule_delete_dialog.h"
#include "app/console/target_edit.h"
#include "app/console/wording.h"

namespace console {

PoliciesPage::PoliciesPage(FleetClient& client, const Permissions& permissions, QWidget* parent)
    : RulePage(kPolicyKind, permissions,
               {tr("Write a new policy"), tr("Change the selected policy, and whom it is for"), tr("Delete the selected policy"), tr("Select a policy first.")},
               parent),
      m_names(client) {
    using Row = PolicyRow;
    ListPageShape<Row> shape;
    shape.title = tr("Policies");
    shape.whenEmpty = tr("No policy yet. Press New… to write the first one.");
    shape.doing = tr("Reading the policies");
    shape.columns = {twoLineColumn<Row>(tr("Policy"), [](const Row& row) { return row.id; }, [](const Row& row) { return row.description; }),
                     textColumn<Row>(tr("Settings"), [](const Row& row) { return QString::number(row.settings.size()); }),
                     textColumn<Row>(tr("Applies when"), [](const Row& row) { return row.when.isEmpty() ? tr("always") : row.when.simplified(); }),
                     textColumn<Row>(tr("Assigned to"), [this](const Row& row) {
                         QStringList targets;
                         for (const auto& assignment : row.assignments) targets.append(targetWords(assignment.first, m_names));
                         return targets.isEmpty() ? tr("nothing yet") : targets.join(", ");
                     })};
    shape.widths = {32, 15, 26, 27};
    shape.listVerb = kPolicyKind.verb("list");
    shape.readPage = readPolicyPage;
    shape.paged = false;
    shape.feedKind = kPolicyKind.feedKind;
    shape.details = [this](const Row& policy) { return detailsOf(policy); };
    shape.detailsName = tr("The selected policy");
    m_list = &hold(new ListPage<Row>(client, std::move(shape), this));
    connect(&m_names, &NameBook::learned, &m_list->model(), [this] { m_list->model().refreshAll(); });
    setDialogs(
        [this, &client](const QString& policy) {
            auto* dialog = new PolicySetDialog(client, policy, this);
            connect(dialog, &RuleSetDialog::saved, this, &Page::notice);
            return dialog;
        },
        [this, &client](const QString& policy) {
            auto* dialog = new RuleDeleteDialog(client, kPolicyKind, policy, this);
            connect(dialog, &RuleDeleteDialog::deleted, this, &Page::notice);
            return dialog;
        });
}

QString PoliciesPage::detailsOf(const PolicyRow& policy) {
    QStringList lines{policy.id};
    if (!policy.description.isEmpty()) lines.append(policy.description);
    if (!policy.when.isEmpty()) lines.append({QString(), tr("Applies when:"), policy.when});
    lines.append(QString());
    for (const auto& [name, value] : policy.settings) lines.append(name + " = " + value);
    lines.append({QString(), tr("Assigned to:")});
    if (policy.assignments.empty()) lines.append(tr("nothing yet"));
    for (const auto& [target, level] : policy.assignments) lines.append(QStringLiteral("%1 (%2)").arg(targetWords(target, m_names), Wording::level(level)));
    return lines.join('\n');
}

}  // namespace console
