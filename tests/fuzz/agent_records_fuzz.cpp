// Any bytes as a journal of the agent, or as what a guest's programs answered; the first byte says which. What a journal says is
// written in one way; a guest's words are bounded, and make no report that cannot be sent.
#include "agent/guest_health.h"
#include "agent/guest_policy.h"
#include "agent/operations/operation_record.h"
#include "agent/receipt_record.h"
#include "agent/state/phone_record.h"
#include "agent/wipe_record.h"
#include "fleet/protocol/fields.h"
#include "tests/fuzz/fuzz_check.h"

using namespace agent;

namespace {

template <typename Read, typename Write>
void checkJournal(base::BytesView bytes, const Read& read, const Write& write) {
    const auto record = read(bytes);
    if (!record) {
        fuzz::demand(fuzz::isText(record.error().message), "a problem can be shown");
        return;
    }
    const auto written = write(*record);
    const auto again = read(written);
    fuzz::demand(again.ok(), "what was written is read");
    fuzz::demand(write(*again) == written, "a journal is written in one way");
}

hypervisor::GuestExecOutcome saying(base::BytesView bytes) { return {0, base::Bytes(bytes), {}}; }

void readHealth(base::BytesView bytes) {
    const auto health = judgeHealth(saying(bytes), base::PhoneId("vp-1"), "1.0.0");
    if (health)
        fuzz::demand(health->release == "1.0.0" && health->text.size() <= fleet::protocol::kLongestHealth,
                     "health is of what was started, and fits a report");
    else
        fuzz::demand(fuzz::isText(health.error().message), "a problem can be shown");
}

void readPolicyAnswer(base::BytesView bytes) {
    static const auto policy = guestPolicyOf({{"apps.blocked", policy::TextSet{"org.example"}}, {"developerSettings.allowed", false}});
    // An answer names the policy that it is of; that which no one guesses is put right.
    base::Bytes text(bytes);
    if (const auto at = text.find("DIGEST"); at != base::Bytes::npos) text.replace(at, 6, policy.digest);
    const auto controls = readAcknowledgement(saying(text), policy);
    if (!controls) return;
    fuzz::demand(controls->size() == policy.names.size(), "each setting has an answer");
    for (const auto& control : *controls)
        fuzz::demand(fuzz::isText(control.readBack) && control.readBack.size() <= 4096, "it can be shown");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const base::BytesView bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 6) {
        case 0:
            checkJournal(bytes, readPhoneRecord, writePhoneRecord);
            break;
        case 1:
            checkJournal(bytes, readOperationRecord, writeOperationRecord);
            break;
        case 2:
            checkJournal(bytes, readWipeRecord, writeWipeRecord);
            break;
        case 3:
            checkJournal(bytes, readReceiptRecord, writeReceiptRecord);
            break;
        case 4:
            readHealth(bytes);
            break;
        default:
            readPolicyAnswer(bytes);
            break;
    }
    return 0;
}
