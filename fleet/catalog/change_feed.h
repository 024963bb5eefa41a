// ChangeFeed: what changed, by kind and id, numbered without end. It is bounded: a reader who was away for longer than
// kKept entries is told to read everything anew.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "fleet/catalog/transaction.h"
#include "fleet/client/fleet_service.h"

namespace fleet::catalog {

class ChangeFeed {
public:
    static constexpr std::int64_t kKept = 10'000;
    static constexpr std::int64_t kPage = 1'000;

    explicit ChangeFeed(Transaction& transaction) : m_transaction(transaction) {}
    /// Returns the newest revision.
    std::int64_t append(const std::vector<std::pair<std::string, std::string>>& changes);
    FeedPage after(std::int64_t revision);
    std::int64_t newestRevision();

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
