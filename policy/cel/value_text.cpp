// What type() says of values, and values written for people.
#include <array>
#include <charconv>
#include <cmath>

#include "policy/cel/environment.h"
#include "policy/cel/ip_text.h"
#include "policy/cel/time_text.h"
#include "policy/cel/value.h"
#include "policy/cel/version_text.h"

namespace policy::cel {

namespace {

constexpr std::size_t kMostText = 64 * 1024;  // parts that are shared can be written astronomically often

void write(std::string& out, const Value& value);

void writeEscaped(std::string& out, unsigned char c) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += "\\x";
    out += kHex[c >> 4];
    out += kHex[c & 15];
}

void writeQuoted(std::string& out, const std::string& octets, bool binary) {
    out += '"';
    for (const char c : octets) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (c == '\n')
            out += "\\n";
        else if (octet < 0x20 || octet == 0x7f || (binary && octet > 0x7f))
            writeEscaped(out, octet);
        else
            out += c;
    }
    out += '"';
}

void writeNumber(std::string& out, double number) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    out += text;
    if (std::isfinite(number) && text.find_first_of(".e") == std::string_view::npos)
        out += ".0";
}

template <typename Items, typename Write>
void writeItems(std::string& out, const Items& items, const Write& writeItem) {
    bool first = true;
    for (const auto& item : items) {
        if (out.size() > kMostText)
            return;
        if (!first)
            out += ", ";
        first = false;
        writeItem(item);
    }
}

void writeStruct(std::string& out, const StructValue& value) {
    out += value.type != nullptr ? value.type->name : "struct";
    out += '{';
    bool first = true;
    for (std::size_t i = 0; i < value.fields.size() && out.size() <= kMostText; ++i) {
        if (!value.fields[i])
            continue;
        if (!first)
            out += ", ";
        first = false;
        out += value.type != nullptr && i < value.type->fields.size() ? value.type->fields[i].name : std::to_string(i);
        out += ": ";
        write(out, *value.fields[i]);
    }
    out += '}';
}

void writeCall(std::string& out, std::string_view function, const std::string& argument) {
    out += function;
    out += '(';
    writeQuoted(out, argument, false);
    out += ')';
}

std::string typeName(const Type& type) {
    switch (type.kind) {
        case TypeKind::Null: return "null_type";
        case TypeKind::List: return "list";
        case TypeKind::Map: return "map";
        case TypeKind::Type: return "type";
        case TypeKind::Timestamp: return "google.protobuf.Timestamp";
        case TypeKind::Duration: return "google.protobuf.Duration";
        case TypeKind::Struct:
        case TypeKind::Opaque: return type.name;
        default: return typeText(type);
    }
}

void write(std::string& out, const Value& value) {
    if (out.size() > kMostText)
        return;
    switch (value.kind()) {
        case ValueKind::Null: out += "null"; break;
        case ValueKind::Bool: out += value.boolean() ? "true" : "false"; break;
        case ValueKind::Int: out += std::to_string(value.integer()); break;
        case ValueKind::Uint: (out += std::to_string(value.unsignedInteger())) += 'u'; break;
        case ValueKind::Double: writeNumber(out, value.number()); break;
        case ValueKind::String: writeQuoted(out, value.text(), false); break;
        case ValueKind::Bytes: writeQuoted(out += 'b', value.bytes().octets, true); break;
        case ValueKind::Timestamp: writeCall(out, "timestamp", timestampText(value.timestamp())); break;
        case ValueKind::Duration: writeCall(out, "duration", durationText(value.duration())); break;
        case ValueKind::List:
            out += '[';
            writeItems(out, value.list(), [&](const Value& element) { write(out, element); });
            out += ']';
            break;
        case ValueKind::Map:
            out += '{';
            writeItems(out, value.map().entries, [&](const auto& entry) {
                write(out, entry.first);
                out += ": ";
                write(out, entry.second);
            });
            out += '}';
            break;
        case ValueKind::Type: out += typeName(value.type()); break;
        case ValueKind::Optional:
            if (!value.optional()) {
                out += "optional.none()";
                break;
            }
            write(out += "optional.of(", *value.optional());
            out += ')';
            break;
        case ValueKind::Struct: writeStruct(out, value.structure()); break;
        case ValueKind::Ip: writeCall(out, "ip", ipText(value.ip())); break;
        case ValueKind::Cidr: writeCall(out, "cidr", cidrText(value.cidr())); break;
        case ValueKind::Version: writeCall(out, "version", versionText(value.version())); break;
        case ValueKind::Error: writeCall(out, "error", value.error().message); break;
    }
}

}  // namespace

std::string valueText(const Value& value) {
    std::string out;
    write(out, value);
    return out.size() > kMostText ? out.substr(0, kMostText) + "…" : out;
}

Type typeOfValue(const Value& value) {
    switch (value.kind()) {
        case ValueKind::Null: return {TypeKind::Null, {}, {}};
        case ValueKind::Bool: return {TypeKind::Bool, {}, {}};
        case ValueKind::Int: return {TypeKind::Int, {}, {}};
        case ValueKind::Uint: return {TypeKind::Uint, {}, {}};
        case ValueKind::Double: return {TypeKind::Double, {}, {}};
        case ValueKind::String: return {TypeKind::String, {}, {}};
        case ValueKind::Bytes: return {TypeKind::Bytes, {}, {}};
        case ValueKind::Timestamp: return {TypeKind::Timestamp, {}, {}};
        case ValueKind::Duration: return {TypeKind::Duration, {}, {}};
        case ValueKind::List: return Type::list({});
        case ValueKind::Map: return Type::map({}, {});
        case ValueKind::Type: return {TypeKind::Type, {}, {}};
        case ValueKind::Optional: return Type::optional({});
        case ValueKind::Struct: return Type::structure(value.structure().type != nullptr ? value.structure().type->name : "");
        case ValueKind::Ip: return Type::opaque("net.IP");
        case ValueKind::Cidr: return Type::opaque("net.CIDR");
        case ValueKind::Version: return Type::opaque("twinset.Version");
        case ValueKind::Error: return {TypeKind::Error, {}, {}};
    }
    return {};
}

}  // namespace policy::cel
