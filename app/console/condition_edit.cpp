#include "app/console/condition_edit.h"

#include <QFontDatabase>
#include <QVBoxLayout>

#include "app/console/item_delegates.h"
#include "policy/attribute.h"
#include "policy/cel/expression.h"

namespace console {

using namespace std::chrono_literals;

namespace {

constexpr int kLinesOfSource = 2, kMostLinesOfProblem = 5;

int heightOf(const QPlainTextEdit& edit, int lines) {
    return edit.fontMetrics().lineSpacing() * lines + 2 * static_cast<int>(edit.document()->documentMargin()) + 2 * edit.frameWidth() + 6;
}

}  // namespace

ConditionEdit::ConditionEdit(QWidget* parent) : QWidget(parent), m_edit(new CompletingEdit(this)), m_problem(new QPlainTextEdit(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    for (auto* edit : {static_cast<QPlainTextEdit*>(m_edit), m_problem}) {
        edit->setFont(fixed);
        edit->setTabChangesFocus(true);
        edit->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
        column->addWidget(edit);
    }
    m_edit->setAccessibleName(tr("Condition"));
    m_edit->setPlaceholderText(tr("Always. Or for example: %1").arg(R"(phone.persona == "work" && device.online)"));
    m_edit->setFixedHeight(heightOf(*m_edit, kLinesOfSource));
    m_problem->setAccessibleName(tr("What is wrong with the condition"));
    m_problem->setReadOnly(true);
    m_problem->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_problem->hide();
    m_delay.setSingleShot(true);
    m_delay.setInterval(250ms);
    connect(&m_delay, &QTimer::timeout, this, &ConditionEdit::check);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] { m_delay.start(); });
    setFocusProxy(m_edit);
}

void ConditionEdit::setSource(const QString& source) {
    m_edit->setPlainText(source);
    check();
}

QString ConditionEdit::source() const { return m_edit->toPlainText().trimmed(); }

QString ConditionEdit::problem() {
    if (m_delay.isActive()) check();
    return m_problem->toPlainText();
}

void ConditionEdit::check() {
    m_delay.stop();
    QString problem;
    if (!source().isEmpty()) {
        const auto compiled = policy::cel::compile(source().toStdString(), policy::conditionEnvironment(), {policy::cel::TypeKind::Bool, {}, {}});
        if (!compiled) problem = QString::fromStdString(compiled.error().message);
    }
    showProblem(problem);
    emit checked();
}

void ConditionEdit::showProblem(const QString& text) {
    m_problem->setPlainText(text);
    m_problem->setVisible(!text.isEmpty());
    QPalette colours = palette();
    colours.setColor(QPalette::Text, toneColour(Tone::Bad, palette()));
    m_problem->setPalette(colours);
    const int lines = std::min(static_cast<int>(text.count('\n')) + 1, kMostLinesOfProblem);
    m_problem->setFixedHeight(heightOf(*m_problem, lines));
}

}  // namespace console
