#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class OwnerBackupListCommand final : public ListCommand {
public:
    OwnerBackupListCommand()
        : ListCommand({.words = "backup owners",
                       .verb = "owner_backup_list",
                       .summary = "List the personal phones that are backed up because their owners asked for it",
                       .details = "Each is under a key that only its owner has, so this is all that can be seen of it. The owner begins and "
                                  "ends it at the handset, with 'twinset-agent owner-backup'; 'twinset phone restore' brings such a phone onto another "
                                  "handset, where it waits for the owner to enter the key.",
                       .parameters = {},
                       .example = "twinset backup owners"},
                      "ownerBackups") {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    std::string nothing(const Arguments&) const override { return "No owner of a personal phone has asked for backups of it."; }
    void show(const base::Json& objects, Context& context) const override {
        Table table({{"PHONE", Table::Align::Left, 12},
                     {"PERSON", Table::Align::Left, 10},
                     {"RESTORE POINTS", Table::Align::Right},
                     {"NEWEST", Table::Align::Left, 10},
                     {"SIZE", Table::Align::Right}});
        for (const base::Json& one : objects)
            table.add({namedText(at(one, "phone")), hasAt(one, "person") ? namedText(at(one, "person")) : "nobody",
                       textAt(one, "restorePoints"), hasAt(one, "newestAt") ? ageAt(one, "newestAt", context.now()) : "never",
                       sizeAt(one, "storedBytes")});
        context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeOwnerBackupListCommand() { return std::make_unique<OwnerBackupListCommand>(); }

}  // namespace cli
