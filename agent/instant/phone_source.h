// PhoneSource: what the steps of one virtual phone share about data that is still on its way: the source it comes from,
// and how far the disk is filled. Any thread.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "agent/instant/restore_point_source.h"

namespace agent {

class PhoneSource {
public:
    void set(std::shared_ptr<RestorePointSource> source) {
        const std::lock_guard lock(m_mutex);
        m_source = std::move(source);
    }
    /// Null when nothing is on its way, or nobody has connected yet.
    [[nodiscard]] std::shared_ptr<RestorePointSource> get() const {
        const std::lock_guard lock(m_mutex);
        return m_source;
    }
    /// Why nothing comes just now; empty while it does.
    [[nodiscard]] std::string problem() const {
        const auto source = get();
        return source ? source->statistics().problem : "";
    }

    std::atomic<double> filled{0};  // of the disk, 0 to 1
    std::atomic<bool> copied{false};  // all is on the disk, and is to be made durable

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<RestorePointSource> m_source;
};

}  // namespace agent
