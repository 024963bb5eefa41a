#include "agent/owner/owner_key_file.h"

#include "agent/state/sealed_secret.h"

namespace agent {
namespace {

constexpr std::string_view kOwnerKeyMagic = "TWO1";
constexpr std::string_view kOwnerKeyPurpose = "twinset owner key 1";
constexpr std::size_t kOwnerKeyPart = 32;

}  // namespace

OwnerKeyFile::OwnerKeyFile(base::FileSystem& files, StateLayout layout, const base::Secret& privateKeyPem)
    : m_files(files), m_layout(std::move(layout)), m_sealingKey(sealingKeyFor(kOwnerKeyPurpose, privateKeyPem)) {}

base::Result<images::OwnerKeys> OwnerKeyFile::open(const base::PhoneId& phone) const {
    TWINSET_ASSIGN(const auto file, m_files.readFile(m_layout.ownerKey(phone)));
    const auto sealed = openSealed(m_sealingKey, kOwnerKeyMagic, phone, file, 3 * kOwnerKeyPart);
    if (!sealed)
        return {base::ErrorCode::Corrupt, "the owner's key of " + phone.text() +
                                              " is damaged or another handset's: enter it again ('twinset-agent owner-backup unlock')"};
    const auto part = [&](std::size_t index) { return sealed->reveal().substr(index * kOwnerKeyPart, kOwnerKeyPart); };
    images::OwnerKeys keys;
    keys.chunks = {base::Secret(base::Bytes(part(0))), base::Secret(base::Bytes(part(1)))};
    TWINSET_ASSIGN(keys.name, base::Digest::fromBytes(part(2)));
    return keys;
}

base::Result<void> OwnerKeyFile::save(const base::PhoneId& phone, const images::OwnerKeys& keys) const {
    base::Bytes joined;
    joined.reserve(3 * kOwnerKeyPart);
    joined += keys.chunks.idKey.reveal();
    joined += keys.chunks.encryptionKey.reveal();
    joined += keys.name.bytes();
    return m_files.writeFileAtomically(m_layout.ownerKey(phone),
                                       sealSecret(m_sealingKey, kOwnerKeyMagic, phone, base::Secret(std::move(joined))), 0600);
}

}  // namespace agent
