// CallThread: one thread that runs blocking jobs in order and hands each one's completion back to the thread the
// CallThread lives on. All methods are the owner thread's.
#pragma once

#include <QObject>
#include <QPointer>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

namespace console {

using CallId = std::uint64_t;

class CallThread : public QObject {
    Q_OBJECT
public:
    using Completion = std::function<void()>;
    using Job = std::function<Completion()>;

    explicit CallThread(QObject* parent = nullptr);
    /// Drops what waits, waits for what runs.
    ~CallThread() override;

    /// The completion is dropped when `receiver` is gone by the time it could run.
    CallId submit(QObject* receiver, Job job);
    /// A waiting job does not run; a running one runs, but its completion does not.
    void cancel(CallId call);
    [[nodiscard]] bool idle() const { return m_open.empty(); }

private:
    struct Entry {
        CallId id = 0;
        QPointer<QObject> receiver;
        Job job;
    };
    void run();
    void complete(CallId id, const QPointer<QObject>& receiver, const Completion& completion);

    std::set<CallId> m_open;  // owner thread only
    CallId m_last = 0;
    std::mutex m_mutex;  // guards the two below
    std::deque<Entry> m_queue;
    bool m_stopping = false;
    std::condition_variable m_wake;
    std::thread m_thread;
};

}  // namespace console
