#include "agent/state/layout.h"

namespace agent {

namespace {
constexpr std::size_t kLongestSocketPath = 107;
}

std::string_view slotName(Slot slot) { return slot == Slot::A ? "a" : "b"; }

StateLayout::StateLayout(std::filesystem::path root)
    : m_root(std::filesystem::absolute(std::move(root)).lexically_normal()) {}

std::filesystem::path StateLayout::overlay(const base::PhoneId& id, Slot slot) const {
    return phone(id) / ("slot-" + std::string(slotName(slot)) + ".overlay");
}

std::filesystem::path StateLayout::channelSocket() const {
    auto inside = m_root / "run" / "channel-0";
    if (inside.native().size() <= kLongestSocketPath) return inside;
    const auto name = "twinset-" + base::Digest::of(m_root.native()).hex().substr(0, 16);
    return std::filesystem::path("/tmp") / name / "channel-0";
}

}  // namespace agent
