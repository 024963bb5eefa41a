#include "app/console/policy_whatif_view.h"

#include <QApplication>
#include <QVBoxLayout>

#include "app/console/icons.h"
#include "app/console/list_page.h"
#include "app/console/wording.h"

namespace console {
namespace {

Tone toneOfChange(const QString& change) {
    if (change == "violated") return Tone::Bad;
    if (change == "loosened" || change == "no-longer-set") return Tone::Waiting;
    return change == "tightened" || change == "newly-set" || change == "complied" ? Tone::Good : Tone::Muted;
}

Symbol symbolOfChange(Tone tone) {
    if (tone == Tone::Good) return Symbol::Agrees;
    return tone == Tone::Muted ? Symbol::Waiting : Symbol::Differs;
}

}  // namespace

PolicyWhatIfView::PolicyWhatIfView(QWidget* parent)
    : QWidget(parent), m_summary(new QLabel(this)), m_warning(new QLabel(this)), m_more(new QLabel(this)), m_view(new QTableView(this)) {
    using Row = PolicyEffectRow;
    const auto text = [](QString Row::*member) {
        return [member](const Row& row, int role) {
            if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return QVariant();
            return QVariant((row.*member).isEmpty() ? QStringLiteral("–") : row.*member);
        };
    };
    m_model = new ListModel<Row>(
        {{tr("Virtual phone"),
          [](const Row& row, int role) {
              if (role == Qt::DisplayRole) return QVariant(row.phone);
              return role == kSecondLineRole ? QVariant(row.handset) : QVariant();
          }},
         {tr("Setting"),
          [](const Row& row, int role) {
              if (role == Qt::DisplayRole) return QVariant(row.subject);
              const bool isRule = row.change == "violated" || row.change == "complied";
              return role == kSecondLineRole && isRule ? QVariant(tr("compliance rule")) : QVariant();
          }},
         {tr("Now"), text(&Row::before)},
         {tr("Then"),
          [shown = text(&Row::after)](const Row& row, int role) {
              const bool isAction = row.change == "violated" && role == Qt::DisplayRole && !row.after.isEmpty();
              return isAction ? QVariant(Wording::complianceAction(row.after)) : shown(row, role);
          }},
         {tr("Change"),
          [](const Row& row, int role) {
              if (role == Qt::DisplayRole) return QVariant(Wording::policyChange(row.change));
              const Tone tone = toneOfChange(row.change);
              return role == Qt::DecorationRole ? QVariant(icon(symbolOfChange(tone), toneColour(tone, QApplication::palette()))) : QVariant();
          }}},
        this);
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("What would change"));
    dressTable(*m_view, {26, 28, 18, 18, 20});
    m_summary->setTextFormat(Qt::PlainText);
    m_warning->setObjectName("problem");
    m_more->setObjectName("muted");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    for (auto* label : {m_summary, m_warning, m_more}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    column->addWidget(m_summary);
    column->addWidget(m_warning);
    column->addWidget(m_view, 1);
    column->addWidget(m_more);
}

QString PolicyWhatIfView::summary(const PolicyWhatIf& whatIf) {
    if (whatIf.changed == 0) return tr("No phone would change.");
    QStringList parts;
    const auto add = [&](std::int64_t count, const QString& words) {
        if (count > 0) parts.append(words.arg(count));
    };
    add(whatIf.loosened, tr("%1 loosened"));
    add(whatIf.tightened, tr("%1 tightened"));
    add(whatIf.newlySet, tr("%1 with a setting more"));
    add(whatIf.noLongerSet, tr("%1 with a setting less"));
    add(whatIf.otherwise, tr("%1 changed otherwise"));
    const QString phones = tr("%n phone(s) would change", "", static_cast<int>(whatIf.changed));
    return parts.isEmpty() ? phones + '.' : QStringLiteral("%1: %2.").arg(phones, parts.join(", "));
}

QString PolicyWhatIfView::summary(const GroupEffectRow& group) {
    if (!group.after) return tr("The group %1 would be gone; %n phone(s) are in it.", "", static_cast<int>(group.before.value_or(0))).arg(group.name);
    if (!group.before) return tr("%n phone(s) would be in the new group %1.", "", static_cast<int>(*group.after)).arg(group.name);
    return tr("%n phone(s) would be in the group %1, now %2.", "", static_cast<int>(*group.after)).arg(group.name).arg(*group.before);
}

void PolicyWhatIfView::showWhatIf(const PolicyWhatIf& whatIf) {
    QStringList sentences{summary(whatIf)};
    for (const auto& group : whatIf.groups) sentences.append(summary(group));
    m_summary->setText(sentences.join('\n'));
    QStringList warnings;
    if (whatIf.newlyNonCompliant > 0) warnings.append(tr("%n phone(s) would break a compliance rule.", "", static_cast<int>(whatIf.newlyNonCompliant)));
    if (whatIf.wouldBeBlocked > 0) warnings.append(tr("%n phone(s) would be blocked.", "", static_cast<int>(whatIf.wouldBeBlocked)));
    if (whatIf.wouldBeWiped > 0) warnings.append(tr("%n phone(s) would be wiped.", "", static_cast<int>(whatIf.wouldBeWiped)));
    m_warning->setText(warnings.join(' '));
    m_warning->setVisible(!warnings.isEmpty());
    m_model->merge(whatIf.effects);
    m_view->setVisible(!whatIf.effects.empty());
    m_more->setText(whatIf.notListed > 0 ? tr("%n more phone(s) are not listed here.", "", static_cast<int>(whatIf.notListed)) : QString());
    m_more->setVisible(whatIf.notListed > 0);
}

}  // namespace console
