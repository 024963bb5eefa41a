#include "app/console/call_thread.h"

#include <algorithm>

namespace console {

CallThread::CallThread(QObject* parent) : QObject(parent), m_thread([this] { run(); }) {}

CallThread::~CallThread() {
    {
        std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_queue.clear();
    }
    m_wake.notify_all();
    m_thread.join();
}

CallId CallThread::submit(QObject* receiver, Job job) {
    const CallId id = ++m_last;
    m_open.insert(id);
    {
        std::lock_guard lock(m_mutex);
        m_queue.push_back({id, receiver, std::move(job)});
    }
    m_wake.notify_all();
    return id;
}

void CallThread::cancel(CallId call) {
    m_open.erase(call);
    std::lock_guard lock(m_mutex);
    std::erase_if(m_queue, [call](const Entry& entry) { return entry.id == call; });
}

void CallThread::run() {
    for (;;) {
        Entry entry;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
            if (m_stopping) return;
            entry = std::move(m_queue.front());
            m_queue.pop_front();
        }
        auto completion = entry.job();
        QMetaObject::invokeMethod(
            this,
            [this, id = entry.id, receiver = std::move(entry.receiver), completion = std::move(completion)] {
                complete(id, receiver, completion);
            },
            Qt::QueuedConnection);
    }
}

void CallThread::complete(CallId id, const QPointer<QObject>& receiver, const Completion& completion) {
    if (m_open.erase(id) == 0) return;  // cancelled
    if (receiver) completion();
}

}  // namespace console
