#include "app/console/policy_explain_dialog.h"

#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include "app/console/list_page.h"
#include "app/console/wording.h"

namespace console {

using namespace std::chrono_literals;

namespace {

QString html(const QString& text) { return text.toHtmlEscaped(); }

QString winners(const ExplainedSettingRow& setting) {
    QStringList names;
    for (const auto* rows : {&setting.contributors, &setting.exceptions})
        for (const auto& row : *rows)
            if (row.counts && !names.contains(row.name)) names.append(row.name);
    return names.join(", ");
}

}  // namespace

QString PolicyExplainText::condition(const ContributorRow& row) {
    const QString state = row.state == "failed"     ? tr("could not be evaluated: %1").arg(html(row.error))
                          : row.state == "not-held" ? tr("does not hold for this phone")
                                                    : tr("holds for this phone");
    if (row.condition.isEmpty()) return row.state == "held" ? QString() : QStringLiteral("<br>") + tr("It %1.").arg(state);
    return QStringLiteral("<br>") + tr("Its condition %1 %2.").arg(QStringLiteral("<code>%1</code>").arg(html(row.condition)), state);
}

QString PolicyExplainText::contributor(const ContributorRow& row) {
    const QString name = QStringLiteral("<b>%1</b>").arg(html(row.name));
    const QString from = tr("Policy %1, assigned to %2 at level %3, asks for %4").arg(name, html(row.target), html(row.level), QStringLiteral("<b>%1</b>").arg(html(row.value)));
    const QString decides = row.counts ? tr("This decides") : tr("This does not decide");
    const QString why = row.why.isEmpty() ? decides + '.' : QStringLiteral("%1: %2.").arg(decides, html(row.why));
    return QStringLiteral("<li style=\"margin-bottom: 4px\">%1. %2%3</li>").arg(from, why, condition(row));
}

QString PolicyExplainText::exception(const ContributorRow& row) {
    const QString name = QStringLiteral("<b>%1</b>").arg(html(row.name));
    QString text = tr("Exception %1 of %2 allows %3 until %4").arg(name, html(row.owner), QStringLiteral("<b>%1</b>").arg(html(row.value)), Wording::dateTime(row.expiresAt));
    if (!row.reason.isEmpty()) text += QStringLiteral(" (%1)").arg(html(row.reason));
    const QString applies = row.counts ? tr("It applies") : tr("It does not apply");
    return QStringLiteral("<li style=\"margin-bottom: 4px\">%1. %2%3.%4</li>").arg(text, applies, row.why.isEmpty() ? QString() : ": " + html(row.why), condition(row));
}

QString PolicyExplainText::explanation(const ExplainedSettingRow& setting, base::Timestamp now) {
    QString text = QStringLiteral("<p>");
    text += setting.isSet ? tr("%1 is %2.").arg(QStringLiteral("<b>%1</b>").arg(html(setting.id)), QStringLiteral("<b>%1</b>").arg(html(setting.value)))
                          : tr("Nobody who applies here sets %1, so this holds: %2.").arg(QStringLiteral("<b>%1</b>").arg(html(setting.id)), html(setting.unset));
    text += ' ' + tr("Enforced by: %1.").arg(html(Wording::enforcement(setting.enforcedAt)));
    text += ' ' + (setting.observed.isEmpty() ? tr("Nothing was observed of it so far.")
                                              : tr("Observed %1: %2.").arg(Wording::age(setting.observedAt, now), html(setting.observed)));
    text += QStringLiteral("</p><ul>");
    for (const auto& row : setting.contributors) text += contributor(row);
    for (const auto& row : setting.exceptions) text += exception(row);
    return text + QStringLiteral("</ul>");
}

PolicyExplainDialog::PolicyExplainDialog(FleetClient& client, const base::Clock& clock, PhoneRow phone, QWidget* parent)
    : QDialog(parent), m_client(client), m_clock(clock), m_phone(std::move(phone)) {
    setWindowTitle(tr("Why these settings: %1").arg(m_phone.name));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(900, 600);
    build();
    m_delay.setSingleShot(true);
    m_delay.setInterval(500ms);
    connect(&m_delay, &QTimer::timeout, this, &PolicyExplainDialog::read);
    connect(&m_client, &FleetClient::changed, this, [this](const QVector<Change>& changes) {
        for (const auto& change : changes)
            if (change.id == m_phone.id || change.kind == "policy") m_delay.start();
    });
    connect(&m_client, &FleetClient::readAnew, this, [this] { m_delay.start(); });
    read();
}

std::vector<ListColumn<ExplainedSettingRow>> PolicyExplainDialog::columns() const {
    using Row = ExplainedSettingRow;
    return {{tr("Setting"),
             [](const Row& row, int role) {
                 if (role == Qt::DisplayRole) return QVariant(row.id);
                 return role == kSecondLineRole ? QVariant(Wording::enforcement(row.enforcedAt)) : QVariant();
             }},
            {tr("Value"),
             [](const Row& row, int role) {
                 if (role == Qt::DisplayRole) return QVariant(row.isSet ? row.value : row.unset);
                 return role == kSecondLineRole && !row.isSet ? QVariant(tr("not set")) : QVariant();
             }},
            {tr("Observed"),
             [this](const Row& row, int role) {
                 if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return QVariant(row.observed.isEmpty() ? tr("nothing yet") : row.observed);
                 return role == kSecondLineRole && !row.observed.isEmpty() ? QVariant(Wording::age(row.observedAt, m_clock.now())) : QVariant();
             }},
            {tr("From"), [](const Row& row, int role) { return role == Qt::DisplayRole || role == Qt::ToolTipRole ? QVariant(winners(row)) : QVariant(); }}};
}

void PolicyExplainDialog::build() {
    m_messages = new MessageBar(this);
    m_about = new QLabel(this);
    m_about->setObjectName("muted");
    m_about->setText(tr("%1 on %2").arg(Wording::persona(m_phone.persona), m_phone.handsetName));
    m_violations = new QLabel(this);
    m_violations->setObjectName("problem");
    for (auto* label : {m_about, m_violations}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_violations->hide();
    m_model = new ListModel<ExplainedSettingRow>(columns(), this);
    m_view = new QTableView(this);
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Settings of the phone"));
    dressTable(*m_view, {30, 20, 34, 24});
    m_text = new QTextBrowser(this);
    m_text->setAccessibleName(tr("Where the selected setting comes from"));
    m_text->setOpenLinks(false);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_view);
    splitter->addWidget(m_text);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(10);
    auto* close = new QPushButton(tr("&Close"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(m_messages);
    column->addWidget(m_about);
    column->addWidget(m_violations);
    column->addWidget(splitter, 1);
    column->addWidget(close, 0, Qt::AlignRight);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &PolicyExplainDialog::showSelected);
}

void PolicyExplainDialog::read() {
    m_client.ask<ExplainedPhone>(this, "policy_explain", {{"phone", m_phone.id.toStdString()}}, readPolicyExplanation, [this](base::Result<ExplainedPhone> phone) {
        if (phone) showPhone(std::move(*phone));
        else m_messages->showError(tr("Reading where the settings come from"), phone.error());
    });
}

void PolicyExplainDialog::showPhone(ExplainedPhone phone) {
    QStringList violations;
    for (const auto& [rule, since] : phone.violations) violations.append(tr("The compliance rule %1 is broken since %2.").arg(rule, Wording::dateTime(since)));
    m_violations->setText(violations.join('\n'));
    m_violations->setVisible(!violations.isEmpty());
    m_model->merge(std::move(phone.settings));
    if (m_model->rowCount() == 0) m_text->setPlainText(tr("No policy sets anything on this phone."));
    else if (!m_view->currentIndex().isValid()) m_view->setCurrentIndex(m_model->index(0, 0));
    showSelected();
}

void PolicyExplainDialog::showSelected() {
    const auto* row = m_model->at(m_view->currentIndex().row());
    if (row != nullptr) m_text->setHtml(PolicyExplainText::explanation(*row, m_clock.now()));
}

}  // namespace console
