#include "app/console/target_edit.h"

#include <QAbstractItemView>
#include <QAction>
#include <QHBoxLayout>

#include "app/console/icons.h"
#include "app/console/row_reading.h"
#include "app/console/rule_answers.h"
#include "app/console/wording.h"

namespace console {

using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kMostOffered = 50;

}  // namespace

TargetEdit::TargetEdit(FleetClient& client, Offer offer, QWidget* parent)
    : QWidget(parent), m_client(client), m_kind(new QComboBox(this)), m_value(new QLineEdit(this)), m_found(new QStandardItemModel(this)),
      m_completer(new QCompleter(m_found, this)) {
    if (offer == Offer::Everything) {
        m_kind->addItem(tr("All phones"), "all");
        m_kind->addItem(tr("Phones of a persona"), "persona");
        m_kind->addItem(tr("A group"), "group");
    }
    if (offer != Offer::Phones) m_kind->addItem(tr("A handset"), "handset");
    m_kind->addItem(tr("A virtual phone"), "phone");
    m_kind->setAccessibleName(tr("Kind of target"));
    m_value->setAccessibleName(tr("Name of the target"));
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);  // the gateway, or look(), has searched
    m_value->setCompleter(m_completer);
    m_open = m_value->addAction(icon(Symbol::Search), QLineEdit::TrailingPosition);
    m_open->setToolTip(tr("Show what there is"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_kind);
    row->addWidget(m_value, 1);
    m_delay.setSingleShot(true);
    m_delay.setInterval(150ms);
    connect(m_open, &QAction::triggered, this, [this] {
        m_value->setFocus();
        look();
    });
    connect(&m_delay, &QTimer::timeout, this, &TargetEdit::look);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &TargetEdit::enterKind);
    connect(m_value, &QLineEdit::textEdited, this, [this] { m_delay.start(); });
    connect(m_value, &QLineEdit::textChanged, this, &TargetEdit::changed);
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this, [this](const QModelIndex& index) {
        m_delay.stop();
        m_pickedText = index.data().toString();
        m_pickedId = index.data(Qt::UserRole).toString();
        emit changed();
    });
    m_kind->setVisible(offer != Offer::Phones);
    enterKind();
}

void TargetEdit::enterKind() {
    if (m_call != 0) m_client.cancel(m_call);
    m_call = 0;
    m_delay.stop();
    m_found->clear();
    clearValue();
    m_value->setEnabled(prefix() != "all");
    m_open->setVisible(prefix() != "all");
    m_value->setPlaceholderText(prefix() == "all" ? QString() : tr("Type to search"));
    emit changed();
}

void TargetEdit::clearValue() {
    m_pickedText.clear();
    m_pickedId.clear();
    m_value->clear();
}

void TargetEdit::setTarget(const QString& target) {
    const qsizetype colon = target.indexOf(':');
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(colon < 0 ? target : target.left(colon))));
    enterKind();
    if (colon < 0) return;
    const QString value = target.mid(colon + 1);
    m_value->setText(value);
    if (prefix() == "handset" || prefix() == "phone") nameTheId(value);
}

QString TargetEdit::idOf(const QString& text) const {
    if (text.isEmpty()) return {};
    if (text == m_pickedText) return m_pickedId;
    const auto same = m_found->findItems(text);
    return same.size() == 1 ? same.front()->data(Qt::UserRole).toString() : QString();
}

QString TargetEdit::target() const {
    if (prefix() == "all") return prefix();
    const QString text = m_value->text().trimmed();
    if (text.isEmpty()) return {};
    const QString id = idOf(text);
    return prefix() + ':' + (id.isEmpty() ? text : id);
}

void TargetEdit::nameTheId(const QString& id) {
    const auto show = [this, id](const QString& name) {
        if (m_value->text() != id) return;
        m_pickedText = name;
        m_pickedId = id;
        m_value->setText(name);
    };
    if (prefix() == "handset")
        m_client.ask<HandsetRow>(this, "handset_show", {{"handset", id.toStdString()}}, readHandset, [show](base::Result<HandsetRow> row) {
            if (row) show(row->name);
        });
    else
        m_client.ask<PhoneRow>(this, "virtual_phone_show", {{"phone", id.toStdString()}}, readPhone, [show](base::Result<PhoneRow> row) {
            if (row) show(row->name);
        });
}

void TargetEdit::offer(const QString& text, const QString& id) {
    auto* item = new QStandardItem(text);
    item->setData(id, Qt::UserRole);
    m_found->appendRow(item);
}

void TargetEdit::look() {
    if (m_call != 0) m_client.cancel(m_call);
    m_call = 0;
    const QString text = m_value->text().trimmed();
    Arguments search{{"limit", kMostOffered}};
    if (!text.isEmpty() && text != m_pickedText) search.emplace_back("search", text.toStdString());
    const auto take = [this, text](const auto& page, const auto& offerRow) {
        m_call = 0;
        if (!page) {
            emit failed(tr("Looking for names"), page.error());
            return;
        }
        m_found->clear();
        for (const auto& row : page->rows) offerRow(row);
        showFound();
    };
    if (prefix() == "persona") {
        m_found->clear();
        for (const char* persona : {"work", "personal"}) offer(QString::fromLatin1(persona), QString::fromLatin1(persona));
        showFound();
    } else if (prefix() == "group") {
        m_call = m_client.ask<KeysetPage<GroupRow>>(this, "group_list", {}, readGroupPage, [this, take, text](base::Result<KeysetPage<GroupRow>> page) {
            take(page, [&](const GroupRow& row) {
                if (row.id.contains(text, Qt::CaseInsensitive)) offer(row.id, row.id);
            });
        });
    } else if (prefix() == "handset") {
        m_call = m_client.ask<KeysetPage<HandsetRow>>(this, "handset_list", std::move(search), readHandsetPage, [this, take](base::Result<KeysetPage<HandsetRow>> page) {
            take(page, [&](const HandsetRow& row) { offer(row.name, row.id); });
        });
    } else {
        m_call = m_client.ask<KeysetPage<PhoneRow>>(this, "virtual_phone_list", std::move(search), readPhonePage, [this, take](base::Result<KeysetPage<PhoneRow>> page) {
            take(page, [&](const PhoneRow& row) { offer(QStringLiteral("%1 – %2").arg(row.name, row.handsetName), row.id); });
        });
    }
}

void TargetEdit::showFound() {
    emit changed();  // what was typed may be the name of one of them
    if (!m_value->hasFocus()) return;
    m_completer->setCompletionPrefix(m_value->text());
    m_completer->complete();
}

QString targetWords(const QString& target, NameBook& names) {
    const qsizetype colon = target.indexOf(':');
    const QString kind = target.left(colon), value = target.mid(colon + 1);
    if (target == "all") return TargetEdit::tr("all phones");
    if (kind == "persona") return TargetEdit::tr("persona %1").arg(Wording::persona(value));
    if (kind == "group") return TargetEdit::tr("group %1").arg(value);
    if (kind == "handset") return TargetEdit::tr("handset %1").arg(names.handset(value));
    return kind == "phone" ? TargetEdit::tr("phone %1").arg(names.phone(value)) : target;
}

}  // namespace console
