// Addresses and address blocks (Kubernetes' CEL libraries IP and CIDR).
#include <algorithm>

#include "policy/cel/function.h"
#include "policy/cel/ip_text.h"
#include "policy/cel/overload_types.h"

namespace policy::cel {

namespace {

using Arguments = std::span<const Value>;
using Octets = std::vector<std::uint8_t>;

Value noAddress(const std::string& text) { return Value::error("IP Address '" + text.substr(0, 64) + "' is no IP address"); }
Value noBlock(const std::string& text) { return Value::error("network address parse error: '" + text.substr(0, 64) + "' is no address block such as 10.0.0.0/8"); }

Value ip(Arguments arguments, CallContext&) {
    auto parsed = parseIp(arguments[0].text());
    return parsed ? Value::ip(std::move(*parsed)) : noAddress(arguments[0].text());
}
Value isIp(Arguments arguments, CallContext&) { return Value(parseIp(arguments[0].text()).has_value()); }
Value isCanonical(Arguments arguments, CallContext&) {
    const auto parsed = parseIp(arguments[0].text());
    return parsed ? Value(ipText(*parsed) == arguments[0].text()) : noAddress(arguments[0].text());
}
Value ipToText(Arguments arguments, CallContext&) { return Value(ipText(arguments[0].ip())); }
Value family(Arguments arguments, CallContext&) { return Value(std::int64_t{arguments[0].ip().octets.size() == 4 ? 4 : 6}); }

bool unspecified(const Octets& octets) { return std::all_of(octets.begin(), octets.end(), [](std::uint8_t octet) { return octet == 0; }); }
bool loopback(const Octets& octets) {
    return octets.size() == 4 ? octets[0] == 127 : octets.back() == 1 && std::all_of(octets.begin(), octets.end() - 1, [](std::uint8_t o) { return o == 0; });
}
bool linkLocalMulticast(const Octets& octets) {
    return octets.size() == 4 ? octets[0] == 224 && octets[1] == 0 && octets[2] == 0 : octets[0] == 0xFF && (octets[1] & 0x0F) == 0x02;
}
bool linkLocalUnicast(const Octets& octets) {
    return octets.size() == 4 ? octets[0] == 169 && octets[1] == 254 : octets[0] == 0xFE && (octets[1] & 0xC0) == 0x80;
}
bool multicast(const Octets& octets) { return octets.size() == 4 ? (octets[0] & 0xF0) == 0xE0 : octets[0] == 0xFF; }
bool broadcast(const Octets& octets) { return octets == Octets{255, 255, 255, 255}; }
bool globalUnicast(const Octets& octets) {
    return !broadcast(octets) && !unspecified(octets) && !loopback(octets) && !multicast(octets) && !linkLocalUnicast(octets);
}

template <bool (*Predicate)(const Octets&)>
Value asks(Arguments arguments, CallContext&) { return Value(Predicate(arguments[0].ip().octets)); }

Value cidr(Arguments arguments, CallContext&) {
    auto parsed = parseCidr(arguments[0].text());
    return parsed ? Value::cidr(std::move(*parsed)) : noBlock(arguments[0].text());
}
Value isCidr(Arguments arguments, CallContext&) { return Value(parseCidr(arguments[0].text()).has_value()); }
Value cidrToText(Arguments arguments, CallContext&) { return Value(cidrText(arguments[0].cidr())); }
Value containsAddress(Arguments arguments, CallContext&) { return Value(containsIp(arguments[0].cidr(), arguments[1].ip())); }
Value containsAddressText(Arguments arguments, CallContext&) {
    const auto parsed = parseIp(arguments[1].text());
    return parsed ? Value(containsIp(arguments[0].cidr(), *parsed)) : noAddress(arguments[1].text());
}
Value containsBlock(Arguments arguments, CallContext&) { return Value(containsCidr(arguments[0].cidr(), arguments[1].cidr())); }
Value containsBlockText(Arguments arguments, CallContext&) {
    const auto parsed = parseCidr(arguments[1].text());
    return parsed ? Value(containsCidr(arguments[0].cidr(), *parsed)) : noBlock(arguments[1].text());
}
Value addressOf(Arguments arguments, CallContext&) { return Value::ip(arguments[0].cidr().address); }
Value masked(Arguments arguments, CallContext&) {
    const CidrValue& block = arguments[0].cidr();
    return Value::cidr({maskedIp(block.address, block.prefix), block.prefix});
}
Value prefixLength(Arguments arguments, CallContext&) { return Value(std::int64_t{arguments[0].cidr().prefix}); }

}  // namespace

void addNetworkFunctions(FunctionTable& table) {
    using namespace types;
    const Type address = Type::opaque("net.IP"), block = Type::opaque("net.CIDR");
    table.add({"ip", "string_to_ip", false, {text()}, address, ip});
    table.add({"isIP", "is_ip", false, {text()}, boolean(), isIp});
    table.add({"ip.isCanonical", "ip_is_canonical", false, {text()}, boolean(), isCanonical});
    table.add({"string", "ip_to_string", false, {address}, text(), ipToText});
    table.add({"family", "ip_family", true, {address}, integer(), family});
    table.add({"isUnspecified", "ip_is_unspecified", true, {address}, boolean(), asks<unspecified>});
    table.add({"isLoopback", "ip_is_loopback", true, {address}, boolean(), asks<loopback>});
    table.add({"isLinkLocalMulticast", "ip_is_link_local_multicast", true, {address}, boolean(), asks<linkLocalMulticast>});
    table.add({"isLinkLocalUnicast", "ip_is_link_local_unicast", true, {address}, boolean(), asks<linkLocalUnicast>});
    table.add({"isGlobalUnicast", "ip_is_global_unicast", true, {address}, boolean(), asks<globalUnicast>});
    table.add({"cidr", "string_to_cidr", false, {text()}, block, cidr});
    table.add({"isCIDR", "is_cidr", false, {text()}, boolean(), isCidr});
    table.add({"string", "cidr_to_string", false, {block}, text(), cidrToText});
    table.add({"containsIP", "cidr_contains_ip_string", true, {block, text()}, boolean(), containsAddressText});
    table.add({"containsIP", "cidr_contains_ip_ip", true, {block, address}, boolean(), containsAddress});
    table.add({"containsCIDR", "cidr_contains_cidr_string", true, {block, text()}, boolean(), containsBlockText});
    table.add({"containsCIDR", "cidr_contains_cidr", true, {block, block}, boolean(), containsBlock});
    table.add({"ip", "cidr_ip", true, {block}, address, addressOf});
    table.add({"masked", "cidr_masked", true, {block}, block, masked});
    table.add({"prefixLength", "cidr_prefix_length", true, {block}, integer(), prefixLength});
}

}  // namespace policy::cel
