#include "agent/owner_command_line.h"

#include <CLI/CLI.hpp>
#include <array>

namespace agent {
namespace {

struct NamedOwnerCommand {
    const char* name;
    const char* what;
    OwnerCommandLine::Command run;
};

constexpr std::array kOwnerCommands{
    NamedOwnerCommand{"enable", "Begin backups of your personal phone, under a key that only you have", ownerBackupEnable},
    NamedOwnerCommand{"status", "Show what is stored of it", ownerBackupStatus},
    NamedOwnerCommand{"now", "Back it up now", ownerBackupNow},
    NamedOwnerCommand{"unlock", "Give this handset your recovery key, for a restore that waits and for further backups", ownerBackupUnlock},
    NamedOwnerCommand{"restore", "Replace what is on the phone by one of its backups", ownerBackupRestore},
    NamedOwnerCommand{"disable", "End the backups and delete what is stored", ownerBackupDisable},
};

}  // namespace

OwnerCommandLine::OwnerCommandLine(CLI::App& app) {
    auto* group = app.add_subcommand("owner-backup", "For the owner of the personal phone: backups that nobody else can read");
    group->require_subcommand(1);
    for (const auto& one : kOwnerCommands) {
        auto* command = group->add_subcommand(one.name, one.what);
        command->add_option("--state", m_options.state, "The agent's state directory")->required();
        command->add_option("--phone", m_options.phone, "The personal phone, where there are several");
        if (one.run == ownerBackupRestore)
            command->add_option("--restore-point", m_options.restorePoint, "The backup to take; the newest unless given");
        if (one.run == ownerBackupStatus)
            command->add_option("-o,--output", m_options.output, "table or json")->check(CLI::IsMember({"table", "json"}));
        m_commands.emplace_back(command, one.run);
    }
}

OwnerCommandLine::Command OwnerCommandLine::command() const {
    for (const auto& [command, run] : m_commands)
        if (command->parsed()) return run;
    return nullptr;
}

}  // namespace agent
