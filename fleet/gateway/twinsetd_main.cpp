// twinsetd: the gateway. Exit codes: 0 ended as asked, 1 could not start (the reason is on standard error), 2 wrong
// use.
#include <pthread.h>
#include <termios.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/log.h"
#include "base/time_zone.h"
#include "fleet/gateway/recovery.h"
#include "fleet/gateway/running_gateway.h"
#include "fleet/gateway/version.h"
#include "policy/attribute.h"

namespace {

using base::ErrorCode;

constexpr auto kUsage =
    R"(usage: twinsetd --data DIR [options]
       twinsetd --data DIR --recover-from COPY

The gateway of a Twinset fleet: handsets connect to it, operators work on it. It needs nothing but a data directory,
which it makes when there is none.

  --data DIR          where the fleet lives
  --address ADDRESS   listen on this address (127.0.0.1)
  --admin-port N      for operators (7443)      0: the port of last time,
  --link-port N       for handsets (7444)          or any
  --bulk-port N       for handsets' data (7445)
  --public-host HOST  where handsets find this gateway (the address)
  --owner-quota SIZE  what the backups of one personal phone may take, when its owner asks for some: 500MiB, 64GiB, 1TiB,
                      or 0 to keep none (64GiB)
  --ready-file FILE   written when everything listens, with the content of DIR/gateway.json
  --log-level LEVEL   trace, debug, info, warn or error (info)
  --recover-from COPY make DIR out of a copy of a lost gateway's store ('twinset store copy'), and end. The passphrase of
                      its keys is asked for, or is the first line of standard input
  --version, --help
)";

struct CommandLine {
    fleet::RunningGatewayOptions options;
    std::string readyFile, logLevel = "info", recoverFrom;
    bool help = false, version = false;
};

base::Result<std::uint16_t> parsePort(const std::string& name, const std::string& text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size())
        return {ErrorCode::InvalidInput, name + ": expected a port from 0 to 65535, not '" + text + "'"};
    return port;
}

base::Result<base::ByteCount> parseSize(const std::string& name, const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string unit(end, text.data() + text.size());
    const int shift = unit == "MiB" ? 20 : unit == "GiB" ? 30 : unit == "TiB" ? 40 : unit.empty() && number == 0 ? 0 : -1;
    if (error != std::errc() || shift < 0 || number > (UINT64_MAX >> 1 >> shift))
        return {ErrorCode::InvalidInput, name + ": expected a size like 64GiB, not '" + text + "'"};
    return base::ByteCount{number << shift};
}

base::Result<void> takeOption(CommandLine& line, const std::string& name, const std::string& value) {
    auto& options = line.options;
    if (name == "--data")
        options.gateway.dataDirectory = value;
    else if (name == "--address")
        options.address = value;
    else if (name == "--public-host")
        options.gateway.publicHost = value;
    else if (name == "--owner-quota") {
        TWINSET_ASSIGN(options.gateway.ownerQuota, parseSize(name, value));
    } else if (name == "--ready-file")
        line.readyFile = value;
    else if (name == "--log-level")
        line.logLevel = value;
    else if (name == "--recover-from")
        line.recoverFrom = value;
    else if (name == "--admin-port" || name == "--link-port" || name == "--bulk-port") {
        TWINSET_ASSIGN(const auto port, parsePort(name, value));
        (name == "--admin-port"  ? options.adminPort
         : name == "--link-port" ? options.linkPort
                                 : options.bulkPort) = port;
    } else {
        return {ErrorCode::InvalidInput, "there is no option '" + name + "'"};
    }
    return {};
}

base::Result<CommandLine> parseCommandLine(const std::vector<std::string>& words) {
    CommandLine line;
    line.options.adminPort = 7443;
    line.options.linkPort = 7444;
    line.options.bulkPort = 7445;
    line.options.gateway.publicHost.clear();
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto name = words[i];
        if (name == "--help" || name == "-h")
            line.help = true;
        else if (name == "--version")
            line.version = true;
        else {
            std::optional<std::string> value;
            if (const auto equals = name.find('='); name.starts_with("--") && equals != std::string::npos) {
                value = name.substr(equals + 1);
                name.resize(equals);
            } else if (i + 1 < words.size()) {
                value = words[++i];
            }
            if (!value) return {ErrorCode::InvalidInput, name + " needs a value"};
            TWINSET_TRY(takeOption(line, name, *value));
        }
    }
    if (line.options.gateway.publicHost.empty()) line.options.gateway.publicHost = line.options.address;
    if (line.options.gateway.dataDirectory.empty() && !line.help && !line.version)
        return {ErrorCode::InvalidInput, "name the fleet's data directory with --data DIR"};
    return line;
}

