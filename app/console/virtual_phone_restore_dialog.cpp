// Longer than most files: the stages share one choice and one pair of buttons, and are only understood together.
#include "app/console/virtual_phone_restore_dialog.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "app/console/row_reading.h"
#include "app/console/wording.h"

namespace console {
namespace {

QString stageName(int stage) {
    switch (stage) {
        case VirtualPhoneRestoreDialog::kPerson: return VirtualPhoneRestoreDialog::tr("Person");
        case VirtualPhoneRestoreDialog::kPhone: return VirtualPhoneRestoreDialog::tr("Virtual phone");
        case VirtualPhoneRestoreDialog::kReplacement: return VirtualPhoneRestoreDialog::tr("Replacement");
        case VirtualPhoneRestoreDialog::kPoint: return VirtualPhoneRestoreDialog::tr("Restore point");
        case VirtualPhoneRestoreDialog::kSummary: return VirtualPhoneRestoreDialog::tr("Summary");
        case VirtualPhoneRestoreDialog::kProgress: return VirtualPhoneRestoreDialog::tr("Progress");
        default: return VirtualPhoneRestoreDialog::tr("Receipt");
    }
}

QString stageHeading(int stage) {
    switch (stage) {
        case VirtualPhoneRestoreDialog::kPerson: return VirtualPhoneRestoreDialog::tr("Whose phone is gone?");
        case VirtualPhoneRestoreDialog::kPhone: return VirtualPhoneRestoreDialog::tr("Which virtual phone is to come back?");
        case VirtualPhoneRestoreDialog::kReplacement: return VirtualPhoneRestoreDialog::tr("On which handset?");
        case VirtualPhoneRestoreDialog::kPoint: return VirtualPhoneRestoreDialog::tr("From which restore point?");
        case VirtualPhoneRestoreDialog::kSummary: return VirtualPhoneRestoreDialog::tr("This will happen:");
        case VirtualPhoneRestoreDialog::kProgress: return VirtualPhoneRestoreDialog::tr("The phone is being restored");
        default: return VirtualPhoneRestoreDialog::tr("The phone is back");
    }
}

template <typename Row>
ListColumn<Row> column(const QString& title, std::function<QString(const Row&)> first,
                       std::function<QString(const Row&)> second, int symbol = -1) {
    return {title, [first = std::move(first), second = std::move(second), symbol](const Row& row, int role) {
                if (role == Qt::DisplayRole) return QVariant(first(row));
                if (role == kSecondLineRole) return QVariant(second(row));
                if (role == Qt::DecorationRole && symbol >= 0) return QVariant(icon(static_cast<Symbol>(symbol)));
                return QVariant();
            }};
}

}  // namespace

VirtualPhoneRestoreDialog::VirtualPhoneRestoreDialog(FleetClient& client, const base::Clock& clock, QWidget* parent)
    : QDialog(parent), m_client(client), m_clock(clock) {
    setWindowTitle(tr("Restore a virtual phone"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(860, 560);
    build();
    connect(&m_client, &FleetClient::changed, this, [this](const QVector<Change>& changes) {
        for (const auto& change : changes)
            if (change.kind == "operation" && change.id == m_operation) readOperation();
    });
    connect(&m_client, &FleetClient::readAnew, this, &VirtualPhoneRestoreDialog::readOperation);
    m_persons->load({});
    enter(kPerson);
}

void VirtualPhoneRestoreDialog::build() {
    m_messages = new MessageBar(this);
    m_heading = new QLabel(this);
    m_heading->setObjectName("pageTitle");
    m_stages = new QStackedWidget(this);
    buildChoices();
    m_stages->addWidget(m_persons);
    m_stages->addWidget(m_phones);
    m_stages->addWidget(createReplacement());
    m_stages->addWidget(m_points);
    m_stages->addWidget(createSummary());
    m_stages->addWidget(createProgress());
    m_receipt = new ReceiptView(this);
    connect(m_receipt, &ReceiptView::done, m_messages, &MessageBar::showNotice);
    m_stages->addWidget(m_receipt);

    m_why = new QLabel(this);
    m_why->setObjectName("muted");
    m_why->setWordWrap(true);
    m_close = new QPushButton(tr("Cancel"), this);
    m_back = new QPushButton(tr("&Back"), this);
    m_next = new QPushButton(this);
    m_next->setProperty("primary", true);
    m_close->setAutoDefault(false);
    m_back->setAutoDefault(false);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_back, &QPushButton::clicked, this, &VirtualPhoneRestoreDialog::goBack);
    connect(m_next, &QPushButton::clicked, this, &VirtualPhoneRestoreDialog::goOn);

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_why, 1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_back);
    buttons->addWidget(m_next);
    auto* right = new QVBoxLayout;
    right->setSpacing(10);
    right->addWidget(m_messages);
    right->addWidget(m_heading);
    right->addWidget(m_stages, 1);
    right->addLayout(buttons);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 16, 16, 16);
    row->setSpacing(16);
    row->addWidget(createRail());
    row->addLayout(right, 1);
}

