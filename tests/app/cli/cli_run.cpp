#include "tests/app/cli/cli_run.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace {

/// A connection that ends while the fake behind it stays.
class BorrowedService final : public fleet::FleetService {
public:
    explicit BorrowedService(fleet::FleetService& inner) : m_inner(inner) {}
    base::Result<base::Json> call(std::string_view verb, const base::Json& arguments) override {
        return m_inner.call(verb, arguments);
    }
    base::Result<fleet::FeedPage> feed(std::int64_t revision, base::Duration wait) override {
        return m_inner.feed(revision, wait);
    }
    images::ChunkSink& chunks() override { return m_inner.chunks(); }

private:
    fleet::FleetService& m_inner;
};

std::string readWhole(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

base::Result<std::unique_ptr<fleet::FleetService>> FakeDoor::open(const cli::Session& session) {
    opened.push_back(session);
    if (session.fingerprint != shownFingerprint)
        return base::Error{base::ErrorCode::Denied, "the gateway shows another authority than the session trusts"};
    std::unique_ptr<fleet::FleetService> service = std::make_unique<BorrowedService>(fleet);
    return service;
}

base::Result<std::string> FakeDoor::fingerprint(const cli::GatewayAddress&) {
    ++probes;
    return shownFingerprint;
}

CliRun::CliRun() {
    ::unsetenv("TWINSET_SESSION");
    ::setenv("XDG_CONFIG_HOME", directory.filePath("config").toUtf8().constData(), 1);
}

int CliRun::run(std::vector<std::string> words) {
    cli::Environment environment{terminal, *files, clock, door};
    return cli::runTwinset(words, environment);
}

std::string CliRun::path(const std::string& name) const {
    return directory.filePath(QString::fromStdString(name)).toStdString();
}

void CliRun::writeFile(const std::string& name, const std::string& text) {
    std::ofstream(path(name), std::ios::binary) << text;
}

std::string CliRun::readFile(const std::string& name) const { return readWhole(path(name)); }

void CliRun::writeSession() {
    cli::Session session{"gw.example", 7443, std::string(64, 'a'), "ada", "secret-token"};
    if (!cli::writeSession(*files, path("config/twinset/session.json"), session)) std::abort();
}

std::string CliRun::ago(base::Duration before) const { return base::formatTimestamp(clock.now() - before); }

void CliRun::forget() {
    terminal.printed.clear();
    terminal.complained.clear();
}

bool matchesSourceFile(const std::string& path, const std::string& text) {
    const std::string whole = std::string(TWINSET_SOURCE_DIR) + "/" + path;
    const char* update = std::getenv("TWINSET_UPDATE_GOLDEN");
    if (update != nullptr && std::string(update) == "1") {
        std::ofstream(whole, std::ios::binary) << text;
        return true;
    }
    if (readWhole(whole) == text) return true;
    std::cerr << "differs from " << path << " (TWINSET_UPDATE_GOLDEN=1 rewrites it):\n" << text;
    return false;
}

bool matchesGolden(const std::string& name, const std::string& text) {
    return matchesSourceFile("tests/golden/cli/" + name, text);
}
