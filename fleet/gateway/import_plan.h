// ImportPlan: what an import of a virtual phone file is to become, checked against the fleet. It is checked when the
// import begins, so that nobody uploads for nothing, and again when it ends.
#pragma once

#include <optional>

#include "base/json.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "images/vphone/description.h"

namespace fleet {

struct ImportPlan {
    std::string file;  // names the file: SHA-256 of its manifest
    images::PhoneDescription description;
    std::string into;                            // an existing phone; or
    std::string handset, person, name, version;  // a new one; version empty: the file's

    [[nodiscard]] base::Json json() const;
};

/// Of the arguments of virtual_phone_import, or of what ImportPlan::json() made.
base::Result<ImportPlan> readImportPlan(const base::Json& json);

/// The phone that the restore point will belong to, as it is or will be. Denied for what is no work phone; NotFound and
/// Conflict say what to do first.
base::Result<catalog::VirtualPhoneRow> plannedPhone(catalog::Transaction& transaction, const ImportPlan& plan);

}  // namespace fleet