void printPorts(const fleet::RunningGateway& gateway, const std::string& address) {
    std::cout << "operators: https://" << address << ':' << gateway.adminPort() << '\n'
              << "handsets:  " << address << ':' << gateway.linkPort() << '\n'
              << "chunks:    " << address << ':' << gateway.bulkPort() << '\n'
              << "certificate authority: " << gateway.authorityFingerprint() << std::endl;
}

base::Result<void> showOneTimePassword(fleet::Gateway& gateway) {
    const auto& password = gateway.oneTimePassword();
    if (password.empty()) return {};
    std::cout << "administrator \"admin\", one-time password: " << password.reveal() << '\n'
              << "(it is shown this once; log in with it and choose your own)" << std::endl;
    if (!std::cout)
        return {ErrorCode::Unavailable, "cannot write the first administrator's password to standard output"};
    return gateway.passwordWasShown();
}

base::Result<void> run(const CommandLine& line) {
    // Blocked in every thread that follows, so that sigwait below gets them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    const auto fileSystem = base::createPosixFileSystem();
    policy::useTimeZones(std::make_shared<base::TimeZones>(*fileSystem));
    const base::SystemClock clock;
    auto options = line.options;
    options.beforeAnnounced = [&](fleet::RunningGateway& running) {
        printPorts(running, line.options.address);
        return showOneTimePassword(running.gateway());
    };
    TWINSET_ASSIGN(const auto gateway, fleet::startGateway(*fileSystem, clock, options));
    if (!line.readyFile.empty()) {
        TWINSET_ASSIGN(const auto described, fileSystem->readFile(line.options.gateway.dataDirectory / "gateway.json"));
        TWINSET_TRY(fileSystem->writeFileAtomically(line.readyFile, described, 0644));
    }
    int signal = 0;
    sigwait(&signals, &signal);
    base::logInfo("ending on signal " + std::to_string(signal));
    return {};
}

/// From a terminal without echo.
base::Result<base::Secret> readPassphrase() {
    termios before{};
    const bool typed = ::tcgetattr(STDIN_FILENO, &before) == 0;
    if (typed) {
        std::cerr << "passphrase of the copy's keys: " << std::flush;
        auto silent = before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSANOW, &silent);
    }
    std::string text;
    const bool read = static_cast<bool>(std::getline(std::cin, text));
    if (typed) {
        ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
        std::cerr << '\n';
    }
    base::Secret passphrase(std::move(text));
    if (!read || passphrase.empty())
        return {ErrorCode::InvalidInput, "the keys of this copy need their passphrase on standard input"};
    return passphrase;
}

base::Result<void> recover(const CommandLine& line) {
    const auto fileSystem = base::createPosixFileSystem();
    fleet::RecoveryRequest request{line.recoverFrom, line.options.gateway.dataDirectory, readPassphrase, nullptr};
    TWINSET_ASSIGN(const auto recovered, fleet::recoverFleet(*fileSystem, request));
    std::cout << "fleet " << recovered.copy.fleet << " as it was on " << base::formatTimestamp(*recovered.copy.copiedAt)
              << ", " << recovered.chunks.chunksCopied + recovered.chunks.chunksThere << " chunks\n";
    for (const auto& problem : recovered.chunks.problems)
        std::cout << "chunk " << problem.id.hex() << " is damaged in the copy: " << problem.what << '\n';
    std::cout << "start twinsetd with --data " << request.dataDirectory.string()
              << " at the address that the handsets know" << std::endl;
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    const auto line = parseCommandLine({argv + 1, argv + argc});
    if (!line) {
        std::cerr << "twinsetd: " << line.error().message << "\n" << kUsage;
        return 2;
    }
    if (line->help || line->version) {
        std::cout << (line->help ? std::string(kUsage) : std::string("twinsetd ") + fleet::kVersion + "\n");
        return 0;
    }
    if (const auto started = base::startLogging("twinsetd", line->logLevel); !started) {
        std::cerr << "twinsetd: --log-level: " << started.error().message << '\n';
        return 2;
    }
    const auto ended = line->recoverFrom.empty() ? run(*line) : recover(*line);
    if (ended) return 0;
    std::cerr << "twinsetd: " << ended.error().message << '\n';
    return 1;
}
