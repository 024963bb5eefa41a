// NbdSession: one client of the NBD server.
#pragma once

#include <memory>

#include "base/block_source.h"
#include "base/unique_fd.h"

namespace hypervisor {

class NbdSession {
public:
    NbdSession(base::UniqueFd socket, std::shared_ptr<base::BlockSource> source);
    /// Hangs up and waits for the requests under way; stop the source first when they may block.
    ~NbdSession();
    NbdSession(const NbdSession&) = delete;
    NbdSession& operator=(const NbdSession&) = delete;
    /// The client is gone and nothing is under way.
    [[nodiscard]] bool over() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace hypervisor
