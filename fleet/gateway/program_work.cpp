#include "fleet/gateway/program_work.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace fleet {

using base::ErrorCode;
using catalog::OperationRow;
using catalog::OperationTable;
using catalog::Transaction;

std::optional<OperationRow> findProgramWork(Transaction& transaction, std::string_view kind, const base::Json& request,
                                            const Caller& caller) {
    for (auto& row : OperationTable(transaction).live({}, kind)) {
        const auto arguments = base::parseJson(row.arguments);
        if (row.createdBy == caller.actor && arguments && arguments->contains("request") &&
            arguments->at("request") == request)
            return std::move(row);
    }
    return std::nullopt;
}

OperationRow beginProgramWork(Transaction& transaction, std::string_view kind,
                              const std::optional<base::PhoneId>& phone, const base::Json& arguments,
                              const Caller& caller) {
    OperationRow row;
    row.id = base::OperationId::create();
    row.kind = kind;
    row.phone = phone;
    row.state = "running";
    row.createdAt = transaction.now();
    row.startedAt = transaction.now();
    row.createdBy = caller.actor;
    row.expiresAt = transaction.now() + kProgramPatience;
    row.arguments = arguments.dump();
    OperationTable(transaction).insert(row);
    return row;
}

base::Result<OperationRow> programWork(Transaction& transaction, std::string_view kind, const base::OperationId& id,
                                       const Caller& caller) {
    auto row = OperationTable(transaction).find(id);
    if (!row || row->kind != kind) return {ErrorCode::NotFound, "there is no such operation '" + id.text() + "'"};
    if (row->createdBy != caller.actor)
        return {ErrorCode::Denied,
                "operation " + id.text() + " was begun by " + row->createdBy + ": only they can go on with it"};
    if (row->live()) return std::move(*row);
    const std::string ended = "operation " + id.text() + " has ended already: it " +
                              (row->state == "cancelled" ? "was cancelled" : row->state);
    return {row->state == "cancelled" ? ErrorCode::Cancelled : ErrorCode::Conflict, ended};
}

void programWorkAdvanced(Transaction& transaction, OperationRow& row, double fraction, const std::string& step) {
    row.progress = std::clamp(fraction, 0.0, 1.0);
    row.step = step;
    row.expiresAt = transaction.now() + kProgramPatience;
    OperationTable(transaction).update(row);
}

}  // namespace fleet
