#include "app/console/feed_thread.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/console/answer_reader.h"

namespace console {

using namespace std::chrono_literals;

FeedThread::FeedThread(std::shared_ptr<fleet::FleetService> service, QObject* parent)
    : QObject(parent), m_service(std::move(service)) {
    qRegisterMetaType<QVector<Change>>();
}

FeedThread::~FeedThread() {
    stop();
    if (m_thread.joinable()) m_thread.join();
}

void FeedThread::start() {
    if (!m_thread.joinable()) m_thread = std::thread([this] { run(); });
}

void FeedThread::stop() {
    {
        std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
}

bool FeedThread::stopping() {
    std::lock_guard lock(m_mutex);
    return m_stopping;
}

void FeedThread::run() {
    while (!stopping()) {
        auto step = m_revision < 0 ? findPlace() : readOnce();
        if (step) {
            if (m_failures > 0) emit recovered();
            m_failures = 0;
            continue;
        }
        if (m_failures++ == 0) emit failed(QString::fromStdString(step.error().message));
        if (!pauseAfterFailure()) return;
    }
}

bool FeedThread::pauseAfterFailure() {
    const auto pause = std::min<base::Duration>(5s, 250ms * (1 << std::min(m_failures, 5)));
    std::unique_lock lock(m_mutex);
    return !m_wake.wait_for(lock, pause, [this] { return m_stopping; });
}

base::Result<void> FeedThread::findPlace() {
    TWINSET_ASSIGN(const base::Json status, m_service->call("fleet_status", base::Json::object()));
    AnswerReader reader(status, "fleet_status");
    const auto revision = reader.integer("revision");
    TWINSET_TRY(reader.finish());
    m_revision = revision;
    emit placed();
    return base::success();
}

base::Result<void> FeedThread::readOnce() {
    TWINSET_ASSIGN(const fleet::FeedPage page, m_service->feed(m_revision, 1s));
    if (!page.complete) {
        m_revision = -1;
        return base::success();
    }
    m_revision = std::max(m_revision, page.revision);
    QVector<Change> changes;
    for (const auto& entry : page.entries)
        changes.append({QString::fromStdString(entry.kind), QString::fromStdString(entry.id)});
    if (!changes.isEmpty()) emit changed(changes);
    return base::success();
}

}  // namespace console
