#include "hypervisor-bridge/simulator/simulated_policy.h"

#include <nlohmann/json.hpp>

#include "hypervisor-bridge/simulator/simulated_files.h"

namespace hypervisor {
namespace {

constexpr const char* kKept = "/data/.twinset/policy";

GuestExecOutcome refused(const std::string& why) { return {1, nlohmann::json{{"reason", why}}.dump() + "\n", ""}; }

std::string nameIn(const std::string& line) {
    auto name = line.substr(0, line.find('='));
    if (name.ends_with("[]")) name.resize(name.size() - 2);
    return name;
}

GuestExecOutcome acknowledge(const std::string& text, const SimulatorFaults& faults) {
    nlohmann::json settings = nlohmann::json::object();
    std::string digest;
    bool first = true;
    for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
        const auto line = text.substr(at, end - at);
        if (std::exchange(first, false)) {
            if (line != "twinset-policy 1") return refused("this is no policy of a format that is known here");
        } else if (line.starts_with("end ")) {
            digest = line.substr(4);
        } else if (!line.starts_with("json ")) {
            const auto said = faults.policyOutcomes.find(nameIn(line));
            settings[nameIn(line)] = {{"outcome", said == faults.policyOutcomes.end() ? "applied" : said->second}, {"readBack", line}};
        }
    }
    if (digest.empty()) return refused("the policy is not whole");
    return {0, nlohmann::json{{"digest", digest}, {"settings", std::move(settings)}}.dump() + "\n", ""};
}

}  // namespace

GuestExecOutcome runSimulatedPolicy(const std::string& verb, const base::Bytes& input, SimulatedDisk& disk, const SimulatorFaults& faults) {
    if (verb == "apply") {
        auto outcome = acknowledge(input, faults);
        if (outcome.exitCode != 0) return outcome;
        const auto kept = writeSimulatedFile(disk, kKept, input);
        return kept ? outcome : refused(kept.error().message);
    }
    const auto kept = readSimulatedFile(disk, kKept);
    if (verb == "status") return kept ? acknowledge(*kept, faults) : GuestExecOutcome{0, R"({"digest":"","settings":{}})", ""};
    return refused("the policy program takes apply or status");
}

}  // namespace hypervisor
