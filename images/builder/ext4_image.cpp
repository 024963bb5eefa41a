#include "images/builder/ext4_image.h"

#include <cstdio>
#include <sstream>

#include "base/file_system.h"
#include "base/process.h"

namespace images {
namespace {

constexpr auto kFeatures =
    "none,has_journal,ext_attr,dir_index,filetype,extent,flex_bg,sparse_super,large_file,huge_file,dir_nlink,extra_isize,"
    "metadata_csum,64bit";
constexpr auto kFileSystemId = "7a0f2c3e-5d41-4b8e-9a6f-0c1d2e3f4a5b";
constexpr auto kExtendedOptions =
    "hash_seed=7a0f2c3e-5d41-4b8e-9a6f-0c1d2e3f4a5c,nodiscard,lazy_itable_init=0,root_owner=0:0";
constexpr auto kConfiguration = "[defaults]\nblocksize = 4096\n[fs_types]\next4 = {\n}\nsmall = {\n}\ndefault = {\n}\n";
constexpr auto kInodes = "2048";

// Debian keeps these in /sbin, which is not on every person's PATH.
std::string tool(std::string_view name) {
    for (const auto directory : {"/usr/sbin/", "/sbin/"}) {
        auto path = std::string(directory).append(name);
        if (std::filesystem::exists(path)) return path;
    }
    return std::string(name);
}

base::Result<base::ProcessOutcome> runTool(std::vector<std::string> command, const std::filesystem::path& scratch,
                                           std::uint32_t epochSeconds) {
    const auto name = command[0];
    command[0] = tool(name);
    auto outcome = base::runProcess({.command = std::move(command),
                                     .standardInput = {},
                                     .workingDirectory = std::nullopt,
                                     .environment = {"MKE2FS_CONFIG=" + (scratch / "mke2fs.conf").string(), "LC_ALL=C",
                                                     "E2FSPROGS_FAKE_TIME=" + std::to_string(epochSeconds)}});
    if (!outcome && outcome.error().code == base::ErrorCode::NotFound)
        return base::Error{base::ErrorCode::NotFound,
                           "building an image needs the program '" + name + "'; install the package e2fsprogs"};
    return outcome;
}

std::string quoted(const std::filesystem::path& path) {
    std::string text = "\"";
    for (const char c : path.string()) text.append(c == '"' ? 2 : 1, c);
    return text + "\"";
}

/// One debugfs command list for the tree; the content of each file is put into `scratch` under its number.
base::Result<std::string> commandsFor(const GuestTree& tree, const std::filesystem::path& scratch) {
    auto files = base::createPosixFileSystem();
    std::ostringstream commands;
    std::size_t number = 0;
    for (const auto& entry : tree.entries()) {
        const std::filesystem::path path = entry.path;
        const auto name = path.filename().string();
        char mode[8];
        std::snprintf(mode, sizeof mode, "%04o", entry.mode & 07777U);
        commands << "cd " << path.parent_path().string() << '\n';
        switch (entry.kind) {
            case GuestEntry::Kind::Directory:
                commands << "mkdir " << name << "\nsif " << name << " mode 04" << mode << '\n';
                break;
            case GuestEntry::Kind::Link: commands << "symlink " << name << ' ' << entry.content << '\n'; break;
            case GuestEntry::Kind::File: {
                const auto source = scratch / std::to_string(number++);
                TWINSET_ASSIGN(auto file, files->open(source, base::OpenMode::CreateNew));
                TWINSET_TRY(file->writeAt(0, entry.content));
                commands << "write " << quoted(source) << ' ' << name << "\nsif " << name << " mode 010" << mode << '\n';
                break;
            }
        }
    }
    return commands.str();
}

/// debugfs exits with 0 whatever its commands did; anything on standard error but its banner is a failure.
base::Result<void> checkDebugfs(const base::ProcessOutcome& outcome) {
    std::istringstream lines(outcome.standardError);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.starts_with("debugfs 1.")) continue;
        const bool full = line.find("No free space") != std::string::npos || line.find("no free") != std::string::npos ||
                          line.find("Could not allocate") != std::string::npos;
        return base::Error{full ? base::ErrorCode::InvalidInput : base::ErrorCode::Internal,
                           full ? "the files do not fit; raise 'systemSizeMiB' in the recipe (debugfs: " + line + ")"
                                : "debugfs: " + line};
    }
    if (outcome.exitCode != 0)
        return base::Error{base::ErrorCode::Internal, "debugfs ended with " + std::to_string(outcome.exitCode)};
    return base::success();
}

base::Result<void> checkExit(const base::ProcessOutcome& outcome, std::string_view name) {
    if (outcome.exitCode == 0) return base::success();
    return base::Error{base::ErrorCode::Internal, std::string(name) + " ended with " + std::to_string(outcome.exitCode) + ": " +
                                                      outcome.standardError + outcome.standardOutput};
}

}  // namespace

base::Result<void> writeExt4Image(const GuestTree& tree, const Ext4Layout& layout, const std::filesystem::path& image,
                                  const std::filesystem::path& scratch) {
    auto files = base::createPosixFileSystem();
    TWINSET_TRY(files->remove(image));
    TWINSET_TRY(files->writeFileAtomically(scratch / "mke2fs.conf", kConfiguration, 0644));
    const auto size = std::to_string(layout.size.value / 1024) + "k";
    TWINSET_ASSIGN(auto made, runTool({"mke2fs", "-q", "-F", "-t", "ext4", "-O", kFeatures, "-I", "256", "-b", "4096", "-m", "0",
                                       "-N", kInodes, "-J", "size=4", "-L", "twinset-system", "-U", kFileSystemId, "-E",
                                       kExtendedOptions, image.string(), size},
                                      scratch, layout.epochSeconds));
    TWINSET_TRY(checkExit(made, "mke2fs"));
    TWINSET_ASSIGN(const auto commands, commandsFor(tree, scratch));
    TWINSET_TRY(files->writeFileAtomically(scratch / "commands", commands, 0644));
    TWINSET_ASSIGN(auto filled, runTool({"debugfs", "-w", "-f", (scratch / "commands").string(), image.string()}, scratch,
                                        layout.epochSeconds));
    TWINSET_TRY(checkDebugfs(filled));
    TWINSET_ASSIGN(auto checked, runTool({"e2fsck", "-f", "-n", image.string()}, scratch, layout.epochSeconds));
    return checkExit(checked, "e2fsck");
}

}  // namespace images
