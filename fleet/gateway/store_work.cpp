#include "fleet/gateway/store_work.h"

#include <nlohmann/json.hpp>

#include "base/log.h"
#include "fleet/gateway/operation_queue.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::OperationRow;
using catalog::OperationTable;
using catalog::Transaction;

/// Between two writes of an operation's progress.
constexpr base::Duration kProgressInterval = std::chrono::milliseconds(250);

}  // namespace

StoreWork::~StoreWork() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

void StoreWork::start() {
    m_awake = true;
    m_thread = std::thread([this] { run(); });
}

base::Result<OperationRow> StoreWork::order(Transaction& transaction, const std::string& kind,
                                            const base::Json& arguments, const std::string& createdBy) {
    OperationTable operations(transaction);
    const auto live = operations.live({}, kind);
    if (!live.empty())
        return {ErrorCode::Conflict,
                "this is under way already as operation " + live.front().id.text() + ": wait for it or cancel it"};
    OperationRow row;
    row.id = base::OperationId::create();
    row.kind = kind;
    row.createdAt = transaction.now();
    row.createdBy = createdBy;
    row.expiresAt = transaction.now() + std::chrono::hours(24 * 365);
    row.arguments = arguments.dump();
    operations.insert(row);
    transaction.afterCommit([this] {
        {
            const std::lock_guard lock(m_mutex);
            m_awake = true;
        }
        m_wake.notify_all();
    });
    return row;
}

std::optional<OperationRow> StoreWork::next() {
    const auto waiting =
        m_fleet.catalog.read([](Transaction& transaction) -> base::Result<std::optional<OperationRow>> {
            for (auto& row : OperationTable(transaction).live({}, ""))
                if (findStoreJob(row.kind) != nullptr) return std::optional(std::move(row));
            return std::optional<OperationRow>();
        });
    if (!waiting) base::logError("cannot read what is to be done with the store: " + waiting.error().message);
    return waiting.valueOr(std::nullopt);
}

void StoreWork::run() {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_awake || m_stopping; });
        if (m_stopping) return;
        m_awake = false;
        lock.unlock();
        while (const auto row = next()) {
            carryOut(*row);
            const std::lock_guard stopping(m_mutex);
            if (m_stopping) return;
        }
        lock.lock();
    }
}

bool StoreWork::progressed(const base::OperationId& operation, double fraction, const std::string& step) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping) return false;
    }
    const auto live = m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<bool> {
        OperationTable operations(transaction);
        auto row = operations.find(operation);
        if (!row || !row->live()) return false;
        row->state = "running";
        if (!row->startedAt) row->startedAt = transaction.now();
        row->progress = fraction;
        row->step = step;
        operations.update(*row);
        return true;
    });
    return live.valueOr(true);
}

void StoreWork::carryOut(const OperationRow& row) {
    const base::SystemClock real;  // of the thread that works, not of the fleet
    auto written = real.monotonic() - kProgressInterval;
    std::string lastStep;
    const WorkProgress progress = [&](double fraction, const std::string& step) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_stopping) return false;
        }
        if (step == lastStep && real.monotonic() - written < kProgressInterval) return true;
        written = real.monotonic();
        lastStep = step;
        return progressed(row.id, fraction, step);
    };
    if (!progress(0, "beginning")) return;
    const auto arguments = base::parseJson(row.arguments);
    const auto done =
        arguments ? findStoreJob(row.kind)(m_fleet, *arguments, progress) : base::Result<base::Json>(arguments.error());
    {
        const std::lock_guard lock(m_mutex);
        if (!done && m_stopping) return;  // it begins again at the next start
    }
    const auto ended = m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        const auto now = OperationTable(transaction).find(row.id);
        if (!now || !now->live()) return {};
        if (done)
            m_fleet.operations.finish(transaction, *now, done->dump());
        else
            m_fleet.operations.fail(transaction, *now, done.error());
        return {};
    });
    if (!ended) base::logError("cannot write the end of " + row.kind + ": " + ended.error().message);
}

}  // namespace fleet
