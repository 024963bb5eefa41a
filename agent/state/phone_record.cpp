#include "agent/state/phone_record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace agent {
namespace {

using base::Json;
using base::ObjectReader;

constexpr std::array kDataStates{"none", "preparing", "ready", "erased"};
constexpr std::array kChannelEnds{"none", "listens", "connects"};
constexpr std::int64_t kMostVersion = std::int64_t{1} << 53;

template <typename Enum, std::size_t N>
Enum readName(ObjectReader& reader, std::string_view member, const std::array<const char*, N>& names) {
    const auto text = reader.text(member);
    for (std::size_t i = 0; i < N; ++i)
        if (text == names[i]) return static_cast<Enum>(i);
    reader.fail(member, "'" + text + "' is not known");
    return static_cast<Enum>(0);
}

std::optional<Slot> readSlot(ObjectReader& reader, std::string_view member) {
    constexpr std::array kSlots{"a", "b"};
    if (!reader.has(member)) return std::nullopt;
    return readName<Slot>(reader, member, kSlots);
}

/// Reads an optional nested object with `read`; its errors become the outer object's.
template <typename T, typename Read>
std::optional<T> readNested(ObjectReader& outer, const std::string& member, Read read) {
    if (!outer.has(member)) return std::nullopt;
    ObjectReader reader(outer.any(member), member);
    T value = read(reader);
    if (const auto done = reader.finish(); !done) outer.fail(member, done.error().message);
    return value;
}

Json slotToJson(const SlotContent& slot) {
    return {{"manifest", slot.manifest.hex()},
            {"image", slot.image},
            {"version", slot.version},
            {"commandLine", slot.commandLine}};
}

SlotContent readContent(ObjectReader& reader) {
    return {reader.digest("manifest"), reader.text("image"), reader.text("version"), reader.text("commandLine")};
}

Json ownerRestoreToJson(const OwnerRestore& restore) {
    return {{"restorePoint", restore.restorePoint.text()}, {"root", restore.root.hex()}};
}

OwnerRestore readOwnerRestoreRecord(ObjectReader& reader) {
    return {reader.id<base::RestorePointId>("restorePoint"), reader.digest("root")};
}

Json checkpointToJson(const KeptCheckpoint& kept) { return {{"name", kept.name}, {"root", kept.root.hex()}}; }
KeptCheckpoint readCheckpoint(ObjectReader& reader) { return {reader.text("name"), reader.digest("root")}; }

Json proofToJson(const Proof& proof) {
    return {{"at", base::formatTimestamp(proof.state.at)},
            {"release", proof.state.release},
            {"health", proof.state.health},
            {"startedAt", base::formatTimestamp(proof.startedAt)}};
}

Proof readProof(ObjectReader& reader) {
    return {{reader.time("at"), reader.text("release"), reader.text("health")}, reader.time("startedAt")};
}

Json rejectionToJson(const Rejection& rejection) {
    return {{"manifest", rejection.manifest.hex()},
            {"documentVersion", rejection.documentVersion},
            {"version", rejection.report.version},
            {"reason", rejection.report.reason},
            {"fellBackTo", rejection.report.fellBackTo}};
}

Rejection readRejection(ObjectReader& reader) {
    return {reader.digest("manifest"),
            reader.integer("documentVersion", 0, kMostVersion),
            {reader.text("version"), reader.text("reason"), reader.text("fellBackTo")}};
}

Json changeToJson(const ReleaseSwitch& change) {
    return {{"to", slotName(change.to)}, {"fallingBack", change.fallingBack}, {"starts", change.starts}};
}

ReleaseSwitch readChange(ObjectReader& reader) {
    return {readSlot(reader, "to").value_or(Slot::B), reader.boolean("fallingBack"),
            static_cast<int>(reader.integer("starts", 0, 1'000'000))};
}

Json stepToJson(const TakenStep& step) {
    Json json{{"rule", step.rule},
              {"action", policy::complianceActionName(step.action)},
              {"at", base::formatTimestamp(step.at)},
              {"offline", step.offline}};
    if (step.origin) json["origin"] = step.origin->text();
    return json;
}

base::Result<TakenStep> readStep(const Json& json) {
    ObjectReader reader(json, "step");
    TakenStep step;
    step.rule = reader.text("rule");
    const auto action = policy::complianceActionFromName(reader.text("action"));
    if (!action) reader.fail("action", "is not known");
    step.action = action.value_or(policy::ComplianceAction::Warn);
    step.at = reader.time("at");
    step.offline = reader.boolean("offline");
    if (reader.has("origin")) step.origin = reader.id<base::RestorePointId>("origin");
    TWINSET_TRY(reader.finish());
    return step;
}

void addOptionals(Json& json, const PhoneRecord& record) {
    if (record.chain) json["chain"] = record.chain->hex();
    if (record.active) json["active"] = slotName(*record.active);
    if (record.change) json["change"] = changeToJson(*record.change);
    if (record.rejection) json["rejection"] = rejectionToJson(*record.rejection);
    if (record.remoteRoot) json["remoteRoot"] = record.remoteRoot->hex();
    if (record.bootListDue) json["bootListDue"] = true;
    if (record.ownerRestore) json["ownerRestore"] = ownerRestoreToJson(*record.ownerRestore);
    if (record.checkpoint) json["checkpoint"] = checkpointToJson(*record.checkpoint);
    if (record.proof) json["proof"] = proofToJson(*record.proof);
    if (record.guestPolicy) json["guestPolicy"] = guestDeliveryToJson(*record.guestPolicy);
    if (record.offSince) json["offSince"] = base::formatTimestamp(*record.offSince);
    for (const auto& step : record.steps) json["steps"].push_back(stepToJson(step));
    if (record.wipeOrder) json["wipeOrder"] = record.wipeOrder->text();
    if (record.erasedAt) json["erasedAt"] = base::formatTimestamp(*record.erasedAt);
}

void readOptionals(ObjectReader& reader, PhoneRecord& record) {
    if (reader.has("chain")) record.chain = reader.digest("chain");
    record.active = readSlot(reader, "active");
    record.change = readNested<ReleaseSwitch>(reader, "change", readChange);
    record.rejection = readNested<Rejection>(reader, "rejection", readRejection);
    if (reader.has("remoteRoot")) record.remoteRoot = reader.digest("remoteRoot");
    record.bootListDue = reader.booleanOr("bootListDue", false);
    record.ownerRestore = readNested<OwnerRestore>(reader, "ownerRestore", readOwnerRestoreRecord);
    record.checkpoint = readNested<KeptCheckpoint>(reader, "checkpoint", readCheckpoint);
    record.proof = readNested<Proof>(reader, "proof", readProof);
    record.guestPolicy = readNested<GuestDelivery>(reader, "guestPolicy", readGuestDelivery);
    if (reader.has("offSince")) record.offSince = reader.time("offSince");
    if (reader.has("steps"))
        reader.array("steps", [&](const Json& element) -> base::Result<void> {
            TWINSET_ASSIGN(auto step, readStep(element));
            record.steps.push_back(std::move(step));
            return {};
        });
    if (reader.has("wipeOrder")) record.wipeOrder = reader.id<base::OperationId>("wipeOrder");
    if (reader.has("erasedAt")) record.erasedAt = reader.time("erasedAt");
    for (const auto slot : {Slot::A, Slot::B}) {
        const auto member = "slot-" + std::string(slotName(slot));
        if (auto content = readNested<SlotContent>(reader, member, readContent)) record.releases[slot] = *content;
    }
}

}  // namespace

