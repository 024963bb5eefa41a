#include "fleet/gateway/handset_presence.h"

#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/setting_table.h"
#include "fleet/gateway/policy_application.h"

namespace fleet {
namespace {

using catalog::Transaction;

constexpr auto kListenedSetting = "gateway.listened_at";
constexpr base::Duration kInterval = std::chrono::minutes(1);
constexpr std::size_t kMostAtOnce = 500;
/// Handsets that lost the gateway need as long to find it again. Until then the former end of listening stands, so that a gateway that stops once more does
/// not forget them.
constexpr base::Duration kUntilAllAreBack = std::chrono::minutes(10);

}  // namespace

base::Result<void> HandsetPresence::resume(base::Timestamp now) {
    m_started = m_written = now;
    TWINSET_ASSIGN(const auto noted, m_catalog.read([](Transaction& transaction) -> base::Result<std::optional<std::string>> {
        return catalog::SettingTable(transaction).find(kListenedSetting);
    }));
    if (!noted) return noteListening(now);
    TWINSET_ASSIGN(const auto stopped, base::parseTimestamp(*noted));
    m_links.resume(stopped, now);
    return {};
}

base::Result<void> HandsetPresence::noteListening(base::Timestamp now) {
    return m_catalog.write([&](Transaction& transaction) -> base::Result<void> {
        catalog::SettingTable(transaction).put(kListenedSetting, base::formatTimestamp(now));
        return {};
    });
}

base::Result<void> HandsetPresence::writeSome(const std::vector<LinkTable::Heard>& handsets) {
    return m_catalog.write([&](Transaction& transaction) -> base::Result<void> {
        std::vector<base::HandsetId> ids;
        for (const auto& [handset, at] : handsets) {
            catalog::HandsetTable(transaction).seen(handset, at);
            ids.push_back(handset);
        }
        transaction.afterCommit([this, handsets] { m_links.told(handsets); });
        return applySeen(m_policy, m_desired, transaction, ids);
    });
}

base::Result<void> HandsetPresence::tick(base::Timestamp now) {
    if (now - m_written < kInterval && now >= m_written) return {};
    m_written = now;
    for (auto some = m_links.untold(kMostAtOnce); !some.empty(); some = m_links.untold(kMostAtOnce)) {
        TWINSET_TRY(writeSome(some));
        if (some.size() < kMostAtOnce) break;
    }
    return now - m_started < kUntilAllAreBack ? base::Result<void>() : noteListening(now);
}

}  // namespace fleet
