#include <nlohmann/json.hpp>

#include "fleet/transfer/bulk_handlers.h"

namespace fleet {

base::Result<BulkAnswer> handleOrderReceipt(const BulkRequest& request, BulkServices& services) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(request.body));
    TWINSET_ASSIGN(const protocol::WipeReceipt receipt, protocol::wipeReceiptFromJson(json));
    TWINSET_TRY(services.gate.orderReceipt(request.fingerprint, receipt));
    return BulkAnswer{};
}

}  // namespace fleet
