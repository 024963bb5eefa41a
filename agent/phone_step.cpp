#include "agent/phone_step.h"

namespace agent {

base::Result<void> MachineHolder::open() {
    if (m_machine) return {};
    auto opened = m_driver.open(m_phone);
    if (opened) {
        m_machine = std::move(opened).value();
        return {};
    }
    if (opened.error().code == base::ErrorCode::NotFound) return {};
    return opened.error();
}

std::function<bool(std::uint64_t, std::uint64_t)> StepWork::progress() const {
    return [shared = state](std::uint64_t done, std::uint64_t total) {
        shared->progress = total == 0 ? 0.0 : static_cast<double>(done) / static_cast<double>(total);
        return !shared->cancelled;
    };
}

base::Result<std::unique_ptr<fleet::BulkClient>> StepWork::bulk() const {
    TWINSET_ASSIGN(auto client, services.bulk());
    client->waitOnlyWhile([shared = state] { return !shared->cancelled; });
    return client;
}

bool PhoneStep::prepare(PhoneRecord&, const PhoneFacts&) const { return false; }

}  // namespace agent
