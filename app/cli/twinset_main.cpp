// twinset: the command line. This file only wires things together.
#include "app/cli/application.h"
#include "fleet/client/http_fleet_service.h"

namespace {

class HttpsDoor final : public cli::GatewayDoor {
public:
    base::Result<std::unique_ptr<fleet::FleetService>> open(const cli::Session& session) override {
        fleet::HttpFleetServiceOptions options;
        options.host = session.host;
        options.port = session.port;
        options.authorityFingerprint = session.fingerprint;
        options.token = base::Secret(session.token);
        return fleet::createHttpFleetService(std::move(options));
    }
    base::Result<std::string> fingerprint(const cli::GatewayAddress& address) override {
        return fleet::shownAuthorityFingerprint(address.host, address.port);
    }
};

}  // namespace

int main(int argc, char** argv) {
    const auto terminal = cli::createPosixTerminal();
    const auto files = base::createPosixFileSystem();
    const base::SystemClock clock;
    HttpsDoor door;
    cli::Environment environment{*terminal, *files, clock, door};
    return cli::runTwinset(std::vector<std::string>(argv + 1, argv + argc), environment);
}
