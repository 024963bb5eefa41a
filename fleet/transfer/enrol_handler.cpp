#include "fleet/transfer/bulk_handlers.h"

namespace fleet {

base::Result<BulkAnswer> handleEnrol(const BulkRequest& request, BulkServices& services) {
    TWINSET_ASSIGN(const protocol::EnrolmentRequest enrolment, protocol::readEnrolmentRequest(request.body));
    TWINSET_ASSIGN(const protocol::EnrolmentReply reply, services.gate.enrol(enrolment));
    return jsonAnswer(protocol::writeEnrolmentReply(reply));
}

}  // namespace fleet
