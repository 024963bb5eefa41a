#include "agent/state/data_key.h"

#include "agent/state/sealed_secret.h"

namespace agent {
namespace {

constexpr std::string_view kDataKeyMagic = "TWK1";
constexpr std::string_view kDataKeyPurpose = "twinset data key 1";
constexpr std::size_t kDataKeySize = 32;

}  // namespace

DataKeys::DataKeys(base::FileSystem& files, StateLayout layout, const base::Secret& privateKeyPem)
    : m_files(files), m_layout(std::move(layout)), m_sealingKey(sealingKeyFor(kDataKeyPurpose, privateKeyPem)) {}

base::Result<base::Secret> DataKeys::open(const base::PhoneId& phone) const {
    TWINSET_ASSIGN(const auto file, m_files.readFile(m_layout.dataKey(phone)));
    auto key = openSealed(m_sealingKey, kDataKeyMagic, phone, file, kDataKeySize);
    if (!key)
        return {base::ErrorCode::Corrupt, "the sealed data key of " + phone.text() +
                                              " is damaged or belongs to another handset; restore this virtual phone from a backup"};
    return std::move(*key);
}

base::Result<base::Secret> DataKeys::openOrCreate(const base::PhoneId& phone) const {
    if (m_files.exists(m_layout.dataKey(phone))) return open(phone);
    auto key = base::Secret::random(kDataKeySize);
    TWINSET_TRY(m_files.writeFileAtomically(m_layout.dataKey(phone), sealSecret(m_sealingKey, kDataKeyMagic, phone, key), 0600));
    return key;
}

base::Result<void> DataKeys::destroy(const base::PhoneId& phone) const {
    return m_files.remove(m_layout.dataKey(phone));
}

}  // namespace agent
