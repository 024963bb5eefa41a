// A verb: one thing that can be asked of a fleet, "noun_verb" with JSON arguments and a JSON answer
// (docs/admin-api.md). Each is a function in fleet/gateway/verbs/, in a file named after it or its noun; the table in
// verb_table.cpp says who may use it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "fleet/gateway/caller.h"
#include "fleet/gateway/fleet_context.h"

namespace fleet {

using VerbHandler = base::Result<base::Json> (*)(FleetContext& fleet, const Caller& caller,
                                                 const base::Json& arguments);

struct Verb {
    std::string_view name;
    unsigned roles;
    VerbHandler handler;
    bool withOneTimePassword = false;  // allowed to those who have to change their password first
};

std::span<const Verb> allVerbs();

/// Finds the verb, checks the role, runs the handler. NotFound for an unknown verb, Denied otherwise.
base::Result<base::Json> runVerb(FleetContext& fleet, const Caller& caller, std::string_view verb,
                                 const base::Json& arguments);
/// Denied when the caller may not publish releases, and so may not store their chunks.
base::Result<void> mayStoreChunks(const Caller& caller);

}  // namespace fleet
