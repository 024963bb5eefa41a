#include "images/group_commit.h"

namespace images {

std::vector<GroupCommit::Waiting*> GroupCommit::takeGroup() {
    std::vector<Waiting*> group;
    std::uint64_t space = 0;
    while (!m_queue.empty() && (group.empty() || space + m_queue.front()->batch->space <= kMostGroupSpace)) {
        space += m_queue.front()->batch->space;
        group.push_back(m_queue.front());
        m_queue.pop_front();
    }
    return group;
}

std::size_t GroupCommit::waiting() {
    const std::lock_guard guard(m_mutex);
    return m_queue.size();
}

base::Result<void> GroupCommit::submit(AppendBatch& batch,
                                       const std::function<base::Result<void>(const Group&)>& commit) {
    Waiting mine{&batch, false, {}};
    std::unique_lock lock(m_mutex);
    m_queue.push_back(&mine);
    m_changed.wait(lock, [&] { return mine.done || (!m_committing && m_queue.front() == &mine); });
    if (mine.done) return mine.result;
    const auto waiting = takeGroup();
    m_committing = true;
    lock.unlock();
    Group group;
    for (const auto* one : waiting) group.push_back(one->batch);
    const auto result = commit(group);
    lock.lock();
    m_committing = false;
    for (auto* one : waiting) {
        one->done = true;
        one->result = result;
    }
    m_changed.notify_all();
    return result;
}

}  // namespace images
