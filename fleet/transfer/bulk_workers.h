// BulkWorkers: the threads that do what bulk requests ask for. There are few of them, and a request has one only while it
// is worked on: not while its bytes come in or go out, so that a slow handset holds nobody up.
//
// Two lanes, uploads and everything else. In each, the handsets that wait have their turn one after the other, however
// much one of them asks for, and a handset has one thread at most, so that what it asks for is done in its order. Neither
// lane may have every thread: a phone that boots from the store goes on while hundreds are backed up, and the other way
// round.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace fleet {

enum class BulkLane { Other, Upload };

class BulkWorkers {
public:
    /// Blocking work; `stopping` says that the server stops: then it only tells whoever waits for it. Must not throw.
    using Work = std::function<void(bool stopping)>;

    /// At least two threads, one for each lane.
    explicit BulkWorkers(unsigned threads);
    ~BulkWorkers() { stop(); }
    BulkWorkers(const BulkWorkers&) = delete;
    BulkWorkers& operator=(const BulkWorkers&) = delete;

    /// Any thread; never blocks. Work of one `handset` in one lane is done in its order, one after the other.
    void submit(BulkLane lane, const std::string& handset, Work work);
    /// How long the upload that waits longest has been waiting.
    [[nodiscard]] std::chrono::steady_clock::duration oldestUpload();
    /// Ends the threads; what still waits is called with `stopping`, on this one.
    void stop();

private:
    struct Waiting {
        Work work;
        std::chrono::steady_clock::time_point since;
    };
    struct Lane {
        std::map<std::string, std::deque<Waiting>> byHandset;  // those that have something
        std::deque<std::string> turns;                         // each of them that is not busy, once
        std::set<std::string> busy;
    };
    void run();
    [[nodiscard]] Lane* next();
    static std::pair<std::string, Work> take(Lane& lane);
    static void done(Lane& lane, const std::string& handset);

    std::mutex m_mutex;  // guards all below but the threads
    std::condition_variable m_wake;
    std::array<Lane, 2> m_lanes;
    bool m_stopping = false;
    std::size_t m_count = 0;
    std::vector<std::thread> m_threads;
};

}  // namespace fleet
