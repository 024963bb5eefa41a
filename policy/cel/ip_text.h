// Addresses and address blocks, read and written as Go's netip does, which Kubernetes' CEL uses: no zone, no leading
// zeros in IPv4, no IPv4 inside of IPv6. Written canonically (RFC 5952).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/cel/value.h"

namespace policy::cel {

std::optional<IpValue> parseIp(std::string_view text);
std::string ipText(const IpValue& ip);

/// "10.0.0.5/8": the bits behind the prefix are kept.
std::optional<CidrValue> parseCidr(std::string_view text);
std::string cidrText(const CidrValue& cidr);

/// The block's first address: the bits behind `prefix` are 0.
IpValue maskedIp(IpValue address, int prefix);
/// False for an address of the other family.
bool containsIp(const CidrValue& block, const IpValue& address);
bool containsCidr(const CidrValue& block, const CidrValue& inner);

}  // namespace policy::cel