std::optional<Slot> PhoneRecord::bootSlot() const { return change && !change->fallingBack ? change->to : active; }

const SlotContent* PhoneRecord::content(std::optional<Slot> slot) const {
    const auto found = slot ? releases.find(*slot) : releases.end();
    return found == releases.end() ? nullptr : &found->second;
}

fleet::protocol::EnvelopeTip PhoneRecord::tip() const { return {std::max(version, refusedVersion), chain}; }

const TakenStep* PhoneRecord::stepOf(policy::ComplianceAction action) const {
    const auto found =
        std::find_if(steps.begin(), steps.end(), [&](const TakenStep& step) { return step.action == action; });
    return found == steps.end() ? nullptr : &*found;
}

void PhoneRecord::force(const fleet::protocol::Desired& desired, std::int64_t ofVersion) {
    document = desired.document;
    version = ofVersion;
    envelope = desired.envelope;
    signature = desired.signature;
    chain = base::Digest::of(desired.envelope);
    refusal.clear();
}

base::Bytes writePhoneRecord(const PhoneRecord& record) {
    Json json{{"format", 1},
              {"phone", record.phone.text()},
              {"persona", record.persona},
              {"document", base::toBase64Url(record.document)},
              {"version", record.version},
              {"envelope", base::toBase64Url(record.envelope)},
              {"signature", base::toBase64Url(record.signature)},
              {"refusal", record.refusal},
              {"refusedVersion", record.refusedVersion},
              {"networkIndex", record.networkIndex},
              {"channel", kChannelEnds[static_cast<std::size_t>(record.channel)]},
              {"data", kDataStates[static_cast<std::size_t>(record.data)]},
              {"suspended", record.suspended},
              {"phase", record.phase},
              {"detail", record.detail}};
    for (const auto& [slot, content] : record.releases)
        json["slot-" + std::string(slotName(slot))] = slotToJson(content);
    addOptionals(json, record);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

base::Result<PhoneRecord> readPhoneRecord(base::BytesView bytes) {
    auto json = base::parseJson(bytes);
    if (!json) return {base::ErrorCode::Corrupt, "journal: " + json.error().message};
    PhoneRecord record;
    ObjectReader reader(*json, "journal");
    reader.integer("format", 1, 1);
    record.phone = reader.id<base::PhoneId>("phone");
    record.persona = reader.text("persona");
    record.document = reader.base64("document");
    record.version = reader.integer("version", 0, kMostVersion);
    if (reader.has("envelope")) record.envelope = reader.base64("envelope");
    if (reader.has("signature")) record.signature = reader.base64("signature");
    record.refusal = reader.text("refusal");
    record.refusedVersion = reader.integer("refusedVersion", 0, kMostVersion);
    record.networkIndex = static_cast<unsigned>(reader.integer("networkIndex", 0, 252));
    record.channel = readName<ChannelEnd>(reader, "channel", kChannelEnds);
    record.data = readName<DataState>(reader, "data", kDataStates);
    record.suspended = reader.boolean("suspended");
    record.phase = reader.text("phase");
    record.detail = reader.text("detail");
    readOptionals(reader, record);
    if (const auto done = reader.finish(); !done) return {base::ErrorCode::Corrupt, done.error().message};
    return record;
}

}  // namespace agent
