// virtual_phone_create
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/release_table.h"
#include "fleet/gateway/arguments.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

TWINSET_VERB(virtualPhoneCreate) {
    base::ObjectReader reader(arguments, "virtual_phone_create");
    const auto handsetNamed = reader.text("handset");
    const auto personNamed = reader.textOr("person", "");
    catalog::VirtualPhoneRow row;
    row.persona = reader.text("persona");
    if (!base::isIdText(row.persona))
        reader.fail("persona", "expected work, personal or another word of a-z, 0-9 and '-'");
    if (reader.has("name")) row.name = readName(reader, "name");
    row.image = reader.text("image");
    row.version = reader.text("version");
    row.dataSize = base::mebibytes(static_cast<std::uint64_t>(reader.integerOr("dataSizeMiB", 16, 1 << 20, 256)));
    row.memoryMiB = static_cast<unsigned>(reader.integerOr("memoryMiB", 64, 1 << 18, 256));
    row.cpus = static_cast<unsigned>(reader.integerOr("cpus", 1, 64, 1));
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto handset, findHandset(transaction, handsetNamed));
        if (handset.state == "lost" || handset.state == "retired")
            return {ErrorCode::Conflict,
                    "the handset '" + handset.name + "' is " + handset.state + ": name another one"};
        row.id = base::PhoneId::create();
        row.handset = handset.id;
        row.createdAt = transaction.now();
        if (row.name.empty()) row.name = handset.name + " " + row.persona;
        if (!personNamed.empty()) {
            TWINSET_ASSIGN(const auto person, findPerson(transaction, personNamed));
            row.person = person.id;
            if (!reader.has("name")) row.name = person.name + " " + row.persona;
        }
        const auto release = catalog::ReleaseTable(transaction).find(row.image, row.version);
        if (!release || release->withdrawnAt)
            return {ErrorCode::NotFound, "release " + row.version + " of image '" + row.image + "' is not published" +
                                             (release ? " any more: it was withdrawn" : "")};
        catalog::VirtualPhoneTable(transaction).insert(row);
        TWINSET_TRY(fleet.desired.refresh(transaction, row.id, Rewrite::WhenChanged));
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "virtual_phone_create", row.id.text(),
                    {{"name", row.name},
                     {"persona", row.persona},
                     {"handset", handset.id.text()},
                     {"image", row.image},
                     {"version", row.version}});
        return virtualPhoneJson(fleet, transaction, *catalog::VirtualPhoneTable(transaction).find(row.id));
    });
}

}  // namespace fleet::verbs