void VirtualPhoneRestoreDialog::buildChoices() {
    const auto failed = [this](const base::Error& error) { m_messages->showError(tr("Reading the list"), error); };
    m_persons = new ChoiceList<PersonRow>(
        m_client,
        {tr("People"), tr("Type a name or an email address"), tr("Nobody of that name has a virtual phone."),
         {column<PersonRow>(tr("Name"), [](const PersonRow& row) { return row.name; }, [](const PersonRow& row) { return row.email; }, int(Symbol::Person)),
          column<PersonRow>(tr("Virtual phones"), [](const PersonRow& row) { return QString::number(row.phones.size()); }, [](const PersonRow&) { return QString(); })},
         {50, 16}, "person_list", readPersonPage},
        failed, this);
    m_phones = new ChoiceList<PhoneRow>(
        m_client,
        {tr("Virtual phones"), {}, tr("This person has no virtual phone."),
         {column<PhoneRow>(tr("Virtual phone"), [](const PhoneRow& row) { return row.name; }, [](const PhoneRow& row) { return Wording::persona(row.persona); }, int(Symbol::WorkPhone)),
          column<PhoneRow>(tr("On handset"), [](const PhoneRow& row) { return row.handsetName; }, [](const PhoneRow& row) { return row.handsetOnline ? tr("online") : tr("offline"); }),
          column<PhoneRow>(tr("Newest restore point"), [this](const PhoneRow& row) { return row.lastRestorePoint.isEmpty() ? tr("none") : Wording::age(row.lastRestorePointAt, m_clock.now()); }, [](const PhoneRow& row) { return row.lastRestorePoint.isEmpty() ? QString() : Wording::dateTime(row.lastRestorePointAt); })},
         {34, 28, 24}, "virtual_phone_list", readPhonePage},
        failed, this);
    m_handsets = new ChoiceList<HandsetRow>(
        m_client,
        {tr("Handsets"), tr("Type a handset's name or serial number"), tr("No other enrolled handset is online. Switch the replacement on, or enrol one."),
         {column<HandsetRow>(tr("Handset"), [](const HandsetRow& row) { return row.name; }, [this](const HandsetRow& row) { return row.id == m_choice.phone.handsetId ? tr("where the phone is now") : row.model; }, int(Symbol::Handset)),
          column<HandsetRow>(tr("Serial number"), [](const HandsetRow& row) { return row.serial; }, [](const HandsetRow&) { return QString(); }),
          column<HandsetRow>(tr("Virtual phones"), [](const HandsetRow& row) { return QString::number(row.phones.size()); }, [](const HandsetRow&) { return QString(); })},
         {36, 26, 16}, "handset_list", readHandsetPage},
        failed, this);
    m_handsets->loader().setFilter([this](const HandsetRow& row) {
        return row.online && row.state == "enrolled" && !(m_lost->isChecked() && row.id == m_choice.phone.handsetId);
    });
    m_points = new ChoiceList<RestorePointRow>(
        m_client,
        {tr("Restore points"), {}, tr("There is no restore point of this phone."),
         {column<RestorePointRow>(tr("Taken"), [this](const RestorePointRow& row) { return Wording::age(row.takenAt, m_clock.now()); }, [](const RestorePointRow& row) { return Wording::dateTime(row.takenAt); }, int(Symbol::RestorePoints)),
          column<RestorePointRow>(tr("Proved"), [](const RestorePointRow& row) { return row.provedAt ? Wording::dateTime(row.provedAt) : tr("not proved"); }, [](const RestorePointRow& row) { return row.provedAt ? tr("it has been booted from") : tr("never booted from so far"); }),
          column<RestorePointRow>(tr("Size"), [](const RestorePointRow& row) { return QString::fromStdString(base::humanSize(row.diskSize)); }, [](const RestorePointRow& row) { return row.release.isEmpty() ? QString() : tr("release %1").arg(row.release); })},
         {26, 30, 22}, "restore_point_list", readRestorePointPage},
        failed, this);
    m_points->loader().setOrder([](const RestorePointRow& a, const RestorePointRow& b) { return a.takenAt > b.takenAt; });
    const auto chosen = [this] { takeChoice(); };
    m_persons->onChoice(chosen);
    m_phones->onChoice(chosen);
    m_handsets->onChoice(chosen);
    m_points->onChoice(chosen);
    const auto taken = [this] { if (m_next->isEnabled()) goOn(); };
    m_persons->onDoubleClick(taken);
    m_phones->onDoubleClick(taken);
    m_handsets->onDoubleClick(taken);
    m_points->onDoubleClick(taken);
}

