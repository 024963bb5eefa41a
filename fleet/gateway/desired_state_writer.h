// DesiredStateWriter: turns what the catalog wants of a phone into a document in a signed envelope with the next version,
// stores it in the same transaction, and pushes it to the handset after the commit. Each envelope names the one before on
// the same handset; catchUp() mends the chain for a handset that missed some. Any thread.
#pragma once

#include <optional>

#include "base/result.h"
#include "fleet/catalog/desired_document_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/agreement.h"
#include "fleet/gateway/fleet_keys.h"
#include "fleet/gateway/fleet_policy.h"
#include "fleet/gateway/link_table.h"
#include "fleet/protocol/desired_state.h"
#include "fleet/protocol/messages.h"

namespace fleet {

enum class Rewrite { WhenChanged, Always };

/// A phone's newest document for the handset it is on, its newest report and proof, read from the catalog.
struct PhoneState {
    std::optional<catalog::DesiredDocumentRow> document;
    std::optional<protocol::DesiredState> desired;
    std::optional<base::Timestamp> reportedAt;
    std::optional<protocol::PhoneReport> report;
    std::optional<protocol::ProvedState> proved;
    Agreement agreement;
};
base::Result<PhoneState> readPhoneState(catalog::Transaction& transaction, const catalog::VirtualPhoneRow& phone);

class DesiredStateWriter {
public:
    DesiredStateWriter(const std::string& fleetId, const FleetKeys& keys, const LinkTable& links, const FleetPolicy& policy)
        : m_fleetId(fleetId), m_keys(keys), m_links(links), m_policy(policy) {}

    /// To be called after every change that may concern the phone. Content that is unchanged gets no new version
    /// (unless asked for Always). The errors are those of the merge of policies, or NotFound for a release that is not
    /// there.
    base::Result<void> refresh(catalog::Transaction& transaction, const base::PhoneId& phone, Rewrite rewrite);
    /// Tells a handset that the phone was on before that it is no longer there.
    base::Result<void> dismiss(catalog::Transaction& transaction, const base::PhoneId& phone,
                               const base::HandsetId& formerHandset);
    /// Recomputes the agreement that lists and counters show.
    base::Result<void> weigh(catalog::Transaction& transaction, const base::PhoneId& phone);
    /// When the link of a handset comes up, which says what it has: sends every envelope of it after the commit. One that
    /// does not follow what the handset has, or is near its end, is issued anew first. A phone that the handset has and this
    /// gateway never gave it is an alert.
    base::Result<void> greet(catalog::Transaction& transaction, const base::HandsetId& handset,
                             const std::map<std::string, protocol::EnvelopeTip>& applied);
    /// For a handset that was sent an envelope which does not follow what it has. Raises an alert when it has one that
    /// the fleet does not know.
    base::Result<void> catchUp(catalog::Transaction& transaction, const base::HandsetId& handset,
                               const base::PhoneId& phone, const protocol::EnvelopeTip& tip);

private:
    base::Result<protocol::DesiredState> compose(catalog::Transaction& transaction,
                                                 const catalog::VirtualPhoneRow& phone);
    void issue(catalog::Transaction& transaction, catalog::VirtualPhoneRow& phone, protocol::DesiredState state,
               const std::optional<base::Digest>& previous);
    base::Result<void> issueAgain(catalog::Transaction& transaction, const catalog::DesiredDocumentRow& row,
                                  const protocol::EnvelopeTip& tip);
    static void tellUnknown(catalog::Transaction& transaction, const base::HandsetId& handset,
                            const std::map<std::string, protocol::EnvelopeTip>& applied);
    void push(catalog::Transaction& transaction, const catalog::DesiredDocumentRow& row);

    const std::string& m_fleetId;
    const FleetKeys& m_keys;
    const LinkTable& m_links;
    const FleetPolicy& m_policy;
};

}  // namespace fleet
