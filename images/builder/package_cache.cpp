#include "images/builder/package_cache.h"

#include <sstream>
#include <thread>

#include "base/process.h"

namespace images {
namespace {

constexpr auto kLockPatience = std::chrono::minutes(10);
constexpr auto kLockPoll = std::chrono::milliseconds(200);

std::string lastLines(const base::Bytes& text) {
    std::string kept;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("E:") || line.starts_with("dpkg-deb: error")) kept += (kept.empty() ? "" : " ") + line;
    return kept.empty() ? "no message" : kept;
}

/// Calls a Debian tool; says which package to install when it is missing.
base::Result<base::ProcessOutcome> runDebianTool(std::vector<std::string> command, const std::filesystem::path& directory) {
    const auto name = command[0];
    auto outcome = base::runProcess({.command = std::move(command),
                                     .standardInput = {},
                                     .timeout = std::chrono::minutes(9),
                                     .workingDirectory = directory.string(),
                                     .environment = {"LC_ALL=C"}});
    if (!outcome && outcome.error().code == base::ErrorCode::NotFound)
        return base::Error{base::ErrorCode::NotFound, "building an image needs '" + name + "', which a Debian system has"};
    return outcome;
}

}  // namespace

PackageCache::PackageCache(std::filesystem::path directory, std::unique_ptr<base::FileLock> lock)
    : m_directory(std::move(directory)), m_lock(std::move(lock)), m_files(base::createPosixFileSystem()) {}

base::Result<PackageCache> PackageCache::open(const std::filesystem::path& directory) {
    auto files = base::createPosixFileSystem();
    const auto absolute = std::filesystem::absolute(directory);
    TWINSET_TRY(files->createDirectories(absolute / "unpacked"));
    const auto deadline = std::chrono::steady_clock::now() + kLockPatience;
    for (;;) {
        auto lock = files->lock(absolute / "lock");
        if (lock) return PackageCache(absolute, std::move(*lock));
        if (lock.error().code != base::ErrorCode::Conflict) return lock.error();
        if (std::chrono::steady_clock::now() > deadline)
            return lock.error().withContext("another build has used the package cache for ten minutes; try again when it is done");
        std::this_thread::sleep_for(kLockPoll);
    }
}

base::Result<std::filesystem::path> PackageCache::findInCache(const std::string& package) {
    TWINSET_ASSIGN(const auto names, m_files->list(m_directory));
    std::filesystem::path found;
    for (const auto& name : names) {
        if (!name.starts_with(package + "_") || !name.ends_with(".deb")) continue;
        if (!found.empty())
            return base::Error{base::ErrorCode::Conflict, "the package cache " + m_directory.string() + " holds two versions of " +
                                   package + "; delete one of " + found.filename().string() + " and " + name};
        found = m_directory / name;
    }
    if (found.empty()) return base::Error{base::ErrorCode::NotFound, package + " is not in " + m_directory.string()};
    return found;
}

base::Result<void> PackageCache::download(const std::string& package) {
    const auto incoming = m_directory / "incoming";
    TWINSET_TRY(m_files->removeTree(incoming));
    TWINSET_TRY(m_files->createDirectories(incoming));
    auto outcome = runDebianTool({"apt-get", "-q", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=2", "download", package}, incoming);
    if (!outcome) return outcome.error();
    if (outcome->exitCode != 0)
        return base::Error{base::ErrorCode::Unavailable,
                           "cannot fetch the Debian package " + package + " (" + lastLines(outcome->standardError) +
                               "). Check the network and run 'apt-get update' as root, or put " + package +
                               "_VERSION_amd64.deb into " + m_directory.string() + " and build again"};
    TWINSET_ASSIGN(const auto names, m_files->list(incoming));
    for (const auto& name : names)
        if (name.ends_with(".deb")) TWINSET_TRY(m_files->rename(incoming / name, m_directory / name));
    return m_files->removeTree(incoming);
}

base::Result<std::filesystem::path> PackageCache::packageFile(const std::string& package) {
    auto found = findInCache(package);
    if (found || found.error().code != base::ErrorCode::NotFound) return found;
    TWINSET_TRY(download(package));
    return findInCache(package);
}

base::Result<std::filesystem::path> PackageCache::unpack(const std::string& package) {
    TWINSET_ASSIGN(const auto file, packageFile(package));
    const auto target = m_directory / "unpacked" / file.stem();
    if (m_files->exists(target)) return target;
    const auto partial = m_directory / "unpacked" / "partial";
    TWINSET_TRY(m_files->removeTree(partial));
    auto outcome = runDebianTool({"dpkg-deb", "-x", file.string(), partial.string()}, m_directory);
    if (!outcome) return outcome.error();
    if (outcome->exitCode != 0)
        return base::Error{base::ErrorCode::Corrupt, "cannot unpack " + file.string() + " (" + lastLines(outcome->standardError) +
                               "); delete it so that it is fetched again"};
    // What a power cut leaves under the final name must be whole: later builds trust it without looking.
    auto synced = runDebianTool({"sync", "-f", partial.string()}, m_directory);
    if (!synced) return synced.error();
    TWINSET_TRY(m_files->rename(partial, target));
    return target;
}

base::Result<std::string> PackageCache::kernelPackage(const std::string& package) {
    TWINSET_ASSIGN(const auto file, packageFile(package));
    auto outcome = runDebianTool({"dpkg-deb", "-f", file.string(), "Depends"}, m_directory);
    if (!outcome) return outcome.error();
    if (outcome->exitCode != 0)
        return base::Error{base::ErrorCode::Corrupt, "cannot read " + file.string() + " (" + lastLines(outcome->standardError) +
                               "); delete it so that it is fetched again"};
    std::istringstream words(outcome->standardOutput);
    for (std::string word; words >> word;) {
        while (word.ends_with(',')) word.pop_back();
        if (word.starts_with("linux-image-")) return word;
    }
    return package;
}

}  // namespace images
