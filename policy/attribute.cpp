#include "policy/attribute.h"

#include <algorithm>
#include <array>

namespace policy {

namespace {

using enum AttributeType;

// In the order of allAttributes(); grouped by struct, so that a struct's fields are neighbours.
constexpr auto kAttributes = std::to_array<Attribute>({
    {"device.id", Text, true, "The handset's id."},
    {"device.name", Text, true, "The handset's name, unique in the fleet."},
    {"device.model", Text, true, "The handset's model, as it said when it enrolled; may be empty."},
    {"device.serial", Text, true, "The handset's serial number; may be empty."},
    {"device.state", Text, true, "\"pending\", \"enrolled\", \"lost\" or \"retired\"."},
    {"device.online", Boolean, true, "The handset is connected to the gateway now."},
    {"device.enrolledAt", Time, true, "When the handset enrolled."},
    {"device.lastSeenAt", Time, false, "When the gateway last heard from the handset, to some seven minutes. Absent before its first contact."},
    {"device.agentVersion", Version, false, "The agent's version. Absent before the first contact."},
    {"device.driver", Text, false, "The kind of hypervisor: \"qemu\", \"simulator\". Absent before the first contact."},
    {"device.acceleration", Text, false, "What makes guests fast: \"kvm\", \"tcg\". Absent before the first contact."},
    {"device.capabilities", TextList, true, "What the handset's driver can do; empty before the first contact."},
    {"device.labels", TextMap, true, "Labels that operators gave the handset."},
    {"phone.id", Text, true, "The virtual phone's id."},
    {"phone.name", Text, true, "The virtual phone's name."},
    {"phone.persona", Text, true, "\"work\", \"personal\", or another name."},
    {"phone.image", Text, true, "The name of the image that it boots."},
    {"phone.desiredRelease", Version, true, "The release that the fleet wants it to run."},
    {"phone.release", Version, false, "The release in its active slot, as the handset reports it. Absent before the first report."},
    {"phone.provedRelease", Version, false, "The release that the guest itself named after it booted. Absent before the first proof."},
    {"phone.desiredRunning", Boolean, true, "The fleet wants it to run."},
    {"phone.running", Boolean, false, "It runs, as the handset reports it. Absent before the first report."},
    {"phone.phase", Text, false, "What the handset does with it: \"running\", \"updating\", \"failed\" and others. Absent before the first report."},
    {"phone.agreement", Text, true, "What is reported and proved is what is wanted: \"agrees\", \"pending\", \"differs\", \"unknown\"."},
    {"phone.notEnforced", TextList, true, "Settings that are wanted and that the handset does not report in force; empty before the first report."},
    {"phone.memoryMiB", Integer, true, "Its memory, in MiB."},
    {"phone.cpus", Integer, true, "Its number of processors."},
    {"phone.dataMiB", Integer, true, "The size of its data disk, in MiB."},
    {"phone.createdAt", Time, true, "When it was made."},
    {"phone.startedAt", Time, false, "When it last started. Absent while it does not run."},
    {"phone.provedAt", Time, false, "When it was last observed from inside, after it booted. Absent before the first proof."},
    {"phone.lastBackupAt", Time, false, "When its newest restore point was taken. Absent when there is none."},
    {"user.id", Text, false, "The id of the person whose phone it is. All of user.* is absent for a phone without a person."},
    {"user.name", Text, false, "The person's name."},
    {"user.email", Text, false, "The person's address."},
    {"user.groups", TextList, false, "The directory groups that the person is in."},
    {"user.labels", TextMap, false, "Labels that operators gave the person."},
});

}  // namespace

std::span<const Attribute> allAttributes() { return kAttributes; }

std::optional<std::size_t> attributeIndex(std::string_view name) {
    const auto found = std::find_if(kAttributes.begin(), kAttributes.end(), [&](const Attribute& a) { return a.name == name; });
    if (found == kAttributes.end()) return std::nullopt;
    return static_cast<std::size_t>(found - kAttributes.begin());
}

}  // namespace policy
