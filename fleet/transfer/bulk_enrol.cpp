#include "fleet/transfer/bulk_client.h"
#include "fleet/transfer/bulk_connection.h"
#include "fleet/transfer/transfer_tls.h"

namespace fleet {
namespace {

constexpr std::size_t kMostReplyBytes = 64 * 1024;

}  // namespace

base::Result<protocol::EnrolmentReply> enrol(const protocol::EnrolmentToken& token, const protocol::EnrolmentRequest& request) {
    PinnedAuthority pin{token.authorityFingerprint, false};
    TWINSET_ASSIGN(const Poco::Net::Context::Ptr context, pinnedTransferTls(token.host, pin));
    BulkConnection connection(token.host, token.bulkPort, context);
    auto answer = connection.post("/v1/enrol", "application/json", protocol::writeEnrolmentRequest(request), kMostReplyBytes);
    if (!answer && answer.error().code == base::ErrorCode::Denied && !pin.shown)
        return {base::ErrorCode::Denied, "the server at " + token.host + " port " + std::to_string(token.bulkPort) +
                                             " is not the gateway that this enrolment token was made for; the token was not sent to "
                                             "it. Check the address with your administrator, or ask for a new token"};
    if (!answer) return answer.error();
    return protocol::readEnrolmentReply(*answer);
}

}  // namespace fleet
