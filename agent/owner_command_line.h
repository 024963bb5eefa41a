// OwnerCommandLine: the part of twinset-agent's command line that is for the owner of the personal phone.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "agent/owner/owner_commands.h"

namespace CLI {
class App;
}

namespace agent {

class OwnerCommandLine {
public:
    using Command = base::Result<void> (*)(const OwnerDesk&);
    struct Options {
        std::string state, phone, restorePoint;
        std::string output = "table";
    };

    /// Adds `owner-backup` with its commands to `app`, which writes into this when it parses.
    explicit OwnerCommandLine(CLI::App& app);
    OwnerCommandLine(const OwnerCommandLine&) = delete;
    OwnerCommandLine& operator=(const OwnerCommandLine&) = delete;

    /// The one that was asked for, once the line was parsed; null: none of these.
    [[nodiscard]] Command command() const;
    [[nodiscard]] const Options& options() const { return m_options; }

private:
    Options m_options;
    std::vector<std::pair<CLI::App*, Command>> m_commands;
};

}  // namespace agent
