// FeedThread: follows the fleet's change feed and reports it by signals, which arrive on the thread the object lives on.
// When the gateway cannot be reached it says so once, tries again with a growing pause, and says once that it is back.
#pragma once

#include <QObject>
#include <QString>
#include <QVector>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "base/result.h"
#include "fleet/client/fleet_service.h"

namespace console {

/// One object of the fleet that changed.
struct Change {
    QString kind;  // "handset", "virtual_phone", "operation", ...
    QString id;
};

class FeedThread : public QObject {
    Q_OBJECT
public:
    explicit FeedThread(std::shared_ptr<fleet::FleetService> service, QObject* parent = nullptr);
    /// Waits for the request that is running, at most the feed's wait of one second on a sound connection.
    ~FeedThread() override;
    void start();
    /// Asks the thread to end; returns at once.
    void stop();

signals:
    /// The feed's place is known; what is read from now on is kept true by changed().
    void placed();
    void changed(const QVector<console::Change>& changes);
    void failed(const QString& reason);
    void recovered();

private:
    void run();
    base::Result<void> findPlace();
    base::Result<void> readOnce();
    /// False when the thread should end.
    bool pauseAfterFailure();
    bool stopping();

    std::shared_ptr<fleet::FleetService> m_service;
    std::int64_t m_revision = -1;  // negative: the place is not known; the feed thread's
    int m_failures = 0;            // in a row; the feed thread's
    std::mutex m_mutex;            // guards m_stopping
    bool m_stopping = false;
    std::condition_variable m_wake;
    std::thread m_thread;
};

}  // namespace console

Q_DECLARE_METATYPE(console::Change)
