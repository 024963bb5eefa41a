// NameLookup: turns a host name into addresses without making anybody wait for it. The resolver of the C library cannot be
// interrupted and may take half a minute when the network is gone; it runs on a thread that owns all it needs and is left
// behind when the answer is no longer wanted.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace fleet {

class NameLookup {
public:
    /// Addresses in text form. Called on the lookup's thread.
    using Answer = std::function<void(base::Result<std::vector<std::string>>)>;

    NameLookup(const std::string& host, Answer answer);
    /// After this the answer is not called, and is not being called.
    ~NameLookup();
    NameLookup(const NameLookup&) = delete;
    NameLookup& operator=(const NameLookup&) = delete;

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

}  // namespace fleet
