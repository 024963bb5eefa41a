// twinset-agent: wires the agent to a hypervisor, to the gateway and to this machine's clock and disk.
// Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong usage.
#include <CLI/CLI.hpp>
#include <csignal>
#include <fstream>
#include <iostream>

#include "agent/agent.h"
#include "agent/agent_status.h"
#include "agent/handset_enrol.h"
#include "agent/owner_command_line.h"
#include "agent/state/state_directory.h"
#include "base/log.h"
#include "base/time_zone.h"
#include "fleet/link/link_client.h"
#include "hypervisor-bridge/qemu/qemu_driver.h"
#include "hypervisor-bridge/simulator/simulator_driver.h"

namespace {

using base::ErrorCode;

struct Options {
    std::string state, token, tokenFile, name, model, serial;
    std::string driver = "qemu";
    std::string logLevel = "info";
    std::string output = "table";
    std::string bootDeadline = "120s";
};

/// Set while the agent runs; what a signal handler may touch.
std::atomic<agent::Agent*> runningAgent{nullptr};

void onSignal(int) {
    if (auto* running = runningAgent.load()) running->stop();
}

/// One end to the agent, one to the link: they need each other, and neither is there first.
class Link final : public agent::LinkSender, public fleet::LinkListener {
public:
    explicit Link(std::atomic<agent::Agent*>& mind) : m_mind(mind) {}
    base::Result<void> start(const fleet::LinkClientOptions& options) {
        TWINSET_ASSIGN(m_client, fleet::startLinkClient(options, *this));
        m_ready = m_client.get();
        return {};
    }
    void stop() {
        m_ready = nullptr;
        m_client.reset();
    }
    bool send(const fleet::protocol::Message& message) override {
        auto* client = m_ready.load();
        return client != nullptr && client->send(message);
    }
    void linkUp() override { m_mind.load()->linkUp(); }
    void linkDown(const std::string& reason) override { m_mind.load()->linkDown(reason); }
    void linkReceived(const fleet::protocol::Message& message) override { m_mind.load()->received(message); }
    void linkRefused(const fleet::protocol::Refusal& refusal) override { m_mind.load()->refused(refusal); }

private:
    std::atomic<agent::Agent*>& m_mind;
    std::unique_ptr<fleet::LinkClient> m_client;
    std::atomic<fleet::LinkClient*> m_ready{nullptr};
};

std::string trimmed(std::string text) {
    const auto last = text.find_last_not_of(" \t\r\n");
    text.erase(last == std::string::npos ? 0 : last + 1);
    return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

std::string firstLine(const char* path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return trimmed(line);
}

base::Result<std::string> readToken(base::FileSystem& files, const Options& options) {
    if (!options.tokenFile.empty()) {
        TWINSET_ASSIGN(auto text, files.readFile(options.tokenFile));
        return trimmed(std::move(text));
    }
    if (options.token != "-") return options.token;
    return trimmed(std::string(std::istreambuf_iterator<char>(std::cin), {}));
}

base::Result<void> enrolWith(base::FileSystem& files, const agent::StateLayout& layout, const Options& options) {
    TWINSET_ASSIGN(const auto token, readToken(files, options));
    agent::HandsetDescription handset{options.name, options.model, options.serial};
    if (handset.model.empty()) handset.model = firstLine("/sys/class/dmi/id/product_name");
    if (handset.serial.empty()) handset.serial = firstLine("/sys/class/dmi/id/product_serial");
    if (handset.name.empty()) handset.name = firstLine("/proc/sys/kernel/hostname");
    const agent::EnrolmentExchange exchange{fleet::createCertificateRequest, fleet::enrol};
    TWINSET_ASSIGN(const auto outcome, agent::enrolHandset(files, layout, token, handset, exchange));
    std::cout << "enrolled as " << outcome.identity.handset.text() << " in the fleet " << outcome.identity.fleet
              << (outcome.accepted ? "" : "; an operator has to accept it before the gateway lets it in") << std::endl;
    return {};
}

base::Result<std::unique_ptr<hypervisor::Driver>> createDriver(const Options& options, const agent::StateLayout& layout,
                                                               base::FileSystem& files, base::Clock& clock) {
    if (options.driver == "simulator")
        return hypervisor::createSimulatorDriver(std::make_shared<hypervisor::SimulatorWorld>(), files, clock);
    hypervisor::QemuOptions qemu;
    qemu.stateDirectory = layout.machines();
    qemu.files = &files;
    qemu.clock = &clock;
    return hypervisor::createQemuDriver(qemu);
}

agent::BulkFactory bulkOf(const agent::Identity& identity) {
    return [&identity] {
        return fleet::createBulkClient({identity.gateway.host, identity.gateway.bulkPort, identity.authorityPem,
                                        identity.certificatePem, identity.privateKeyPem});
    };
}

base::Result<void> runAgent(const Options& options) {
    agent::AgentTiming timing;
    TWINSET_ASSIGN(timing.bootDeadline, base::parseDuration(options.bootDeadline).withContext("--boot-deadline"));
    const auto files = base::createPosixFileSystem();
    base::SystemClock clock;
    TWINSET_ASSIGN(const auto state, agent::openStateDirectory(*files, options.state));
    const auto& layout = state.layout;
    if (!agent::isEnrolled(*files, layout) && (!options.tokenFile.empty() || !options.token.empty()))
        TWINSET_TRY(enrolWith(*files, layout, options));
    TWINSET_ASSIGN(const auto identity, agent::loadIdentity(*files, layout));
    TWINSET_ASSIGN(const auto driver, createDriver(options, layout, *files, clock));
    const auto bulk = bulkOf(identity);
    Link link(runningAgent);
    auto workers = agent::createThreadWorkers();
    agent::Services services{*driver,  *files, clock,
                             *workers, link,   bulk,
                             identity, layout, agent::DataKeys(*files, layout, identity.privateKeyPem),
                             timing,   {}};
    const base::TimeZones zones(*files);
    services.zones = &zones;
    const auto facts = agent::createLinuxHandsetFacts(*files, "/");
    services.facts = facts.get();
    agent::Agent mind(services);
    TWINSET_TRY(mind.begin());
    runningAgent = &mind;
    std::signal(SIGTERM, onSignal);
    std::signal(SIGINT, onSignal);
    TWINSET_TRY(link.start({identity.gateway.host, identity.gateway.linkPort, identity.authorityPem,
                            identity.certificatePem, identity.privateKeyPem}));
    base::logInfo("handset " + identity.handset.text() + " of the fleet " + identity.fleet + " is at work");
    mind.run();
    link.stop();
    runningAgent = nullptr;
    workers.reset();
    return {};
}

base::Result<void> enrolOnly(const Options& options) {
    const auto files = base::createPosixFileSystem();
    TWINSET_ASSIGN(const auto state, agent::openStateDirectory(*files, options.state));
    return enrolWith(*files, state.layout, options);
}

base::Result<void> showStatus(const Options& options) {
    const auto files = base::createPosixFileSystem();
    TWINSET_ASSIGN(const auto layout, agent::inspectStateDirectory(*files, options.state));
    const auto format = options.output == "json" ? agent::StatusFormat::Json : agent::StatusFormat::Table;
    TWINSET_ASSIGN(const auto text, agent::describeStatus(*files, layout, format));
    std::cout << text;
    return {};
}

base::Result<void> doForOwner(const agent::OwnerCommandLine& line) {
    const auto files = base::createPosixFileSystem();
    const auto& [state, phone, restorePoint, output] = line.options();
    TWINSET_ASSIGN(const auto layout, agent::inspectStateDirectory(*files, state));
    TWINSET_ASSIGN(const auto identity, agent::loadIdentity(*files, layout));
    return line.command()({*files, layout, identity, bulkOf(identity), std::cin, std::cout, phone, restorePoint, output == "json"});
}

void addIdentityOptions(CLI::App& command, Options& options) {
    command.add_option("--name", options.name, "What operators call this handset (the host's name unless given)");
    command.add_option("--model", options.model, "The handset's model");
    command.add_option("--serial", options.serial, "The handset's serial number");
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("The agent on a handset: makes its virtual phones what the fleet wants them to be", "twinset-agent");
    app.set_version_flag("--version", TWINSET_VERSION);
    app.require_subcommand(1);
    auto* enrol = app.add_subcommand("enrol", "Become a handset of a fleet");
    auto* run = app.add_subcommand("run", "Do the agent's work until told to stop");
    auto* status = app.add_subcommand("status", "Show what this handset knows of itself and its virtual phones");
    agent::OwnerCommandLine owners(app);
    for (auto* command : {enrol, run, status})
        command->add_option("--state", options.state, "The agent's state directory")->required();
    for (auto* command : {enrol, run}) {
        auto* token =
            command->add_option("--token", options.token, "The enrolment token; '-' reads it from standard input");
        auto* file = command->add_option("--token-file", options.tokenFile, "A file that holds the enrolment token");
        token->excludes(file);
        addIdentityOptions(*command, options);
        command->add_option("--log-level", options.logLevel, "trace, debug, info, warn or error");
    }
    run->add_option("--driver", options.driver, "The hypervisor")->check(CLI::IsMember({"qemu", "simulator"}));
    run->add_option("--boot-deadline", options.bootDeadline,
                    "How long a guest may take to pass its health check before a new release is given up (120s)");
    status->add_option("-o,--output", options.output, "table or json")->check(CLI::IsMember({"table", "json"}));
    try {
        app.parse(argc, argv);
        if (enrol->parsed() && options.token.empty() && options.tokenFile.empty())
            throw CLI::RequiredError("--token or --token-file");
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (const auto started = base::startLogging("twinset-agent", options.logLevel); !started) {
        std::cerr << "twinset-agent: " << started.error().message << "\n";
        return 2;
    }
    const auto done = enrol->parsed()    ? enrolOnly(options)
                      : run->parsed()    ? runAgent(options)
                      : owners.command() ? doForOwner(owners)
                                         : showStatus(options);
    if (done) return 0;
    std::cerr << "twinset-agent: " << done.error().message << "\n";
    return 1;
}
