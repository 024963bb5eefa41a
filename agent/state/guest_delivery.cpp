#include "agent/state/guest_delivery.h"

#include <nlohmann/json.hpp>

namespace agent {

base::Json guestDeliveryToJson(const GuestDelivery& delivery) {
    base::Json controls = base::Json::array();
    for (const auto& control : delivery.controls)
        controls.push_back({{"control", control.control}, {"outcome", control.outcome}, {"readBack", control.readBack}});
    return {{"digest", delivery.digest},
            {"startedAt", base::formatTimestamp(delivery.startedAt)},
            {"problem", delivery.problem},
            {"hopeless", delivery.hopeless},
            {"controls", std::move(controls)}};
}

GuestDelivery readGuestDelivery(base::ObjectReader& reader) {
    GuestDelivery delivery;
    delivery.digest = reader.text("digest");
    delivery.startedAt = reader.time("startedAt");
    delivery.problem = reader.text("problem");
    delivery.hopeless = reader.boolean("hopeless");
    reader.array("controls", [&](const base::Json& element) -> base::Result<void> {
        base::ObjectReader control(element, "control");
        delivery.controls.push_back({control.text("control"), control.text("outcome"), control.text("readBack")});
        return control.finish();
    });
    return delivery;
}

}  // namespace agent
