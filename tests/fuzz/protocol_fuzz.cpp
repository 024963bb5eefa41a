// Any bytes as what agents and gateways send one another beside policy: the first byte says whether it is a message of the link, an
// enrolment token, request or reply, a wipe order, a refusal or a wipe receipt. What is read is bounded, and what was read and
// written once is read and written the same again.
#include <nlohmann/json.hpp>

#include "fleet/protocol/enrolment.h"
#include "fleet/protocol/messages.h"
#include "fleet/protocol/order.h"
#include "tests/fuzz/fuzz_check.h"

using namespace fleet::protocol;

namespace {

/// What `read` makes of the text comes out of `write` in one way.
template <typename Read, typename Write>
void checkRoundTrip(const std::string& text, const Read& read, const Write& write) {
    const auto first = read(text);
    if (!first) {
        fuzz::demand(fuzz::isText(first.error().message), "a problem can be shown");
        return;
    }
    const auto written = write(*first);
    const auto again = read(written);
    fuzz::demand(again.ok(), "what was written is read");
    fuzz::demand(write(*again) == written, "it is written in one way");
}

base::Result<WipeReceipt> readReceipt(const std::string& text) {
    TWINSET_ASSIGN(const auto json, base::parseJson(text));
    return wipeReceiptFromJson(json);
}

std::string writeReceipt(const WipeReceipt& receipt) {
    return wipeReceiptToJson(receipt).dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 7) {
        case 0:
            checkRoundTrip(text, readMessage, [](const Message& message) {
                auto written = writeMessage(message);
                fuzz::demand(written.size() <= kLongestMessage, "a message is within its bound");
                return written;
            });
            break;
        case 1:
            checkRoundTrip(text, readEnrolmentToken, writeEnrolmentToken);
            break;
        case 2:
            checkRoundTrip(text, readEnrolmentRequest, writeEnrolmentRequest);
            break;
        case 3:
            checkRoundTrip(text, readEnrolmentReply, writeEnrolmentReply);
            break;
        case 4:
            checkRoundTrip(text, readWipeOrder, writeWipeOrder);
            break;
        case 5:
            checkRoundTrip(text, readRefusal, writeRefusal);
            break;
        default:
            checkRoundTrip(text, readReceipt, writeReceipt);
            break;
    }
    return 0;
}
