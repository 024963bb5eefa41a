#include "fleet/catalog/operation_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

#define TWINSET_OPERATION_COLUMNS                                                                              \
    "id, kind, handset, phone, state, priority, created_at, created_by, started_at, finished_at, expires_at, " \
    "progress, "                                                                                               \
    "step, arguments, result, error_code, error_message"
#define TWINSET_OPERATIONS "SELECT sequence, " TWINSET_OPERATION_COLUMNS " FROM operation WHERE "

OperationRow takeOperation(Statement& statement) {
    OperationRow row;
    statement >> row.sequence >> row.id >> row.kind >> row.handset >> row.phone >> row.state >> row.priority >>
        row.createdAt >> row.createdBy >> row.startedAt >> row.finishedAt >> row.expiresAt >> row.progress >>
        row.step >> row.arguments >> row.result >> row.errorCode >> row.errorMessage;
    return row;
}

}  // namespace

void OperationTable::insert(const OperationRow& row) {
    m_transaction
        .prepare("INSERT INTO operation (" TWINSET_OPERATION_COLUMNS
                 ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(row.id, row.kind, row.handset, row.phone, row.state, row.priority, row.createdAt, row.createdBy,
              row.startedAt, row.finishedAt, row.expiresAt, row.progress, row.step, row.arguments, row.result,
              row.errorCode, row.errorMessage)
        .run();
    m_transaction.changed("operation", row.id.text());
}

void OperationTable::update(const OperationRow& row) {
    m_transaction
        .prepare(
            "UPDATE operation SET handset = ?, state = ?, started_at = ?, finished_at = ?, progress = ?, step = ?, "
            "arguments = ?, "
            "result = ?, error_code = ?, error_message = ? WHERE id = ?")
        .with(row.handset, row.state, row.startedAt, row.finishedAt, row.progress, row.step, row.arguments, row.result,
              row.errorCode, row.errorMessage, row.id)
        .run();
    m_transaction.changed("operation", row.id.text());
}

std::optional<OperationRow> OperationTable::find(const base::OperationId& id) {
    return firstRow(m_transaction.prepare(TWINSET_OPERATIONS "id = ?").with(id), takeOperation);
}

base::Result<Page<OperationRow>> OperationTable::page(const PageRequest& request, const OperationFilter& filter) {
    TWINSET_ASSIGN(const auto before, readSequenceCursor(request.after, INT64_MAX));
    auto rows = allRows(
        m_transaction
            .prepare(
                TWINSET_OPERATIONS
                "sequence < ?1 AND (?2 IS NULL OR phone = ?2) AND (?3 IS NULL OR handset = ?3) AND (?4 = '' OR state "
                "= ?4 OR (?4 = 'live' AND state IN ('queued', 'delivered', 'running'))) ORDER BY sequence DESC LIMIT "
                "?5")
            .with(before, filter.phone, filter.handset, filter.state, request.limit + 1),
        takeOperation);
    return cutPage(std::move(rows), request.limit,
                   [](const OperationRow& row) { return std::to_string(row.sequence); });
}

std::vector<OperationRow> OperationTable::live(const OperationFilter& filter, std::string_view kind) {
    return allRows(m_transaction
                       .prepare(TWINSET_OPERATIONS "state IN ('queued', 'delivered', 'running') AND (?1 IS NULL OR "
                                                   "phone = ?1) AND (?2 IS NULL OR handset = "
                                                   "?2) AND (?3 = '' OR kind = ?3) ORDER BY priority DESC, sequence")
                       .with(filter.phone, filter.handset, kind),
                   takeOperation);
}

std::optional<OperationRow> OperationTable::newestOf(const base::PhoneId& phone, std::string_view kind) {
    return firstRow(m_transaction.prepare(TWINSET_OPERATIONS "phone = ? AND kind = ? ORDER BY sequence DESC LIMIT 1")
                        .with(phone, kind),
                    takeOperation);
}

void OperationStepTable::put(const base::OperationId& operation, std::int64_t ordinal, const OperationStepRow& row) {
    m_transaction
        .prepare(
            "INSERT OR REPLACE INTO operation_step (operation, ordinal, name, state, at, detail) VALUES (?, ?, ?, ?, "
            "?, ?)")
        .with(operation, ordinal, row.name, row.state, row.at, row.detail)
        .run();
    m_transaction.changed("operation", operation.text());
}

std::vector<OperationStepRow> OperationStepTable::list(const base::OperationId& operation) {
    auto statement =
        m_transaction.prepare("SELECT name, state, at, detail FROM operation_step WHERE operation = ? ORDER BY ordinal")
            .with(operation);
    std::vector<OperationStepRow> rows;
    while (statement.next()) {
        OperationStepRow row;
        statement >> row.name >> row.state >> row.at >> row.detail;
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace fleet::catalog
