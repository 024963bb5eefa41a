// A policy document's JSON Schema (draft 2020-12), made from the table of settings, for editors and for checks before
// anything is sent.
//
// The gateway is stricter where a schema cannot be: host names, windows and periods are checked more closely than by
// their patterns, and lengths are counted in bytes, by the schema in characters.
#pragma once

#include "base/json.h"
#include "policy/setting.h"

namespace policy {

/// Of a policy file: name, description, when, settings, assignments.
base::Json policySchema();
/// Of one setting's value.
base::Json settingSchema(const Setting& setting);
/// Everything that the table says of one setting, as an object: for `-o json` and for whoever builds an editor.
base::Json settingToJson(const Setting& setting);

}  // namespace policy
