#include "fleet/gateway/operation_queue.h"

#include <algorithm>

#include "fleet/gateway/program_work.h"

namespace fleet {

using base::ErrorCode;
using catalog::OperationRow;
using catalog::OperationTable;
using catalog::Transaction;

base::Result<OperationRow> OperationQueue::order(Transaction& transaction, const OperationOrder& order,
                                                 const std::string& createdBy) {
    OperationTable operations(transaction);
    const auto live = operations.live({order.phone, std::nullopt, {}}, order.kind);
    if (!live.empty())
        return {ErrorCode::Conflict,
                "this is under way already as operation " + live.front().id.text() + ": wait for it or cancel it"};
    OperationRow row;
    row.id = base::OperationId::create();
    row.kind = order.kind;
    row.handset = order.handset;
    row.phone = order.phone;
    row.createdAt = transaction.now();
    row.createdBy = createdBy;
    row.expiresAt = transaction.now() + order.validFor;
    row.arguments = order.arguments;
    if (m_links.online(order.handset)) row.state = "delivered";
    operations.insert(row);
    send(transaction, row);
    return row;
}

void OperationQueue::deliverAll(Transaction& transaction, const base::HandsetId& handset) {
    OperationTable operations(transaction);
    for (auto& row : operations.live({std::nullopt, handset, {}}, "")) {
        if (row.kind == kRestoreKind) continue;
        if (row.state == "queued") {
            row.state = "delivered";
            operations.update(row);
        }
        send(transaction, row);
    }
}

void OperationQueue::send(Transaction& transaction, const OperationRow& row) {
    transaction.afterCommit([this, row] {
        const protocol::Operation body{row.id, row.kind, *row.phone, row.arguments, row.expiresAt};
        m_links.send(*row.handset, {base::newIdText("m"), body}, "operation " + row.id.text());
    });
}

void OperationQueue::progressed(Transaction& transaction, const base::HandsetId& handset,
                                const protocol::OperationProgress& progress) {
    OperationTable operations(transaction);
    auto row = operations.find(progress.operation);
    if (!row || row->handset != handset || !row->live()) return;
    const std::string state = progress.waiting ? "delivered" : "running";
    if (row->state == state && row->progress == progress.fraction && row->step == progress.step) return;
    row->state = state;
    if (!progress.waiting && !row->startedAt) row->startedAt = transaction.now();
    row->progress = std::max(row->progress, progress.fraction);
    row->step = progress.step;
    operations.update(*row);
}

void OperationQueue::finish(Transaction& transaction, OperationRow row, std::string result) {
    row.state = "succeeded";
    row.progress = 1;
    row.step.clear();
    row.result = std::move(result);
    if (!row.startedAt) row.startedAt = transaction.now();
    row.finishedAt = transaction.now();
    OperationTable(transaction).update(row);
}

void OperationQueue::fail(Transaction& transaction, OperationRow row, const base::Error& error) {
    row.state = "failed";
    row.errorCode = base::errorCodeName(error.code);
    row.errorMessage = error.message;
    row.finishedAt = transaction.now();
    OperationTable(transaction).update(row);
}

base::Result<OperationRow> OperationQueue::cancel(Transaction& transaction, const base::OperationId& operation) {
    OperationTable operations(transaction);
    auto row = operations.find(operation);
    if (!row) return {ErrorCode::NotFound, "there is no operation '" + operation.text() + "'"};
    if (!row->live())
        return {ErrorCode::Conflict, "operation " + operation.text() + " has ended already: it " + row->state};
    row->state = "cancelled";
    row->finishedAt = transaction.now();
    row->errorCode = base::errorCodeName(ErrorCode::Cancelled);
    row->errorMessage = "cancelled";
    operations.update(*row);
    if (row->kind != kRestoreKind && row->handset)
        transaction.afterCommit([this, handset = *row->handset, operation] {
            m_links.send(handset, {base::newIdText("m"), protocol::OperationCancel{operation}}, "");
        });
    return std::move(*row);
}

void OperationQueue::cancelAll(Transaction& transaction, const base::HandsetId& handset, std::string_view why) {
    OperationTable operations(transaction);
    for (auto& row : operations.live({std::nullopt, handset, {}}, "")) {
        if (row.kind == kRestoreKind) continue;
        row.state = "cancelled";
        row.finishedAt = transaction.now();
        row.errorCode = base::errorCodeName(ErrorCode::Cancelled);
        row.errorMessage = why;
        operations.update(row);
    }
}

void OperationQueue::expire(Transaction& transaction) {
    OperationTable operations(transaction);
    for (auto& row : operations.live({}, "")) {
        const bool ofProgram = isProgramWork(row.kind);
        if (row.kind == kRestoreKind || !(row.handset || ofProgram) || row.expiresAt > transaction.now()) continue;
        row.finishedAt = transaction.now();
        row.errorCode = base::errorCodeName(ErrorCode::Timeout);
        if (ofProgram)
            row.errorMessage = "nobody went on with it for a day: begin again";
        else
            row.errorMessage = row.state == "delivered" && !row.step.empty()
                                   ? "the time for it is over: it " + row.step
                                   : "the handset did not answer in time: try again once it is online";
        row.state = "expired";
        operations.update(row);
    }
}

}  // namespace fleet
