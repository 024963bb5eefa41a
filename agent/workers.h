// Workers: where what takes long is done, so that the agent's loop stays free to hear and to answer. Work in one lane
// is done one after the other, in order; lanes run beside each other.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace agent {

class Workers {
public:
    /// Waits for the work under way; what waits in a lane is dropped.
    virtual ~Workers() = default;
    virtual void post(const std::string& lane, std::function<void()> work) = 0;
};

/// One thread a lane, started when the lane is first used.
std::unique_ptr<Workers> createThreadWorkers();

}  // namespace agent
