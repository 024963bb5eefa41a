#include "app/cli/receipt_text.h"

#include <nlohmann/json.hpp>

#include "app/cli/table.h"
#include "app/cli/words.h"

namespace cli {
namespace {

using base::Json;

/// What is known of the old handset's work data, without claiming more.
std::string wipeText(const Json& wipe) {
    const std::string state = textAt(wipe, "state");
    if (wipe.is_null() || state == "none") return "not ordered: the old handset was not declared lost, or had no work phone";
    if (state == "queued") return "ordered; the old handset has not come back yet";
    if (state == "failed") return "FAILED: the old handset came back, but did not erase everything";
    return state;
}

void addWipeReceipt(FactSheet& facts, const Json& receipt, base::Timestamp now) {
    if (!receipt.is_object()) return;
    facts.add("  wiped at", momentAt(receipt, "at", now));
    for (const Json& phone : at(receipt, "wiped"))
        facts.add(trueAt(phone, "erased") ? "  erased" : "  NOT erased",
                  "phone " + textAt(phone, "phone") +
                      (textAt(phone, "detail").empty() ? "" : ": " + textAt(phone, "detail")));
    for (const Json& phone : at(receipt, "untouched")) {
        const std::string before = textAt(phone, "digestBefore"), after = textAt(phone, "digestAfter");
        const bool known = !before.empty() && !after.empty();
        const std::string whose = "the " + textAt(phone, "persona") + " phone; its disk ";
        if (!known)
            facts.add("  untouched", whose + "has no digest, because it was in use");
        else if (before == after)
            facts.add("  untouched", whose + "has the digest it had: " + before.substr(0, 16) + "…");
        else
            facts.add("  CHANGED", whose + "has another digest than before");
    }
}

}  // namespace

std::string receiptText(const Json& receipt, base::Timestamp now, std::optional<std::size_t> width) {
    FactSheet facts;
    facts.add("Person", hasAt(receipt, "person") ? namedText(at(receipt, "person")) : "nobody");
    facts.add("Phone", namedText(at(receipt, "phone")));
    facts.add("Old handset", namedText(at(receipt, "oldHandset")));
    facts.add("New handset", namedText(at(receipt, "newHandset")));
    facts.add("Restore point", namedText(at(receipt, "restorePoint")));
    facts.add("  taken", momentAt(receipt, "takenAt", now));
    facts.add("Release", releaseText(at(receipt, "release")));
    facts.add("Policy", joinedText(at(receipt, "policySettings")));
    if (hasAt(receipt, "certificateRevoked")) {
        facts.add("Certificate", "revoked " + momentAt(receipt, "certificateRevoked.at", now));
        facts.add("  fingerprint", textAt(receipt, "certificateRevoked.fingerprint"));
    } else {
        facts.add("Certificate", "not revoked");
    }
    facts.add("Wipe", wipeText(at(receipt, "wipe")));
    addWipeReceipt(facts, at(receipt, "wipe.receipt"), now);
    facts.add("Proved", hasAt(receipt, "provedAt") ? momentAt(receipt, "provedAt", now) : "not yet");
    const std::string took = durationAt(receipt, "duration");
    facts.add("Took", took.empty() ? textAt(receipt, "duration") : took);
    return "Receipt of a restored phone\n\n" + facts.text(width);
}

}  // namespace cli
