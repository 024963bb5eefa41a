#include "agent/workers.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace agent {
namespace {

class Lane {
public:
    Lane() : m_thread([this] { run(); }) {}
    ~Lane() {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
            m_waiting.clear();
        }
        m_wake.notify_one();
        m_thread.join();
    }
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    void post(std::function<void()> work) {
        {
            const std::lock_guard lock(m_mutex);
            m_waiting.push_back(std::move(work));
        }
        m_wake.notify_one();
    }

private:
    void run() {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_wake.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
            if (m_ending) return;
            auto work = std::move(m_waiting.front());
            m_waiting.pop_front();
            lock.unlock();
            work();
            work = nullptr;
            lock.lock();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_waiting;
    bool m_ending = false;
    std::thread m_thread;
};

class ThreadWorkers final : public Workers {
public:
    void post(const std::string& lane, std::function<void()> work) override {
        auto& found = m_lanes[lane];
        if (!found) found = std::make_unique<Lane>();
        found->post(std::move(work));
    }

private:
    std::map<std::string, std::unique_ptr<Lane>> m_lanes;
};

}  // namespace

std::unique_ptr<Workers> createThreadWorkers() { return std::make_unique<ThreadWorkers>(); }

}  // namespace agent
