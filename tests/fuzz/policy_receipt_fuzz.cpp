// Any bytes as a policy receipt: what decodes is written back to the same bytes, within its bound; its content does not depend on its place in the
// chain; and its digest is no other receipt's.
#include <nlohmann/json.hpp>
#include <string>

#include "fleet/protocol/policy_receipt.h"
#include "tests/fuzz/fuzz_check.h"

using namespace fleet::protocol;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto read = readPolicyReceipt(text);
    if (!read) {
        fuzz::demand(fuzz::isText(read.error().message), "a problem can be shown");
        return 0;
    }
    fuzz::demand(text.size() <= kLongestPolicyReceipt, "a receipt is within its bound");
    fuzz::demand(writePolicyReceipt(*read) == text, "there is one text for a receipt");
    for (const StepReceipt& step : read->steps) {
        const auto again = stepReceiptFromJson(stepReceiptToJson(step));
        fuzz::demand(again.ok() && *again == step, "a step comes back as it was written");
    }
    PolicyReceipt next = *read;
    ++next.sequence;
    next.previous = receiptDigest(text);
    next.at += base::Duration(1);
    fuzz::demand(receiptContent(next) == receiptContent(*read), "the content leaves out the place in the chain");
    const auto written = writePolicyReceipt(next);
    fuzz::demand(receiptDigest(written) != receiptDigest(text), "the next receipt has a digest of its own");
    return 0;
}
