// What the agent signs of a phone: what is enforced just now, setting by setting.
#include "agent/compliance.h"
#include "agent/phone.h"
#include "policy/setting.h"

namespace agent {
namespace {

using fleet::protocol::ControlReport;
using fleet::protocol::SettingReceipt;

/// Worst first: of a setting that several controls enforce, the worst counts.
constexpr std::array<std::string_view, 5> kOutcomes{"failed", "unsupported", "pending_guest", "delivered", "applied"};

std::size_t rankOf(std::string_view outcome) {
    return static_cast<std::size_t>(std::find(kOutcomes.begin(), kOutcomes.end(), outcome) - kOutcomes.begin());
}

/// The controls that have to be applied for the setting to be in force; none: the agent sees to it by itself.
std::vector<std::string> controlsOf(const policy::Setting& setting) {
    std::vector<std::string> controls;
    if (!setting.control.empty()) controls.emplace_back(setting.control);
    if (setting.enforcement == policy::Enforcement::Both) controls.push_back(policy::guestControl(setting));
    return controls;
}

SettingReceipt receiptOf(const std::string& name, const policy::Value& value, const std::vector<ControlReport>& reports) {
    const auto* setting = policy::findSetting(name);
    if (setting == nullptr) return {name, "unsupported", "this agent does not know the setting; update it"};
    SettingReceipt receipt{name, "applied", {}};
    for (const auto& control : controlsOf(*setting)) {
        const auto found = std::find_if(reports.begin(), reports.end(),
                                        [&](const ControlReport& report) { return report.control == control; });
        const std::string outcome = found == reports.end() ? "unsupported" : found->outcome;
        const std::string readBack = found == reports.end() ? "this agent does not report " + control : found->readBack;
        if (rankOf(outcome) < rankOf(receipt.outcome)) receipt.outcome = outcome;
        if (!readBack.empty()) receipt.readBack += (receipt.readBack.empty() ? "" : "; ") + readBack;
    }
    if (controlsOf(*setting).empty()) receipt.readBack = policy::valueText(value);
    return receipt;
}

}  // namespace

std::optional<fleet::protocol::PolicyReceipt> Phone::receipt(base::Timestamp at) const {
    if (m_record.envelope.empty() || m_observeError || (m_work && m_work->needsMachine)) return std::nullopt;
    fleet::protocol::PolicyReceipt receipt;
    receipt.fleet = m_desired.fleet;
    receipt.handset = m_desired.handset;
    receipt.phone = m_record.phone;
    receipt.envelopeVersion = m_record.version;
    receipt.envelope = fleet::protocol::envelopeDigest(m_record.envelope);
    receipt.at = at;
    receipt.state = m_record.data == DataState::Erased                      ? "erased"
                    : m_seen.state == hypervisor::RunState::Running ? "running"
                                                                    : "stopped";
    receipt.steps = stepReceipts(m_record);
    if (receipt.state != "running") return receipt;
    const bool judged = m_controlError || (m_applied && m_appliedTo == m_seen.startedAt);
    if (!judged) return std::nullopt;
    const auto controls = report().controls;
    for (const auto& [name, value] : m_desired.settings)
        receipt.settings.push_back(m_controlError ? SettingReceipt{name, "failed", m_controlError->message}
                                                  : receiptOf(name, value, controls));
    return receipt;
}

}  // namespace agent
