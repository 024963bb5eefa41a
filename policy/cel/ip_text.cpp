#include "policy/cel/ip_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace policy::cel {

namespace {

constexpr std::size_t kGroups = 8;

std::optional<std::uint32_t> parseNumber(std::string_view digits, int base, std::size_t most) {
    std::uint32_t value = 0;
    if (digits.empty() || digits.size() > most)
        return std::nullopt;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    return error == std::errc{} && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

// The text up to the separator, which is taken too; `last` when there is none.
std::string_view takeUntil(std::string_view& rest, char separator, bool& last) {
    const std::size_t at = rest.find(separator);
    const std::string_view part = rest.substr(0, at);
    last = at == std::string_view::npos;
    rest.remove_prefix(last ? rest.size() : at + 1);
    return part;
}

std::optional<IpValue> parseIpv4(std::string_view text) {
    IpValue ip;
    bool last = false;
    while (!last) {
        const std::string_view part = takeUntil(text, '.', last);
        const auto number = parseNumber(part, 10, 3);
        if (!number || *number > 255 || (part.size() > 1 && part[0] == '0') || ip.octets.size() == 4)
            return std::nullopt;
        ip.octets.push_back(static_cast<std::uint8_t>(*number));
    }
    return ip.octets.size() == 4 ? std::optional(std::move(ip)) : std::nullopt;
}

// The 16-bit groups of one side of "::"; an IPv4 address may be the last two. False when it is no such thing.
bool parseGroups(std::string_view text, std::vector<std::uint16_t>& groups) {
    bool last = text.empty();
    while (!last) {
        const std::string_view part = takeUntil(text, ':', last);
        if (last && part.find('.') != std::string_view::npos) {
            const auto tail = parseIpv4(part);
            if (!tail)
                return false;
            for (std::size_t i = 0; i < 4; i += 2)
                groups.push_back(static_cast<std::uint16_t>(tail->octets[i] << 8 | tail->octets[i + 1]));
            continue;
        }
        const auto number = parseNumber(part, 16, 4);
        if (!number || groups.size() >= kGroups)
            return false;
        groups.push_back(static_cast<std::uint16_t>(*number));
    }
    return true;
}

bool holdsIpv4(const std::vector<std::uint16_t>& groups) {
    return std::all_of(groups.begin(), groups.begin() + 5, [](std::uint16_t group) { return group == 0; }) && groups[5] == 0xFFFF;
}

std::optional<IpValue> parseIpv6(std::string_view text) {
    std::vector<std::uint16_t> groups, behind;
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos) {
        if (!parseGroups(text, groups) || groups.size() != kGroups)
            return std::nullopt;
    } else {
        const std::string_view tail = text.substr(gap + 2);
        if (text.substr(0, gap).find('.') != std::string_view::npos || !parseGroups(text.substr(0, gap), groups) || !parseGroups(tail, behind) ||
            groups.size() + behind.size() >= kGroups)
            return std::nullopt;
        groups.resize(kGroups - behind.size(), 0);
        groups.insert(groups.end(), behind.begin(), behind.end());
    }
    if (holdsIpv4(groups))
        return std::nullopt;
    IpValue ip;
    for (const std::uint16_t group : groups) {
        ip.octets.push_back(static_cast<std::uint8_t>(group >> 8));
        ip.octets.push_back(static_cast<std::uint8_t>(group & 0xFF));
    }
    return ip;
}

std::string ipv6Text(const std::vector<std::uint8_t>& octets) {
    std::array<std::uint32_t, kGroups> groups{};
    for (std::size_t i = 0; i < kGroups; ++i)
        groups[i] = static_cast<std::uint32_t>(octets[2 * i] << 8 | octets[2 * i + 1]);
    std::size_t gap = kGroups, gapLength = 1;  // the first of the longest runs of at least two zeros
    for (std::size_t i = 0; i < kGroups; ++i) {
        std::size_t run = 0;
        while (i + run < kGroups && groups[i + run] == 0)
            ++run;
        if (run > gapLength) {
            gap = i;
            gapLength = run;
        }
    }
    std::string text;
    for (std::size_t i = 0; i < kGroups; ++i) {
        if (i == gap) {
            text += "::";
            i += gapLength - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':')
            text += ':';
        std::array<char, 8> digits{};
        text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), groups[i], 16).ptr);
    }
    return text;
}

}  // namespace

std::optional<IpValue> parseIp(std::string_view text) { return text.find(':') == std::string_view::npos ? parseIpv4(text) : parseIpv6(text); }

std::string ipText(const IpValue& ip) {
    if (ip.octets.size() != 4)
        return ipv6Text(ip.octets);
    std::string text;
    for (const std::uint8_t octet : ip.octets)
        text.append(text.empty() ? "" : ".").append(std::to_string(octet));
    return text;
}

std::optional<CidrValue> parseCidr(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return std::nullopt;
    auto address = parseIp(text.substr(0, slash));
    const std::string_view digits = text.substr(slash + 1);
    const auto prefix = parseNumber(digits, 10, 3);
    if (!address || !prefix || *prefix > address->octets.size() * 8 || (digits.size() > 1 && digits[0] == '0'))
        return std::nullopt;
    return CidrValue{std::move(*address), static_cast<int>(*prefix)};
}

std::string cidrText(const CidrValue& cidr) { return ipText(cidr.address) + "/" + std::to_string(cidr.prefix); }

IpValue maskedIp(IpValue address, int prefix) {
    for (std::size_t i = 0; i < address.octets.size(); ++i) {
        const int kept = std::clamp(prefix - static_cast<int>(8 * i), 0, 8);
        address.octets[i] = static_cast<std::uint8_t>(address.octets[i] & (0xFF00 >> kept));
    }
    return address;
}

bool containsIp(const CidrValue& block, const IpValue& address) {
    return address.octets.size() == block.address.octets.size() && maskedIp(address, block.prefix) == maskedIp(block.address, block.prefix);
}

bool containsCidr(const CidrValue& block, const CidrValue& inner) { return block.prefix <= inner.prefix && containsIp(block, inner.address); }

}  // namespace policy::cel
