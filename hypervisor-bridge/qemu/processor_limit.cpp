#include "hypervisor-bridge/qemu/processor_limit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <fstream>
#include <sstream>

#include "base/file_system.h"
#include "base/process.h"
#include "base/unique_fd.h"

namespace hypervisor {
namespace {

constexpr std::uint32_t kPeriodMicroseconds = 100'000;
constexpr std::uint32_t kMicrosecondsAPercent = kPeriodMicroseconds / 100;

/// Kernel files want one write each; a stream may make several.
base::Result<void> tell(const std::filesystem::path& file, const std::string& text) {
    const base::UniqueFd opened(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    if (!opened.valid()) return base::errorFromErrno(errno, "cannot open", file);
    if (::write(opened.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return base::errorFromErrno(errno, "cannot write", file);
    return {};
}

std::string readText(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

bool holdsWord(const std::string& text, const std::string& word) {
    std::istringstream words(text);
    for (std::string one; words >> one;)
        if (one == word) return true;
    return false;
}

base::Result<void> makeDirectory(const std::filesystem::path& directory) {
    if (::mkdir(directory.c_str(), 0755) != 0 && errno != EEXIST) return base::errorFromErrno(errno, "cannot create", directory);
    return {};
}

std::filesystem::path groupOf(const ProcessorGroups& groups, const ProcessIdentity& process) {
    return groups.home / (std::to_string(process.pid) + "-" + std::to_string(process.startTicks));
}

/// The mounted tree that has the cpu controller; nothing when the host has none.
std::optional<ProcessorGroups> findTree() {
    std::ifstream mounts("/proc/self/mounts");
    for (std::string line; std::getline(mounts, line);) {
        std::istringstream fields(line);
        std::string device, place, type, options;
        fields >> device >> place >> type >> options;
        if (type == "cgroup2" && holdsWord(readText(std::filesystem::path(place) / "cgroup.controllers"), "cpu"))
            return ProcessorGroups{std::filesystem::path(place) / "twinset", true, ""};
        for (auto& c : options)
            if (c == ',') c = ' ';
        if (type == "cgroup" && holdsWord(options, "cpu"))
            return ProcessorGroups{std::filesystem::path(place) / "twinset", false, ""};
    }
    return std::nullopt;
}

base::Result<void> prepareTree(const ProcessorGroups& groups) {
    if (groups.unified) TWINSET_TRY(tell(groups.home.parent_path() / "cgroup.subtree_control", "+cpu"));
    TWINSET_TRY(makeDirectory(groups.home));
    if (groups.unified) TWINSET_TRY(tell(groups.home / "cgroup.subtree_control", "+cpu"));
    return {};
}

base::Result<void> setQuota(const ProcessorGroups& groups, const std::filesystem::path& group, std::optional<std::uint32_t> percent) {
    const auto quota = percent ? std::to_string(*percent * kMicrosecondsAPercent) : std::string(groups.unified ? "max" : "-1");
    if (groups.unified) return tell(group / "cpu.max", quota + " " + std::to_string(kPeriodMicroseconds));
    TWINSET_TRY(tell(group / "cpu.cfs_period_us", std::to_string(kPeriodMicroseconds)));
    return tell(group / "cpu.cfs_quota_us", quota);
}

/// Percent of one processor that the kernel names; nothing when it names no limit.
std::optional<std::uint32_t> quotaOf(const ProcessorGroups& groups, const std::filesystem::path& group) {
    const auto text = readText(group / (groups.unified ? "cpu.max" : "cpu.cfs_quota_us"));
    std::uint32_t quota = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), quota);
    if (read.ec != std::errc()) return std::nullopt;
    return quota / kMicrosecondsAPercent;
}

base::Result<void> limit(const ProcessorGroups& groups, const ProcessIdentity& process, std::uint32_t percent) {
    const auto group = groupOf(groups, process);
    TWINSET_TRY(prepareTree(groups));
    TWINSET_TRY(makeDirectory(group));
    TWINSET_TRY(setQuota(groups, group, percent));
    return tell(group / "cgroup.procs", std::to_string(process.pid));
}

void removeGroupsOfTheDead(const ProcessorGroups& groups) {
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(groups.home, failure)) {
        const auto name = entry.path().filename().string();
        ProcessIdentity process;
        const char* end = name.data() + name.size();
        const auto pid = std::from_chars(name.data(), end, process.pid);
        if (pid.ec != std::errc() || pid.ptr == end || *pid.ptr != '-') continue;
        (void)std::from_chars(pid.ptr + 1, end, process.startTicks);
        if (!isAlive(process)) ::rmdir(entry.path().c_str());
    }
}

/// A group without processes, in which a limit is set and read back.
std::string trialProblem(const ProcessorGroups& groups) {
    if (const auto prepared = prepareTree(groups); !prepared) return prepared.error().message;
    removeGroupsOfTheDead(groups);
    const auto ticks = base::processStartTime(::getpid());
    const auto trial = groupOf(groups, {::getpid(), ticks ? *ticks : 0});
    auto tried = makeDirectory(trial);
    if (tried) tried = setQuota(groups, trial, 50);
    const auto readBack = quotaOf(groups, trial);
    ::rmdir(trial.c_str());
    if (!tried) return tried.error().message;
    return readBack == 50U ? "" : "the kernel did not keep a trial limit in " + groups.home.string();
}

}  // namespace

ProcessorGroups findProcessorGroups() {
    auto groups = findTree();
    if (!groups) return {{}, false, "this host has no control group tree for processors"};
    groups->problem = trialProblem(*groups);
    return *groups;
}

ControlResult limitProcessors(const ProcessorGroups& groups, const ProcessIdentity& process, unsigned processors,
                              std::optional<std::uint32_t> percent) {
    ControlResult result{"cpu.limit", ControlOutcome::Failed, ""};
    if (!groups.problem.empty()) {
        result.outcome = percent ? ControlOutcome::Unsupported : ControlOutcome::Applied;
        result.readBack = percent ? groups.problem : "unlimited";
        return result;
    }
    const auto group = groupOf(groups, process);
    auto set = base::Result<void>();
    if (percent)
        set = limit(groups, process, *percent * processors);
    else if (std::filesystem::exists(group))
        set = setQuota(groups, group, percent);
    if (!set) {
        result.readBack = set.error().message;
        return result;
    }
    const auto now = quotaOf(groups, group);
    const bool inside = !percent || holdsWord(readText(group / "cgroup.procs"), std::to_string(process.pid));
    const auto wanted = percent ? std::optional(*percent * processors) : std::nullopt;
    if (now == wanted && inside) result.outcome = ControlOutcome::Applied;
    result.readBack = now ? std::to_string(*now / processors) + " %" : "unlimited";
    return result;
}

void removeProcessorGroup(const ProcessorGroups& groups, const ProcessIdentity& process) {
    if (groups.problem.empty()) ::rmdir(groupOf(groups, process).c_str());
}

}  // namespace hypervisor
