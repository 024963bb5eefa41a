// One run of the command line in a test: fakes around it, what it printed, and golden files.
#pragma once

#include <QTemporaryDir>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/application.h"
#include "tests/fakes/fake_fleet_service.h"
#include "tests/fakes/fake_terminal.h"

class FakeDoor final : public cli::GatewayDoor {
public:
    fakes::FakeFleetService fleet;
    std::vector<cli::Session> opened;
    std::string shownFingerprint = std::string(64, 'a');
    int probes = 0;

    base::Result<std::unique_ptr<fleet::FleetService>> open(const cli::Session& session) override;
    base::Result<std::string> fingerprint(const cli::GatewayAddress& address) override;
};

class CliRun {
public:
    CliRun();

    QTemporaryDir directory;
    FakeClock clock;
    fakes::FakeTerminal terminal{clock};
    FakeDoor door;
    std::unique_ptr<base::FileSystem> files = base::createPosixFileSystem();

    /// Runs `twinset WORDS` with a session file of a logged-in operator; gives the exit code.
    int run(std::vector<std::string> words);
    [[nodiscard]] std::string path(const std::string& name) const;
    void writeFile(const std::string& name, const std::string& text);
    [[nodiscard]] std::string readFile(const std::string& name) const;
    void writeSession();
    /// "2026-…Z", so long before the clock's time.
    [[nodiscard]] std::string ago(base::Duration before) const;
    [[nodiscard]] const std::string& out() const { return terminal.printed; }
    [[nodiscard]] const std::string& err() const { return terminal.complained; }
    void forget();
};

/// True when `text` is what tests/golden/NAME holds. With TWINSET_UPDATE_GOLDEN=1 the file is written instead.
bool matchesGolden(const std::string& name, const std::string& text);
/// The same for any file of the source tree.
bool matchesSourceFile(const std::string& path, const std::string& text);
