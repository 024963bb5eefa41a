#include "app/console/rule_pages.h"

#include <QApplication>

#include "app/console/compliance_rule_set_dialog.h"
#include "app/console/exception_set_dialog.h"
#include "app/console/group_set_dialog.h"
#include "app/console/icons.h"
#include "app/console/list_columns.h"
#include "app/console/rule_answers.h"
#include "app/console/rule_delete_dialog.h"
#include "app/console/setting_value_edit.h"
#include "app/console/wording.h"

namespace console {
namespace {

class RulePages {
    Q_DECLARE_TR_FUNCTIONS(console::RulePages)
};

QString plainText(const std::string& text) { return QString::fromStdString(text); }

/// Gives `page` the editor that `make` makes for a name, and the deletion of its kind.
void offerDialogs(RulePage& page, FleetClient& client, const RuleKind& kind, std::function<RuleSetDialog*(const QString&)> make) {
    page.setDialogs(
        [&page, make = std::move(make)](const QString& name) {
            auto* dialog = make(name);
            QObject::connect(dialog, &RuleSetDialog::saved, &page, &Page::notice);
            return dialog;
        },
        [&page, &client, kind](const QString& name) {
            auto* dialog = new RuleDeleteDialog(client, kind, name, &page);
            QObject::connect(dialog, &RuleDeleteDialog::deleted, &page, &Page::notice);
            return dialog;
        });
}

QVariant expiryData(base::Timestamp at, base::Timestamp now, int role) {
    const bool expired = at <= now;
    if (role == Qt::DisplayRole) return expired ? RulePages::tr("expired") : Wording::until(at, now);
    if (role == kSecondLineRole || role == Qt::ToolTipRole) return Wording::dateTime(at);
    if (role == Qt::DecorationRole)
        return icon(expired ? Symbol::Offline : Symbol::Pending, toneColour(expired ? Tone::Bad : Tone::Muted, QApplication::palette()));
    return {};
}

QString ladderText(const policy::ComplianceRule& rule) {
    QStringList steps;
    for (const auto& step : rule.ladder)
        steps.append(QStringLiteral("%1: %2").arg(Wording::span(step.after), Wording::complianceAction(shown(policy::complianceActionName(step.action)))));
    return steps.join(QStringLiteral(" → "));
}

/// The step that is in force.
QVariant inForceData(const ViolationRow& row, base::Timestamp now, int role) {
    const bool none = row.inForce.isEmpty();
    if (role == Qt::DisplayRole) return none ? RulePages::tr("Nothing yet") : Wording::complianceAction(row.inForce);
    if (role == kSecondLineRole && !none) return Wording::age(row.inForceAt, now);
    if (role == Qt::ToolTipRole && !none) return Wording::dateTime(row.inForceAt);
    if (role != Qt::DecorationRole) return {};
    const Tone tone = none ? Tone::Muted : row.inForce == "warn" ? Tone::Waiting : Tone::Bad;
    return icon(none ? Symbol::Pending : row.inForce == "warn" ? Symbol::Differs : Symbol::Offline, toneColour(tone, QApplication::palette()));
}

template <typename Row>
ListPageShape<Row> shapeOf(const RuleKind& kind, base::Result<KeysetPage<Row>> (*readPage)(const base::Json&)) {
    ListPageShape<Row> shape;
    shape.listVerb = kind.verb("list");
    shape.readPage = readPage;
    shape.paged = false;
    shape.feedKind = kind.feedKind;
    return shape;
}

}  // namespace

RulePage* createGroupsPage(FleetClient& client, const Permissions& permissions, QWidget* parent) {
    using Row = GroupRow;
    auto* page = new RulePage(kGroupKind, permissions,
                              {RulePages::tr("Write a new group"), RulePages::tr("Change the selected group"), RulePages::tr("Delete the selected group"),
                               RulePages::tr("Select a group first.")},
                              parent);
    auto shape = shapeOf<Row>(kGroupKind, readGroupPage);
    shape.title = RulePages::tr("Groups");
    shape.whenEmpty = RulePages::tr("No group yet. Press New… to write the first one; policies and exceptions can be for a group.");
    shape.doing = RulePages::tr("Reading the groups");
    shape.columns = {
        twoLineColumn<Row>(RulePages::tr("Group"), [](const Row& row) { return row.id; }, [](const Row& row) { return plainText(row.group.description); }),
        textColumn<Row>(RulePages::tr("Who is in it"),
                        [](const Row& row) {
                            return row.group.expression.empty() ? RulePages::tr("a list of handsets and phones") : plainText(row.group.expression).simplified();
                        }),
        textColumn<Row>(RulePages::tr("Members"), [](const Row& row) { return RulePages::tr("%n phone(s)", "", static_cast<int>(row.matches)); })};
    shape.widths = {34, 46, 20};
    // Phones come into dynamic groups and leave them without a change of the group.
    shape.alsoKinds = {"virtual_phone"};
    offerDialogs(*page, client, kGroupKind, [page, &client](const QString& name) { return new GroupSetDialog(client, name, page); });
    page->hold(new ListPage<Row>(client, std::move(shape), page));
    return page;
}

RulePage* createExceptionsPage(FleetClient& client, const Permissions& permissions, const base::Clock& clock, QWidget* parent) {
    using Row = ExceptionRow;
    auto* page = new RulePage(kExceptionKind, permissions,
                              {RulePages::tr("Write a new exception"), RulePages::tr("Change the selected exception"),
                               RulePages::tr("Delete the selected exception"), RulePages::tr("Select an exception first.")},
                              parent);
    auto* names = new NameBook(client, page);
    auto shape = shapeOf<Row>(kExceptionKind, readExceptionPage);
    shape.title = RulePages::tr("Exceptions");
    shape.whenEmpty = RulePages::tr("No exception. Only an exception loosens what policies say, never below a floor, and for a time.");
    shape.doing = RulePages::tr("Reading the exceptions");
    shape.columns = {
        twoLineColumn<Row>(RulePages::tr("Exception"), [](const Row& row) { return row.id; }, [](const Row& row) { return plainText(row.exception.reason); }),
        twoLineColumn<Row>(RulePages::tr("Allows"), [](const Row& row) { return plainText(row.exception.setting); },
                           [](const Row& row) { return plainText(policy::valueText(row.exception.value)).simplified(); }),
        twoLineColumn<Row>(RulePages::tr("For"), [names](const Row& row) { return targetWords(plainText(policy::targetText(row.exception.target)), *names); },
                           [](const Row& row) { return row.exception.when.empty() ? QString() : RulePages::tr("when %1").arg(plainText(row.exception.when).simplified()); }),
        textColumn<Row>(RulePages::tr("Owner"), [](const Row& row) { return plainText(row.exception.owner); }),
        {RulePages::tr("Until"), [&clock](const Row& row, int role) { return expiryData(row.exception.expiresAt, clock.now(), role); }}};
    shape.widths = {25, 20, 22, 13, 20};
    offerDialogs(*page, client, kExceptionKind, [page, &client, &clock](const QString& name) { return new ExceptionSetDialog(client, clock, name, page); });
    auto& list = page->hold(new ListPage<Row>(client, std::move(shape), page));
    QObject::connect(names, &NameBook::learned, &list, [&list] { list.model().refreshAll(); });
    return page;
}

RulePage* createComplianceRulesPage(FleetClient& client, const Permissions& permissions, QWidget* parent) {
    using Row = ComplianceRuleRow;
    auto* page = new RulePage(kComplianceRuleKind, permissions,
                              {RulePages::tr("Write a new compliance rule"), RulePages::tr("Change the selected compliance rule"),
                               RulePages::tr("Delete the selected compliance rule"), RulePages::tr("Select a compliance rule first.")},
                              parent);
    auto shape = shapeOf<Row>(kComplianceRuleKind, readComplianceRulePage);
    shape.title = RulePages::tr("Compliance rules");
    shape.whenEmpty = RulePages::tr("No compliance rule yet. Press New… to write the first one.");
    shape.doing = RulePages::tr("Reading the compliance rules");
    shape.columns = {
        twoLineColumn<Row>(RulePages::tr("Rule"), [](const Row& row) { return row.id; }, [](const Row& row) { return plainText(row.rule.message); }),
        textColumn<Row>(RulePages::tr("Not compliant"),
                        [](const Row& row) { return row.rule.offline ? RulePages::tr("not heard from") : plainText(row.rule.violation).simplified(); }),
        textColumn<Row>(RulePages::tr("Grace period"), [](const Row& row) { return row.rule.grace.count() == 0 ? RulePages::tr("none") : Wording::span(row.rule.grace); }),
        textColumn<Row>(RulePages::tr("Then"), [](const Row& row) { return ladderText(row.rule); })};
    shape.widths = {22, 20, 12, 46};
    offerDialogs(*page, client, kComplianceRuleKind, [page, &client](const QString& name) { return new ComplianceRuleSetDialog(client, name, page); });
    page->hold(new ListPage<Row>(client, std::move(shape), page));
    return page;
}

Page* createViolationsPage(FleetClient& client, const base::Clock& clock, QWidget* parent) {
    using Row = ViolationRow;
    ListPageShape<Row> shape;
    shape.title = RulePages::tr("Violations");
    shape.whenEmpty = RulePages::tr("Every work phone keeps the compliance rules.");
    shape.doing = RulePages::tr("Reading the violations");
    shape.columns = {
        twoLineColumn<Row>(RulePages::tr("Virtual phone"), [](const Row& row) { return row.phone; }, [](const Row& row) { return row.handset; }),
        twoLineColumn<Row>(RulePages::tr("Rule"), [](const Row& row) { return row.rule; },
                           [](const Row& row) { return row.byError ? RulePages::tr("its condition fails") : QString(); }),
        twoLineColumn<Row>(RulePages::tr("Since"), [&clock](const Row& row) { return Wording::age(row.since, clock.now()); },
                           [](const Row& row) { return Wording::dateTime(row.since); }),
        {RulePages::tr("In force"), [&clock](const Row& row, int role) { return inForceData(row, clock.now(), role); }},
        twoLineColumn<Row>(RulePages::tr("Next"),
                           [&clock](const Row& row) {
                               return row.nextAt ? QStringLiteral("%1 %2").arg(Wording::complianceAction(row.next), Wording::until(*row.nextAt, clock.now()))
                                                 : QStringLiteral("–");
                           },
                           [](const Row& row) { return row.nextAt ? Wording::dateTime(row.nextAt) : QString(); })};
    shape.widths = {27, 25, 17, 15, 20};
    shape.listVerb = "compliance_list";
    shape.readPage = readViolationPage;
    shape.paged = false;
    shape.feedKind = kComplianceRuleKind.feedKind;
    // A violation begins and ends with a report, which is a change of its phone; the next step comes with time alone, and is computed here from its time.
    shape.alsoKinds = {"virtual_phone"};
    return new ListPage<Row>(client, std::move(shape), parent);
}

}  // namespace console
