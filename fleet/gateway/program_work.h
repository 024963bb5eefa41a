// Operations that the program of an operator carries out in steps, call by call: exports and imports of virtual phones.
// They are in the catalog like all others, so that people see how far they are and can cancel them, and so that a
// program that was ended goes on where it was. One that nobody goes on with for a day is given up.
#pragma once

#include <string>

#include "base/json.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/gateway/caller.h"

namespace fleet {

inline constexpr std::string_view kExportKind = "virtual_phone_export";
inline constexpr std::string_view kImportKind = "virtual_phone_import";
constexpr base::Duration kProgramPatience = std::chrono::hours(24);

inline bool isProgramWork(std::string_view kind) { return kind == kExportKind || kind == kImportKind; }

/// The caller's live operation of that kind whose arguments have the same member "request"; nullopt when there is none.
std::optional<catalog::OperationRow> findProgramWork(catalog::Transaction& transaction, std::string_view kind,
                                                     const base::Json& request, const Caller& caller);
catalog::OperationRow beginProgramWork(catalog::Transaction& transaction, std::string_view kind,
                                       const std::optional<base::PhoneId>& phone, const base::Json& arguments,
                                       const Caller& caller);
/// NotFound; Denied when somebody else began it; Cancelled or Conflict when it has ended.
base::Result<catalog::OperationRow> programWork(catalog::Transaction& transaction, std::string_view kind,
                                                const base::OperationId& id, const Caller& caller);
/// Writes how far it is, from 0 to 1, and that somebody goes on with it.
void programWorkAdvanced(catalog::Transaction& transaction, catalog::OperationRow& row, double fraction,
                         const std::string& step);

}  // namespace fleet
