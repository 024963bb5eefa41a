// release_list, release_show, release_withdraw, release_key_trust, release_key_list.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/arguments.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::Transaction;

base::Result<catalog::ReleaseRow> findRelease(Transaction& transaction, const std::string& image,
                                              const std::string& version) {
    auto row = catalog::ReleaseTable(transaction).find(image, version);
    if (!row) return {ErrorCode::NotFound, "there is no release " + version + " of image '" + image + "'"};
    return std::move(*row);
}

}  // namespace

TWINSET_VERB(releaseList) {
    base::ObjectReader reader(arguments, "release_list");
    const auto image = reader.textOr("image", "");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        base::Json rows = base::Json::array();
        for (const auto& row : catalog::ReleaseTable(transaction).list(image)) rows.push_back(releaseJson(row));
        return base::Json{{"releases", std::move(rows)}};
    });
}

TWINSET_VERB(releaseShow) {
    base::ObjectReader reader(arguments, "release_show");
    const auto image = reader.text("image");
    const auto version = reader.text("version");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findRelease(transaction, image, version));
        return releaseJson(row);
    });
}

TWINSET_VERB(releaseWithdraw) {
    base::ObjectReader reader(arguments, "release_withdraw");
    const auto image = reader.text("image");
    const auto version = reader.text("version");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findRelease(transaction, image, version));
        if (row.withdrawnAt) return base::Json::object();
        catalog::ReleaseTable(transaction).withdraw(image, version);
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "release_withdraw", row.manifestDigest.hex(),
                    {{"image", image}, {"version", version}});
        return base::Json::object();
    });
}

TWINSET_VERB(releaseKeyTrust) {
    base::ObjectReader reader(arguments, "release_key_trust");
    const auto key = reader.base64("publicKey");
    const auto name = readName(reader, "name");
    if (key.size() != 32) reader.fail("publicKey", "expected the 32 bytes of an Ed25519 public key");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        catalog::ReleaseKeyTable keys(transaction);
        for (const auto& row : keys.list()) {
            if (row.publicKey == key && row.name == name) return base::Json::object();
            if (row.publicKey == key)
                return {ErrorCode::Conflict, "this key is trusted already, as '" + row.name + "'"};
            if (row.name == name) return {ErrorCode::Conflict, "another key has the name '" + name + "' already"};
        }
        keys.insert({key, name, transaction.now()});
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "release_key_trust", name, {{"publicKey", base::toBase64Url(key)}});
        return base::Json::object();
    });
}

TWINSET_VERB(releaseKeyList) {
    base::ObjectReader reader(arguments, "release_key_list");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        base::Json rows = base::Json::array();
        for (const auto& row : catalog::ReleaseKeyTable(transaction).list())
            rows.push_back({{"name", row.name},
                            {"publicKey", base::toBase64Url(row.publicKey)},
                            {"addedAt", base::formatTimestamp(row.addedAt)}});
        return base::Json{{"keys", std::move(rows)}};
    });
}

}  // namespace fleet::verbs
