// FleetService: everything an operator can ask of a fleet. The console and the command line see only this interface;
// behind it is either a gateway over HTTPS (createHttpFleetService) or one in the same process (the console's embedded
// gateway). Both run the same verb handlers, so they cannot drift apart: a verb is data, "noun_verb" with JSON arguments
// and a JSON answer, checked strictly by its handler (docs/admin-api.md has every verb with its members).
//
// All calls block; safe from any thread. Errors are the handler's, or Unavailable when the gateway cannot be reached.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "images/chunk.h"

namespace fleet {

/// What changed, by kind and id; a reader asks for the objects it shows.
struct FeedEntry {
    std::int64_t revision = 0;
    std::string kind;  // "handset", "virtual_phone", "operation", "release", "policy", "person", "restore_point", ...
    std::string id;
};

struct FeedPage {
    std::int64_t revision = 0;  // ask for what follows this one next
    bool complete = true;       // false: older entries are gone, read everything anew
    std::vector<FeedEntry> entries;
};

class FleetService {
public:
    virtual ~FleetService() = default;
    virtual base::Result<base::Json> call(std::string_view verb, const base::Json& arguments) = 0;
    /// Entries after `revision`; waits up to `wait` for one.
    virtual base::Result<FeedPage> feed(std::int64_t revision, base::Duration wait) = 0;
    /// Where release chunks go (a published release's chunks have to be there before release_publish).
    virtual images::ChunkSink& chunks() = 0;
};

}  // namespace fleet
