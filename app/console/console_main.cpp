// twinset-console: the desktop console. This file only wires things together: the real way to a gateway, one hosted in this
// process, the command line, the language.
#include <QApplication>
#include <QCommandLineParser>
#include <QLocale>
#include <QTimer>
#include <QTranslator>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/cli/session.h"
#include "app/console/connect_dialog.h"
#include "app/console/main_window.h"
#include "app/console/theme.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/time_zone.h"
#include "fleet/client/http_fleet_service.h"
#include "fleet/gateway/running_gateway.h"
#include "policy/attribute.h"

namespace {

using namespace console;

base::Result<std::unique_ptr<fleet::FleetService>> openService(const GatewayTarget& target, const std::string& token) {
    fleet::HttpFleetServiceOptions options;
    options.host = target.host;
    options.port = target.port;
    options.authorityFingerprint = target.fingerprint;
    options.token = base::Secret(token);
    return fleet::createHttpFleetService(std::move(options));
}

class RealAccess final : public GatewayAccess {
public:
    RealAccess(base::FileSystem& files, const base::Clock& clock) : m_files(files), m_clock(clock) {}

    base::Result<std::string> fingerprint(const GatewayTarget& target) override {
        return fleet::shownAuthorityFingerprint(target.host, target.port);
    }

    base::Result<Connection> logIn(const GatewayTarget& target, const std::string& name, const base::Secret& password) override {
        TWINSET_ASSIGN(const auto door, openService(target, {}));
        TWINSET_ASSIGN(const base::Json answer, door->call("operator_login", {{"name", name}, {"password", password.reveal()}}));
        TWINSET_ASSIGN(auto service, openService(target, answer.value("token", "")));
        return Connection{std::move(service), nullptr, targetText(target), QString::fromStdString(name),
                          QString::fromStdString(answer.value("role", "")), answer.value("mustChangePassword", false)};
    }

    base::Result<HostedGateway> host(const std::filesystem::path& directory) override {
        fleet::RunningGatewayOptions options;
        options.gateway.dataDirectory = directory;
        TWINSET_ASSIGN(auto started, fleet::startGateway(m_files, m_clock, options));
        std::shared_ptr<fleet::RunningGateway> running = std::move(started);
        HostedGateway hosted;
        hosted.target = {"127.0.0.1", running->adminPort(), running->authorityFingerprint()};
        hosted.life = running;
        if (const auto& password = running->gateway().oneTimePassword(); !password.empty()) {
            hosted.firstOperator = "admin";
            hosted.oneTimePassword = password;
            hosted.passwordChanged = [running] { return running->gateway().passwordWasShown(); };
        }
        return hosted;
    }

private:
    base::FileSystem& m_files;
    const base::Clock& m_clock;
};

/// A connection with its window. Members die in the order that the threads need: window, client, service, hosted gateway.
struct OpenFleet {
    OpenFleet(Connection made, const base::Clock& clock)
        : connection(std::move(made)), client(connection.service),
          window(client, clock, {connection.gateway, connection.operatorName, connection.role}) {
        window.show();
        client.start();
    }
    Connection connection;
    FleetClient client;
    MainWindow window;
};

base::Result<Connection> resume(base::FileSystem& files, const QString& path) {
    TWINSET_ASSIGN(const cli::Session session, cli::readSession(files, path.toStdString()));
    const GatewayTarget target{session.host, session.port, session.fingerprint};
    TWINSET_ASSIGN(auto service, openService(target, session.token));
    return Connection{std::move(service), nullptr, targetText(target), QString::fromStdString(session.operatorName), {}, false};
}

/// Saves the window's picture once it has been quiet for half a second, and quits.
void takePicture(OpenFleet& fleet, const QString& path) {
    auto* timer = new QTimer(&fleet.window);
    auto state = std::make_shared<std::pair<int, int>>(0, 0);  // ticks, quiet ticks in a row
    QObject::connect(timer, &QTimer::timeout, &fleet.window, [&fleet, path, state] {
        auto& [ticks, quiet] = *state;
        quiet = fleet.client.idle() ? quiet + 1 : 0;
        if (++ticks < 200 && quiet < 5) return;
        const bool saved = quiet >= 5 && fleet.window.grab().save(path);
        if (!saved) std::fprintf(stderr, "twinset-console: no picture was saved; does the gateway answer, and may %s be written?\n", qPrintable(path));
        QApplication::exit(saved ? 0 : 1);
    });
    timer->start(100);
}

int refuse(const QString& why) {
    std::fprintf(stderr, "twinset-console: %s\n", qPrintable(why));
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    // Qt would take --session for its own, which is about the desktop's session.
    QStringList arguments;
    for (int at = 0; at < argc; ++at) arguments.append(QString::fromLocal8Bit(argv[at]));
    int programOnly = 1;
    QApplication application(programOnly, argv);
    QApplication::setApplicationName("twinset-console");
    QApplication::setOrganizationName("twinset");
    QCommandLineParser parser;
    parser.setApplicationDescription("Twinset's desktop console");
    parser.addHelpOption();
    const QCommandLineOption sessionOption("session", "Use the session of the command line in this file.", "FILE");
    const QCommandLineOption screenshotOption("screenshot", "Save a picture of the page and exit; needs --session.", "FILE");
    const QCommandLineOption pageOption("page", "Show this page: " + MainWindow::pageNames().join(", ") + ".", "NAME", "fleet");
    const QCommandLineOption themeOption("theme", "system, light or dark.", "NAME", "system");
    const QCommandLineOption languageOption("language", "en or de; the system's when not given.", "CODE");
    parser.addOptions({sessionOption, screenshotOption, pageOption, themeOption, languageOption});
    parser.process(arguments);
    if (!MainWindow::pageNames().contains(parser.value(pageOption))) return refuse("there is no page of that name; choose one of " + MainWindow::pageNames().join(", "));
    if (parser.isSet(screenshotOption) && !parser.isSet(sessionOption)) return refuse("--screenshot needs --session FILE");

    const QLocale locale = parser.isSet(languageOption) ? QLocale(parser.value(languageOption)) : QLocale();
    QLocale::setDefault(locale);
    QTranslator translator;
    const bool german = locale.language() == QLocale::German;
    if (translator.load(german ? ":/i18n/twinset_de.qm" : ":/i18n/twinset_en.qm")) QApplication::installTranslator(&translator);
    const QString theme = parser.value(themeOption);
    applyTheme(application, theme == "dark" ? ColourScheme::Dark : theme == "light" ? ColourScheme::Light : ColourScheme::System);

    const auto files = base::createPosixFileSystem();
    policy::useTimeZones(std::make_shared<base::TimeZones>(*files));
    const base::SystemClock clock;
    QSettings settings;
    RecentGateways recent(settings);
    std::unique_ptr<OpenFleet> fleet;
    std::unique_ptr<ConnectDialog> dialog;
    const auto open = [&](const Connection& connection) {
        fleet = std::make_unique<OpenFleet>(connection, clock);
        fleet->window.showPage(parser.value(pageOption));
    };
    if (parser.isSet(sessionOption)) {
        const auto connection = resume(*files, parser.value(sessionOption));
        if (!connection) return refuse(QString::fromStdString(connection.error().message));
        open(*connection);
        if (parser.isSet(screenshotOption)) takePicture(*fleet, parser.value(screenshotOption));
    } else {
        dialog = std::make_unique<ConnectDialog>(std::make_shared<RealAccess>(*files, clock), recent);
        QObject::connect(dialog.get(), &ConnectDialog::connected, &application, open);
        dialog->show();
    }
    return QApplication::exec();
}
