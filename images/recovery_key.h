// The recovery key of a person's own backup (docs/formats/owner-backup.md): 160 random bits that only the person has. From
// it and the phone's id come the keys of the phone's chunks, and a name under which the gateway knows the key without
// learning anything of it.
//
// As text it is eight groups of five characters of Crockford's base32. The fifth of a group checks the other four and the
// group's place: any one wrong character, any two exchanged ones, and two exchanged groups are told for certain.
//
// Rejected: a check over the whole key (it says that something is wrong, and she looks for it in forty characters); words
// of a list (a list for each language, and twice the length); a passphrase of her own (as weak as people's passphrases,
// and what it protects lies with her employer).
#pragma once

#include <string>
#include <string_view>

#include "base/ids.h"
#include "images/chunk.h"

namespace images {

constexpr std::size_t kRecoveryKeySize = 20;

/// A new random one.
base::Secret createRecoveryKey();
/// "XXXXX-XXXXX-…", to be shown to its owner and kept nowhere.
std::string recoveryKeyText(const base::Secret& key);
/// Takes lower case, any spaces and dashes, O for 0, I and L for 1. InvalidInput names the group that is mistyped.
base::Result<base::Secret> readRecoveryKey(std::string_view text);

struct OwnerKeys {
    ChunkKeys chunks;
    base::Digest name;  // tells one recovery key from another; nothing follows from it
};

/// What belongs to that phone: HKDF-SHA-256 (RFC 5869) of the recovery key.
OwnerKeys ownerKeysOf(const base::Secret& recoveryKey, const base::PhoneId& phone);

}  // namespace images