QWidget* VirtualPhoneRestoreDialog::createRail() {
    auto* rail = new QWidget(this);
    auto* column = new QVBoxLayout(rail);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(12);
    int width = 0;
    for (int stage = 0; stage < kStageCount; ++stage) {
        auto* label = new QLabel(rail);
        QFont bold = label->font();
        bold.setBold(true);
        width = std::max(width, QFontMetrics(bold).horizontalAdvance(QStringLiteral("✓  ") + stageName(stage)));
        m_railLabels[stage] = label;
        column->addWidget(label);
    }
    column->addStretch(1);
    rail->setFixedWidth(width + 12);
    return rail;
}

QWidget* VirtualPhoneRestoreDialog::createReplacement() {
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    m_lost = new QCheckBox(page);
    m_lost->setChecked(true);
    column->addWidget(m_handsets, 1);
    column->addWidget(m_lost);
    connect(m_lost, &QCheckBox::toggled, this, [this](bool lost) {
        m_choice.lost = lost;
        m_handsets->reload();
    });
    return page;
}

QWidget* VirtualPhoneRestoreDialog::createSummary() {
    auto* card = new QFrame(this);
    card->setObjectName("card");
    auto* column = new QVBoxLayout(card);
    m_summary = new QLabel(card);
    m_summary->setTextFormat(Qt::RichText);
    m_summary->setWordWrap(true);
    m_summary->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_summary->setFocusPolicy(Qt::StrongFocus);
    column->addWidget(m_summary, 1);
    return card;
}

QWidget* VirtualPhoneRestoreDialog::createProgress() {
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    m_progressText = new QLabel(page);
    m_progressText->setWordWrap(true);
    m_progress = new QProgressBar(page);
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(8);
    m_progress->setAccessibleName(tr("Progress of the restore"));
    m_steps = new StepList(page);
    column->addWidget(m_progressText);
    column->addWidget(m_progress);
    column->addWidget(m_steps, 1);
    return page;
}

void VirtualPhoneRestoreDialog::startWith(const PhoneRow& phone) {
    m_choice.phone = phone;
    m_choice.person = {phone.personId, phone.personName, {}, {}};
    m_first = kReplacement;
    enter(kReplacement);
}

void VirtualPhoneRestoreDialog::startWithReceipt(const QString& operation) {
    m_operation = operation;
    m_first = kReceipt;
    enter(kReceipt);
    readReceipt();
}

void VirtualPhoneRestoreDialog::enter(Stage stage) {
    m_stages->setCurrentIndex(stage);
    m_heading->setText(stageHeading(stage));
    for (int each = 0; each < kStageCount; ++each) {
        QFont font = m_railLabels[each]->font();
        font.setBold(each == stage);
        m_railLabels[each]->setFont(font);
        m_railLabels[each]->setText((each < stage ? QStringLiteral("✓  ") : QStringLiteral("%1  ").arg(each + 1)) + stageName(each));
        m_railLabels[each]->setEnabled(each <= stage);
    }
    switch (stage) {
        case kPerson: m_persons->takeFocus(); break;
        case kPhone:
            m_phones->load({{"person", m_choice.person.id.toStdString()}});
            m_phones->takeFocus();
            break;
        case kReplacement:
            m_lost->setText(tr("%1 is &lost: shut it out and wipe its work phone").arg(m_choice.phone.handsetName));
            m_handsets->load({{"state", std::string("enrolled")}});
            m_handsets->takeFocus();
            break;
        case kPoint:
            m_points->load({{"phone", m_choice.phone.id.toStdString()}});
            m_points->takeFocus();
            break;
        case kSummary: showSummary(); break;
        case kReceipt: m_receipt->takeFocus(); break;
        default: break;
    }
    updateButtons();
}

void VirtualPhoneRestoreDialog::takeChoice() {
    if (stage() == kPerson && m_persons->choice() != nullptr) m_choice.person = *m_persons->choice();
    if (stage() == kPhone && m_phones->choice() != nullptr) m_choice.phone = *m_phones->choice();
    if (stage() == kReplacement && m_handsets->choice() != nullptr) m_choice.replacement = *m_handsets->choice();
    if (stage() == kPoint && m_points->choice() != nullptr) m_choice.point = *m_points->choice();
    updateButtons();
}

