// Where everything lies in the state directory. docs/agent.md shows the whole tree with what survives what.
#pragma once

#include <filesystem>

#include "base/digest.h"
#include "base/ids.h"

namespace agent {

/// The two places a release can be in. An update goes into the one that is not active.
enum class Slot { A, B };

constexpr Slot otherSlot(Slot slot) { return slot == Slot::A ? Slot::B : Slot::A; }
/// "a" or "b".
std::string_view slotName(Slot slot);

class StateLayout {
public:
    explicit StateLayout(std::filesystem::path root);

    [[nodiscard]] const std::filesystem::path& root() const { return m_root; }
    [[nodiscard]] std::filesystem::path formatFile() const { return m_root / "format.json"; }
    [[nodiscard]] std::filesystem::path lockFile() const { return m_root / "lock"; }
    [[nodiscard]] std::filesystem::path identityFile() const { return m_root / "identity.json"; }
    [[nodiscard]] std::filesystem::path privateKeyFile() const { return m_root / "key.pem"; }
    [[nodiscard]] std::filesystem::path certificateRequestFile() const { return m_root / "request.pem"; }
    [[nodiscard]] std::filesystem::path certificateFile() const { return m_root / "certificate.pem"; }
    [[nodiscard]] std::filesystem::path authorityFile() const { return m_root / "authority.pem"; }
    [[nodiscard]] std::filesystem::path contactFile() const { return m_root / "contact.json"; }
    [[nodiscard]] std::filesystem::path incidentsFile() const { return m_root / "incidents.json"; }
    [[nodiscard]] std::filesystem::path machines() const { return m_root / "machines"; }
    [[nodiscard]] std::filesystem::path operations() const { return m_root / "operations"; }
    [[nodiscard]] std::filesystem::path orders() const { return m_root / "orders"; }
    [[nodiscard]] std::filesystem::path releases() const { return m_root / "releases"; }
    [[nodiscard]] std::filesystem::path release(const base::Digest& manifest) const {
        return releases() / manifest.hex();
    }
    /// Machines that prove restore points; nothing in it outlives an agent.
    [[nodiscard]] std::filesystem::path proofs() const { return m_root / "proofs"; }
    [[nodiscard]] std::filesystem::path proof(const base::PhoneId& machine) const { return proofs() / machine.text(); }
    [[nodiscard]] std::filesystem::path phones() const { return m_root / "phones"; }
    [[nodiscard]] std::filesystem::path phone(const base::PhoneId& id) const { return phones() / id.text(); }
    [[nodiscard]] std::filesystem::path journal(const base::PhoneId& id) const { return phone(id) / "journal.json"; }
    [[nodiscard]] std::filesystem::path dataKey(const base::PhoneId& id) const { return phone(id) / "data.key"; }
    /// The owner's key of a personal phone, sealed; there while she wants backups of it.
    [[nodiscard]] std::filesystem::path ownerKey(const base::PhoneId& id) const { return phone(id) / "owner.key"; }
    /// What her command line asks the agent for, until it has journaled that.
    [[nodiscard]] std::filesystem::path ownerRestore(const base::PhoneId& id) const { return phone(id) / "owner-restore.json"; }
    [[nodiscard]] std::filesystem::path receipts(const base::PhoneId& id) const { return phone(id) / "receipts.json"; }
    [[nodiscard]] std::filesystem::path dataDisk(const base::PhoneId& id) const { return phone(id) / "data.qcow2"; }
    [[nodiscard]] std::filesystem::path chunkCache(const base::PhoneId& id) const { return phone(id) / "chunks.cache"; }
    [[nodiscard]] std::filesystem::path overlay(const base::PhoneId& id, Slot slot) const;
    /// The Unix socket that joins the channel ports of this handset's virtual phones. A socket's path has at most 107
    /// bytes, so a state directory with a long path has its socket in the system's temporary directory.
    [[nodiscard]] std::filesystem::path channelSocket() const;

private:
    std::filesystem::path m_root;
};

}  // namespace agent
