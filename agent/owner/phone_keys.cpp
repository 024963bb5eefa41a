#include "agent/owner/phone_keys.h"

namespace agent {

OwnerKeyFile ownerKeysOf(const Services& services) { return {services.files, services.layout, services.identity.privateKeyPem}; }

base::Result<images::ChunkKeys> chunkKeysOf(const Services& services, const PhoneRecord& record, fleet::BulkClient& bulk) {
    // A record without a persona stands for a phone that is not here, whose restore point is proved here: a work phone.
    if (record.persona == kWorkPersona || record.persona.empty()) return bulk.fetchPhoneKeys(record.phone);
    TWINSET_ASSIGN(auto keys, ownerKeysOf(services).open(record.phone));
    return std::move(keys.chunks);
}

}  // namespace agent
