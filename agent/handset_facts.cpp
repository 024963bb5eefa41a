// Linux' way of saying it. Supplies of scope "Device" are those of mice and keyboards. An interface that is neither Wi-Fi nor
// a mobile modem is a cable: modems say DEVTYPE=wwan, or are point-to-point links, which have no Ethernet type.
#include "agent/handset_facts.h"

#include <limits>
#include <optional>
#include <sstream>

namespace agent {
namespace {

constexpr std::size_t kLongestFile = 1024 * 1024;
constexpr auto kEthernetType = "1";  // ARPHRD_ETHER

class LinuxHandsetFacts final : public HandsetFacts {
public:
    LinuxHandsetFacts(base::FileSystem& files, std::filesystem::path root) : m_files(files), m_root(std::move(root)) {}

    bool charging() override {
        bool battery = false;
        const auto supplies = m_root / "sys/class/power_supply";
        for (const auto& name : m_files.list(supplies).valueOr({})) {
            const auto kind = line(supplies / name / "type");
            if (line(supplies / name / "scope") == "Device") continue;
            if (kind != "Battery" && line(supplies / name / "online") == "1") return true;
            if (kind != "Battery") continue;
            const auto status = line(supplies / name / "status");
            if (status == "Charging" || status == "Full") return true;
            battery = true;
        }
        return !battery;
    }

    bool unmetered() override {
        const auto interface = defaultInterface();
        if (!interface) return false;
        const auto directory = m_root / "sys/class/net" / *interface;
        if (m_files.exists(directory / "wireless") || m_files.exists(directory / "phy80211")) return true;
        if (content(directory / "uevent").find("DEVTYPE=wwan") != std::string::npos) return false;
        return line(directory / "type") == kEthernetType;
    }

    std::optional<base::ByteCount> freeMemory() override {
        std::istringstream rows(content(m_root / "proc/meminfo"));
        std::string row, name;
        while (std::getline(rows, row)) {
            std::istringstream fields(row);
            std::uint64_t kibibytes = 0;
            fields >> name >> kibibytes;
            if (fields && name == "MemAvailable:") return base::ByteCount{kibibytes * 1024};
        }
        return std::nullopt;
    }

private:
    /// These files do not know their size.
    std::string content(const std::filesystem::path& path) {
        const auto file = m_files.open(path, base::OpenMode::Read);
        return file ? (*file)->readAt(0, kLongestFile).valueOr("") : std::string();
    }
    std::string line(const std::filesystem::path& path) {
        const auto text = content(path);
        return text.substr(0, text.find('\n'));
    }

    /// Of the default route with the least metric, of IPv4 before IPv6.
    std::optional<std::string> defaultInterface() {
        constexpr unsigned kUp = 1;
        std::optional<std::string> best;
        auto least = std::numeric_limits<unsigned long>::max();
        const auto consider = [&](const std::string& interface, unsigned long flags, unsigned long metric) {
            if ((flags & kUp) == 0 || interface == "lo" || (best && metric >= least)) return;
            best = interface;
            least = metric;
        };
        std::istringstream four(content(m_root / "proc/net/route"));
        std::string row;
        std::getline(four, row);  // the titles
        while (std::getline(four, row)) {
            std::istringstream fields(row);
            std::string interface, destination, way, mask;
            unsigned long flags = 0, references = 0, use = 0, metric = 0;
            fields >> interface >> destination >> way >> std::hex >> flags >> std::dec >> references >> use >> metric >> mask;
            if (fields && destination == "00000000" && mask == "00000000") consider(interface, flags, metric);
        }
        if (best) return best;
        std::istringstream six(content(m_root / "proc/net/ipv6_route"));
        while (std::getline(six, row)) {
            std::istringstream fields(row);
            std::string destination, length, source, sourceLength, next, interface;
            unsigned long metric = 0, references = 0, use = 0, flags = 0;
            fields >> destination >> length >> source >> sourceLength >> next >> std::hex >> metric >> references >> use >> flags >> interface;
            if (fields && length == "00") consider(interface, flags, metric);
        }
        return best;
    }

    base::FileSystem& m_files;
    const std::filesystem::path m_root;
};

}  // namespace

std::unique_ptr<HandsetFacts> createLinuxHandsetFacts(base::FileSystem& files, const std::filesystem::path& root) {
    return std::make_unique<LinuxHandsetFacts>(files, root);
}

}  // namespace agent
