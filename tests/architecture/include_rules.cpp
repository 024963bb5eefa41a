#include "tests/architecture/include_rules.h"

#include <algorithm>
#include <sstream>

namespace architecture {
namespace {

struct LayerRule {
    std::string_view directory;
    std::vector<std::string_view> mayInclude;
};

const std::vector<LayerRule>& layerRules() {
    static const std::vector<LayerRule> kRules{
        {"base/", {"base/"}},
        {"policy/", {"base/", "policy/"}},
        {"images/", {"base/", "images/"}},
        {"hypervisor-bridge/", {"base/", "hypervisor-bridge/"}},
        {"fleet/protocol/", {"base/", "policy/", "fleet/protocol/"}},
        {"fleet/authority/", {"base/", "fleet/authority/"}},
        {"fleet/link/", {"base/", "images/", "fleet/protocol/", "fleet/authority/", "fleet/link/"}},
        {"fleet/transfer/", {"base/", "images/", "fleet/protocol/", "fleet/authority/", "fleet/link/", "fleet/transfer/"}},
        {"fleet/client/", {"base/", "images/", "fleet/protocol/", "fleet/client/"}},
        {"fleet/", {"base/", "policy/", "images/", "fleet/"}},
        {"agent/",
         {"base/", "policy/", "images/", "hypervisor-bridge/", "fleet/protocol/", "fleet/authority/", "fleet/link/",
          "fleet/transfer/", "agent/"}},
        {"app/", {"base/", "policy/", "images/", "fleet/protocol/", "fleet/client/", "app/"}},
    };
    return kRules;
}

struct LibraryRule {
    std::string_view prefix;  // of the include
    std::vector<std::string_view> onlyIn;
};

const std::vector<LibraryRule>& libraryRules() {
    static const std::vector<LibraryRule> kRules{
        {"Q", {"app/console/"}},
        {"Poco/", {"fleet/transfer/", "fleet/gateway/", "fleet/client/"}},
        {"boost/", {"fleet/link/", "fleet/transfer/"}},
        {"sqlite3.h", {"fleet/catalog/"}},
        {"re2/", {"policy/cel/"}},
        {"libnbd.h", {"hypervisor-bridge/qemu/"}},
        {"zstd.h", {"images/"}},
    };
    return kRules;
}

const LayerRule* layerOf(std::string_view path) {
    const LayerRule* best = nullptr;
    for (const auto& rule : layerRules())
        if (path.starts_with(rule.directory) && (best == nullptr || rule.directory.size() > best->directory.size())) best = &rule;
    return best;
}

bool startsWithAny(std::string_view path, const std::vector<std::string_view>& prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(), [&](auto prefix) { return path.starts_with(prefix); });
}

bool isQtHeader(std::string_view target) {
    return target.size() > 1 && target[0] == 'Q' && target[1] >= 'A' && target[1] <= 'Z';
}

std::optional<std::string> libraryProblem(std::string_view file, std::string_view target) {
    for (const auto& rule : libraryRules()) {
        const bool concerned = rule.prefix == "Q" ? isQtHeader(target) : target.starts_with(rule.prefix);
        if (concerned && !startsWithAny(file, rule.onlyIn))
            return std::string(file) + " includes <" + std::string(target) + ">, which belongs to other directories only";
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> includeProblem(std::string_view file, std::string_view target, bool quoted) {
    const LayerRule* from = layerOf(file);
    if (from == nullptr) return std::nullopt;  // tests and benchmarks may include everything
    if (!quoted) return libraryProblem(file, target);
    if (target.ends_with(".moc") || file.ends_with("_main.cpp")) return std::nullopt;
    if (layerOf(target) == nullptr)
        return std::string(file) + " includes \"" + std::string(target) + "\", which is not a path from the repository root";
    // The most specific layer of the target has to be named, or one of its parents when the includer owns the parent.
    const LayerRule* to = layerOf(target);
    const bool allowed = std::any_of(from->mayInclude.begin(), from->mayInclude.end(), [&](auto prefix) {
        return target.starts_with(prefix) && (prefix == to->directory || prefix.size() < to->directory.size());
    });
    if (allowed) return std::nullopt;
    return std::string(file) + " includes \"" + std::string(target) + "\", which is not below its layer";
}

std::vector<std::string> includeProblems(std::string_view file, std::string_view text) {
    std::vector<std::string> problems;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        constexpr std::string_view kDirective = "#include ";
        if (!line.starts_with(kDirective) || line.size() < kDirective.size() + 2) continue;
        const bool quoted = line[kDirective.size()] == '"';
        const auto end = line.find(quoted ? '"' : '>', kDirective.size() + 1);
        if (end == std::string::npos) continue;
        const std::string target = line.substr(kDirective.size() + 1, end - kDirective.size() - 1);
        if (auto problem = includeProblem(file, target, quoted)) problems.push_back(std::move(*problem));
    }
    return problems;
}

}  // namespace architecture