QString VirtualPhoneRestoreDialog::whyNot() const {
    switch (stage()) {
        case kPerson: return m_persons->choice() == nullptr ? tr("Choose a person.") : QString();
        case kPhone:
            if (m_phones->choice() == nullptr) return tr("Choose a virtual phone.");
            return m_phones->choice()->lastRestorePoint.isEmpty() ? tr("There is no restore point of this phone yet; choose another one.") : QString();
        case kReplacement: return m_handsets->choice() == nullptr ? tr("Choose a handset that is online.") : QString();
        case kPoint: return m_points->choice() == nullptr ? tr("Choose a restore point.") : QString();
        default: return {};
    }
}

void VirtualPhoneRestoreDialog::updateButtons() {
    const Stage now = stage();
    const QString why = whyNot();
    m_why->setText(why);
    m_back->setVisible(now > m_first && (now <= kSummary || (now == kProgress && m_failed)));
    m_next->setVisible(now <= kSummary);
    m_next->setEnabled(why.isEmpty() && !m_asking);
    m_next->setText(now == kSummary ? tr("&Restore now") : tr("&Next"));
    m_next->setAutoDefault(now != kSummary);
    m_next->setDefault(now < kSummary);
    m_close->setText(now < kProgress ? tr("Cancel") : tr("&Close"));
}

void VirtualPhoneRestoreDialog::goOn() {
    if (!whyNot().isEmpty()) return;
    takeChoice();
    if (stage() == kSummary) return startRestore();
    enter(static_cast<Stage>(stage() + 1));
}

void VirtualPhoneRestoreDialog::goBack() {
    if (stage() <= m_first) return;
    enter(static_cast<Stage>(stage() - 1));
}

void VirtualPhoneRestoreDialog::showSummary() {
    QString items;
    const QStringList steps = RestoreText::whatWillHappen(m_choice, m_clock.now());
    for (const auto& step : steps) items += QStringLiteral("<li style='margin-bottom:8px'>%1</li>").arg(step.toHtmlEscaped());
    m_summary->setText(QStringLiteral("<ol style='margin-left:-14px'>%1</ol>").arg(items));
    m_summary->setAccessibleDescription(steps.join('\n'));
    m_summary->setFocus();
}

void VirtualPhoneRestoreDialog::startRestore() {
    m_asking = true;
    m_failed = false;
    updateButtons();
    Arguments arguments{{"phone", m_choice.phone.id.toStdString()},
                        {"restorePoint", m_choice.point.id.toStdString()},
                        {"lost", m_choice.lost}};
    if (m_choice.inPlace())
        arguments.emplace_back("inPlace", true);
    else
        arguments.emplace_back("onto", m_choice.replacement.id.toStdString());
    m_client.ask<OperationRow>(this, "virtual_phone_restore", arguments, console::readOperation,
                               [this](base::Result<OperationRow> operation) {
                                   m_asking = false;
                                   if (!operation) {
                                       m_messages->showError(tr("Restoring %1").arg(m_choice.phone.name), operation.error());
                                       return updateButtons();
                                   }
                                   m_operation = operation->id;
                                   enter(kProgress);
                                   m_close->setFocus();
                                   showOperation(*operation);
                               });
}

void VirtualPhoneRestoreDialog::readOperation() {
    if (m_operation.isEmpty() || stage() != kProgress) return;
    m_client.ask<OperationRow>(this, "operation_show", {{"operation", m_operation.toStdString()}}, console::readOperation,
                               [this](base::Result<OperationRow> operation) {
                                   if (operation && stage() == kProgress) showOperation(*operation);
                               });
}

void VirtualPhoneRestoreDialog::showOperation(const OperationRow& operation) {
    m_steps->showSteps(operation.steps);
    m_progress->setValue(static_cast<int>(operation.progress * 1000));
    if (operation.state == "succeeded") {
        enter(kReceipt);
        return readReceipt();
    }
    m_failed = operation.ended();
    if (m_failed)
        m_progressText->setText(tr("The restore did not succeed: %1\nIts steps can be done again: go back to the summary and restore again.")
                                    .arg(operation.errorMessage.isEmpty() ? Wording::operationState(operation.state) : operation.errorMessage));
    else
        m_progressText->setText(tr("%1 is coming up on %2. You may close this window: the restore goes on, and Operations shows it.")
                                    .arg(m_choice.phone.name, m_choice.replacement.name));
    updateButtons();
}

void VirtualPhoneRestoreDialog::readReceipt() {
    m_client.ask<ReceiptRow>(this, "virtual_phone_receipt", {{"operation", m_operation.toStdString()}}, readReceiptAnswer,
                             [this](base::Result<ReceiptRow> receipt) {
                                 if (receipt) m_receipt->setText(RestoreText::receipt(*receipt));
                                 else m_messages->showError(tr("Reading the receipt"), receipt.error());
                             });
}

}  // namespace console
