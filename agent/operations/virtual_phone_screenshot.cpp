// virtual_phone_screenshot: what a work phone shows, as a PNG in base64url, at most 32 KiB.
#include <nlohmann/json.hpp>

#include "agent/operations/phone_operation.h"

namespace agent {
namespace {

constexpr std::size_t kMostPng = 32 * 1024;

class VirtualPhoneScreenshot final : public PhoneOperation {
public:
    [[nodiscard]] std::string_view kind() const override { return "virtual_phone_screenshot"; }
    [[nodiscard]] bool needsMachine() const override { return false; }

    base::Result<OperationAnswer> run(OperationWork& work) const override {
        auto& services = work.phone.services;
        const auto file = services.layout.phone(work.phone.record.phone) / "screenshot.png";
        TWINSET_TRY(work.phone.machine->screen().screenshot(file));
        const auto png = services.files.readFile(file);
        TWINSET_TRY(services.files.remove(file));
        if (!png) return png.error();
        if (png->size() > kMostPng)
            return {base::ErrorCode::InvalidInput,
                    "the picture has " + base::humanSize({png->size()}) + " and is too large to send"};
        return OperationAnswer{base::Json{{"png", base::toBase64Url(*png)}}.dump(), "", {}};
    }
};

}  // namespace

std::unique_ptr<const PhoneOperation> createVirtualPhoneScreenshot() {
    return std::make_unique<VirtualPhoneScreenshot>();
}

}  // namespace agent
