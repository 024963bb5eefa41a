#include "app/cli/damage_text.h"

#include <nlohmann/json.hpp>

#include "app/cli/exit_code.h"
#include "app/cli/words.h"

namespace cli {
namespace {

void printPoints(const base::Json& points, Context& context) {
    if (points.empty()) return;
    Table table({{"PHONE"}, {"TAKEN"}, {"DAMAGED CHUNKS"}, {"RESTORE POINT"}});
    for (const base::Json& point : points) {
        const auto name = textAt(point, "phoneName");
        table.add({name.empty() ? textAt(point, "phone") : name, momentAt(point, "takenAt", context.now()),
                   textAt(point, "chunks"), textAt(point, "restorePoint")});
    }
    context.print(table);
    context.say("Back these phones up ('twinset backup now'): the next backup reads the whole disk and mends what the "
                "disk still holds.");
}

void printReleases(const base::Json& releases, Context& context) {
    if (releases.empty()) return;
    Table table({{"IMAGE"}, {"VERSION"}, {"DAMAGED CHUNKS"}});
    for (const base::Json& release : releases)
        table.add({textAt(release, "image"), textAt(release, "version"), textAt(release, "chunks")});
    context.print(table);
    context.say("Publish these releases again ('twinset release publish'): that brings what is damaged.");
}

}  // namespace

int sayDamage(const base::Json& result, std::int64_t remaining, Context& context) {
    const base::Json& points = at(result, "restorePoints");
    const base::Json& releases = at(result, "releases");
    const bool touched = !points.empty() || !releases.empty();
    if (!context.json()) {
        printPoints(points, context);
        printReleases(releases, context);
        if (remaining > 0 && !touched)
            context.say("No restore point and no release needs what is damaged; the next pruning removes it.");
        if (remaining > 0) context.say("Or take them from a copy: 'twinset store repair --from DIR'.");
    }
    return remaining > 0 || touched ? kCorrupt : kSuccess;
}

}  // namespace cli
