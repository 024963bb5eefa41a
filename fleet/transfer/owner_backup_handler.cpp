#include <nlohmann/json.hpp>

#include "fleet/transfer/bulk_handlers.h"

namespace fleet {

base::Result<BulkAnswer> handleOwnerBackup(const BulkRequest& request, BulkServices& services) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(request.body));
    TWINSET_ASSIGN(const auto asked, protocol::ownerBackupRequestFromJson(json));
    TWINSET_ASSIGN(const auto answer, services.gate.ownerBackup(request.handset, asked));
    return jsonAnswer(protocol::ownerBackupAnswerToJson(answer).dump());
}

}  // namespace fleet
