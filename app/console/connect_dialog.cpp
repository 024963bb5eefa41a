// Longer than most files: four small stages that share one set of buttons and one connection being made.
#include "app/console/connect_dialog.h"

#include <QFileDialog>
#include <QFontDatabase>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QRadioButton>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

namespace console {
namespace {

constexpr int kShortestPassword = 12;

/// Hexadecimal in groups of four, to compare by eye.
QString grouped(const QString& fingerprint) {
    QString text;
    for (qsizetype at = 0; at < fingerprint.size(); at += 4) {
        if (at > 0) text += at % 32 == 0 ? '\n' : ' ';
        text += fingerprint.mid(at, 4);
    }
    return text;
}

QLabel* explanation(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    return label;
}

base::Secret secretOf(const QString& text) { return base::Secret(text.toStdString()); }

}  // namespace

ConnectDialog::ConnectDialog(std::shared_ptr<GatewayAccess> access, RecentGateways& recent, QWidget* parent)
    : QDialog(parent), m_access(std::move(access)), m_recent(recent), m_messages(new MessageBar(this)),
      m_stages(new QStackedWidget(this)), m_busy(new QLabel(this)), m_back(new QPushButton(tr("&Back"), this)),
      m_next(new QPushButton(this)), m_cancel(new QPushButton(tr("Quit"), this)), m_calls(std::make_unique<CallThread>()) {
    setWindowTitle(tr("Twinset – connect"));
    setMinimumSize(560, 420);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(14);
    auto* title = new QLabel(tr("Twinset"), this);
    title->setObjectName("pageTitle");
    column->addWidget(title);
    column->addWidget(m_messages);
    m_stages->addWidget(createWhere());
    m_stages->addWidget(createFingerprint());
    m_stages->addWidget(createLocalPassword());
    m_stages->addWidget(createNewPassword());
    column->addWidget(m_stages, 1);
    auto* buttons = new QHBoxLayout;
    m_busy->setObjectName("muted");
    m_next->setProperty("primary", true);
    m_next->setDefault(true);
    m_back->setAutoDefault(false);
    m_cancel->setAutoDefault(false);
    buttons->addWidget(m_busy, 1);
    for (auto* button : {m_cancel, m_back, m_next}) buttons->addWidget(button);
    column->addLayout(buttons);
    connect(m_next, &QPushButton::clicked, this, &ConnectDialog::goOn);
    connect(m_back, &QPushButton::clicked, this, &ConnectDialog::goBack);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    enter(kWhere);
}

QLineEdit* ConnectDialog::passwordField(const QString& name) {
    auto* field = new QLineEdit(this);
    field->setEchoMode(QLineEdit::Password);
    field->setAccessibleName(name);
    return field;
}

QWidget* ConnectDialog::createWhere() {
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    m_kind = new QButtonGroup(page);
    auto* remote = new QRadioButton(tr("Connect to a &gateway"), page);
    auto* local = new QRadioButton(tr("&Host a local fleet on this computer"), page);
    m_kind->addButton(remote, 0);
    m_kind->addButton(local, 1);
    remote->setChecked(true);
    column->addWidget(remote);
    column->addWidget(local);
    column->addSpacing(8);
    m_kinds = new QStackedWidget(page);
    m_kinds->addWidget(createRemote());
    m_kinds->addWidget(createLocal());
    column->addWidget(m_kinds, 1);
    connect(m_kind, &QButtonGroup::idClicked, this, [this](int id) {
        m_kinds->setCurrentIndex(id);
        enter(kWhere);
    });
    return page;
}

QWidget* ConnectDialog::createRemote() {
    auto* page = new QWidget(this);
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_address = new QComboBox(page);
    m_address->setEditable(true);
    m_address->setInsertPolicy(QComboBox::NoInsert);
    m_address->setAccessibleName(tr("Gateway's address"));
    m_address->lineEdit()->setPlaceholderText(tr("host:port"));
    m_address->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    for (const auto& gateway : m_recent.list()) m_address->addItem(gateway.address, gateway.operatorName);
    m_name = new QLineEdit(page);
    m_password = passwordField(tr("Password"));
    form->addRow(tr("&Address:"), m_address);
    form->addRow(tr("&Name:"), m_name);
    form->addRow(tr("&Password:"), m_password);
    connect(m_address, &QComboBox::activated, this, &ConnectDialog::fillFromRecent);
    if (m_address->count() > 0) fillFromRecent(0);
    else m_address->setCurrentIndex(-1);
    return page;
}

QWidget* ConnectDialog::createLocal() {
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(explanation(tr("The console runs a gateway of its own. The fleet is kept in this directory; a new one is made when it is empty."), page));
    auto* row = new QHBoxLayout;
    m_directory = new QLineEdit(m_recent.localDirectory(), page);
    m_directory->setAccessibleName(tr("Directory of the local fleet"));
    auto* browse = new QPushButton(tr("&Choose…"), page);
    browse->setAutoDefault(false);
    connect(browse, &QPushButton::clicked, this, &ConnectDialog::chooseDirectory);
    row->addWidget(m_directory, 1);
    row->addWidget(browse);
    column->addLayout(row);
    column->addStretch(1);
    return page;
}

QWidget* ConnectDialog::createFingerprint() {
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    m_fingerprintText = explanation({}, page);
    m_fingerprint = new QLabel(page);
    m_fingerprint->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_fingerprint->setAccessibleName(tr("Fingerprint"));
    column->addWidget(m_fingerprintText);
    column->addWidget(m_fingerprint);
    column->addWidget(explanation(tr("The gateway prints it when it starts. If it is not the same, somebody may be in between: do not connect."), page));
    column->addStretch(1);
    return page;
}

QWidget* ConnectDialog::createLocalPassword() {
    auto* page = new QWidget(this);
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(explanation(tr("The local fleet is running. Who are you?"), page));
    m_localName = new QLineEdit(page);
    m_localPassword = passwordField(tr("Password"));
    form->addRow(tr("&Name:"), m_localName);
    form->addRow(tr("&Password:"), m_localPassword);
    return page;
}

QWidget* ConnectDialog::createNewPassword() {
    auto* page = new QWidget(this);
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(explanation(tr("You have a one-time password. Choose one of your own, of at least %1 characters.").arg(kShortestPassword), page));
    m_newPassword = passwordField(tr("New password"));
    m_repeated = passwordField(tr("New password, again"));
    form->addRow(tr("&New password:"), m_newPassword);
    form->addRow(tr("&Again:"), m_repeated);
    return page;
}

void ConnectDialog::fillFromRecent(int index) {
    m_address->setCurrentIndex(index);
    m_name->setText(m_address->itemData(index).toString());
}

void ConnectDialog::chooseDirectory() {
    auto* dialog = new QFileDialog(this, tr("Directory of the local fleet"), m_directory->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, m_directory, &QLineEdit::setText);
    dialog->open();
}

void ConnectDialog::enter(Stage stage) {
    m_stages->setCurrentIndex(stage);
    m_back->setVisible(stage == kFingerprint || stage == kLocalPassword);
    switch (stage) {
        case kWhere:
            m_next->setText(m_kind->checkedId() == 0 ? tr("Connect") : tr("Start"));
            if (m_kind->checkedId() == 1) m_directory->setFocus();
            else if (m_name->text().isEmpty()) m_address->setFocus();
            else m_password->setFocus();
            break;
        case kFingerprint:
            m_next->setText(tr("Trust and connect"));
            m_fingerprintText->setText(tr("This is the first contact with %1. Compare the fingerprint of its certificate authority:").arg(targetText(m_target)));
            m_fingerprint->setText(grouped(QString::fromStdString(m_target.fingerprint)));
            m_back->setFocus();
            break;
        case kLocalPassword:
            m_next->setText(tr("Log in"));
            m_localName->setFocus();
            break;
        case kNewPassword:
            m_next->setText(tr("Set password"));
            m_newPassword->setFocus();
            break;
    }
}

void ConnectDialog::setBusy(bool busy, const QString& doing) {
    m_busy->setText(busy ? doing + QStringLiteral(" …") : QString());
    m_stages->setEnabled(!busy);
    m_next->setEnabled(!busy);
    m_back->setEnabled(!busy);
}

template <typename Value>
void ConnectDialog::run(const QString& doing, std::function<base::Result<Value>()> work, std::function<void(Value)> done) {
    setBusy(true, doing);
    m_messages->hide();
    m_calls->submit(this, [this, doing, work = std::move(work), done = std::move(done)]() -> CallThread::Completion {
        auto result = std::make_shared<base::Result<Value>>(work());
        return [this, doing, result, done] {
            setBusy(false);
            if (*result) done(std::move(**result));
            else m_messages->showError(doing, result->error());
        };
    });
}

void ConnectDialog::goOn() {
    switch (stage()) {
        case kWhere:
            if (m_kind->checkedId() == 1) return hostLocal();
            return askFingerprint();
        case kFingerprint: return logIn(m_name->text().toStdString(), m_password->text());
        case kLocalPassword: return logIn(m_localName->text().toStdString(), m_localPassword->text());
        case kNewPassword: return changePassword();
    }
}

void ConnectDialog::goBack() { enter(kWhere); }

void ConnectDialog::askFingerprint() {
    auto parsed = parseTarget(m_address->currentText());
    if (!parsed) return m_messages->showError(tr("Reading the address"), parsed.error());
    m_target = *parsed;
    m_hosted.reset();
    m_target.fingerprint = m_recent.fingerprintOf(targetText(m_target)).toStdString();
    if (!m_target.fingerprint.empty()) return logIn(m_name->text().toStdString(), m_password->text());
    run<std::string>(tr("Connecting to %1").arg(targetText(m_target)), [access = m_access, target = m_target] { return access->fingerprint(target); },
                     [this](const std::string& fingerprint) {
                         m_target.fingerprint = fingerprint;
                         enter(kFingerprint);
                     });
}

void ConnectDialog::logIn(const std::string& name, const QString& password) {
    m_oldPassword = password;
    run<Connection>(
        tr("Logging in"),
        [access = m_access, target = m_target, name, secret = secretOf(password)] { return access->logIn(target, name, secret); },
        [this](const Connection& connection) { tookConnection(connection); });
}

void ConnectDialog::hostLocal() {
    const QString directory = m_directory->text();
    run<HostedGateway>(
        tr("Starting the local fleet"), [access = m_access, path = directory.toStdString()] { return access->host(path); },
        [this, directory](const HostedGateway& hosted) {
            m_recent.rememberLocalDirectory(directory);
            m_hosted = hosted;
            m_target = hosted.target;
            if (!hosted.oneTimePassword) return enter(kLocalPassword);
            logIn(hosted.firstOperator, QString::fromStdString(std::string(hosted.oneTimePassword->reveal())));
        });
}

void ConnectDialog::tookConnection(const Connection& connection) {
    m_connection = connection;
    if (m_hosted) m_connection.host = m_hosted->life;
    else m_recent.remember({targetText(m_target), QString::fromStdString(m_target.fingerprint), connection.operatorName});
    m_password->clear();
    m_localPassword->clear();
    if (m_connection.mustChangePassword) return enter(kNewPassword);
    m_oldPassword.clear();
    emit connected(m_connection);
    accept();
}

void ConnectDialog::changePassword() {
    const QString password = m_newPassword->text();
    if (password.size() < kShortestPassword)
        return m_messages->showError(tr("Setting the password"), {base::ErrorCode::InvalidInput, tr("it is shorter than %1 characters").arg(kShortestPassword).toStdString()});
    if (password != m_repeated->text())
        return m_messages->showError(tr("Setting the password"), {base::ErrorCode::InvalidInput, tr("the two are not the same").toStdString()});
    run<bool>(
        tr("Setting the password"),
        [service = m_connection.service, old = secretOf(m_oldPassword), fresh = secretOf(password),
         forget = m_hosted ? m_hosted->passwordChanged : nullptr]() -> base::Result<bool> {
            const base::Json arguments{{"oldPassword", old.reveal()}, {"newPassword", fresh.reveal()}};
            TWINSET_ASSIGN(const base::Json answer, service->call("operator_password_change", arguments));
            if (forget) TWINSET_TRY(forget());
            return answer.is_object();
        },
        [this](bool) {
            m_oldPassword.clear();
            m_newPassword->clear();
            m_repeated->clear();
            m_connection.mustChangePassword = false;
            emit connected(m_connection);
            accept();
        });
}

}  // namespace console
