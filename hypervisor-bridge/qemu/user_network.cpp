// QEMU's user networking behind a hub, so that the part that faces the world can be exchanged while the card stays. The
// guest's address and gateway are the same as in a namespace. No rate limit: QEMU has none for it.
#include <nlohmann/json.hpp>

#include "hypervisor-bridge/qemu/machine_definition.h"
#include "hypervisor-bridge/qemu/machine_network.h"
#include "hypervisor-bridge/qemu/qmp_connection.h"

namespace hypervisor {
namespace {

class UserNetwork final : public MachineNetwork {
public:
    UserNetwork(const MachineSpec& spec, std::string reason)
        : m_configuration(spec.network.guestConfiguration), m_mac(macAddressOf(spec.id)), m_reason(std::move(reason)) {}

    base::Result<NetworkAttachment> attach() override {
        TWINSET_ASSIGN(const auto address, parseGuestConfiguration(m_configuration));
        NetworkAttachment attachment;
        attachment.arguments = {"-netdev", "hubport,id=net0,hubid=0", "-netdev",
                                "user,id=open,restrict=on,net=" + address.subnet + ",host=" + address.gateway, "-netdev",
                                "hubport,id=uplink,hubid=0,netdev=open", "-device",
                                "virtio-net-pci,id=nic0,netdev=net0,romfile=,mac=" + m_mac};
        return attachment;
    }

    ControlResult restrict(bool restricted, QmpConnection& qmp) override {
        const auto changed = exchange(restricted, qmp);
        if (!changed) return {"network.restricted", ControlOutcome::Failed, changed.error().message};
        return {"network.restricted", ControlOutcome::Applied, restricted ? "restricted: no way out of user networking" : "open"};
    }

    ControlResult limit(std::optional<std::uint32_t> rate) override {
        if (!rate) return {"network.bandwidth", ControlOutcome::Applied, "unlimited"};
        return {"network.bandwidth", ControlOutcome::Unsupported, "user networking has no rate limit; " + m_reason};
    }

    void detach() override {}

private:
    base::Result<void> exchange(bool restricted, QmpConnection& qmp) {
        TWINSET_ASSIGN(const auto address, parseGuestConfiguration(m_configuration));
        TWINSET_TRY(qmp.execute("netdev_del", {{"id", "uplink"}}));
        TWINSET_TRY(qmp.execute("netdev_del", {{"id", "open"}}));
        TWINSET_TRY(qmp.execute("netdev_add", {{"type", "user"}, {"id", "open"}, {"restrict", restricted},
                                               {"net", address.subnet}, {"host", address.gateway}}));
        TWINSET_TRY(qmp.execute("netdev_add", {{"type", "hubport"}, {"id", "uplink"}, {"hubid", 0}, {"netdev", "open"}}));
        return {};
    }

    std::string m_configuration;
    std::string m_mac;
    std::string m_reason;
};

}  // namespace

std::unique_ptr<MachineNetwork> createUserNetwork(const MachineSpec& spec, std::string reason) {
    return std::make_unique<UserNetwork>(spec, std::move(reason));
}

}  // namespace hypervisor
