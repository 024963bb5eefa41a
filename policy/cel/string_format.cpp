// format(): "%s has %d".format([a, b]), with the clauses of cel-go (ext: strings): %s %d %f %e %b %o %x %X %%. Independent of any locale.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "policy/cel/function.h"
#include "policy/cel/ip_text.h"
#include "policy/cel/overload_types.h"
#include "policy/cel/string_functions.h"
#include "policy/cel/time_text.h"
#include "policy/cel/utf8.h"
#include "policy/cel/version_text.h"

namespace policy::cel {

namespace {

constexpr int kMostPrecision = 1000;
constexpr std::size_t kDoubleDigits = 1500;  // the longest double has 309 digits before the point

// Writes clauses; stops at the first that does not fit its value.
class Formatter {
public:
    explicit Formatter(CallContext& context) : m_context(context) {}

    Value run(std::string_view format, const List& values) {
        std::size_t next = 0;
        while (!format.empty() && m_error.empty() && fits()) {
            const std::size_t percent = std::min(format.find('%'), format.size());
            m_out.append(format.substr(0, percent));
            format.remove_prefix(percent);
            if (format.starts_with("%%")) {
                m_out += '%';
                format.remove_prefix(2);
            } else if (!format.empty()) {
                clause(format, values, next);
            }
        }
        return m_error.empty() ? madeText(std::move(m_out), m_context) : Value::error(m_error);
    }

private:
    [[nodiscard]] bool fits() const { return m_out.size() <= m_context.limits.textBytes; }
    void refuse(std::string_view rule, const Value& value) {
        if (m_error.empty())
            m_error = "error during formatting: " + std::string(rule) + ", was given " + valueText(Value::type(typeOfValue(value)));
    }

    void clause(std::string_view& format, const List& values, std::size_t& next) {
        format.remove_prefix(1);
        int precision = -1;
        if (format.starts_with('.')) {
            const auto [end, error] = std::from_chars(format.data() + 1, format.data() + format.size(), precision);
            if (error != std::errc{} || precision < 0 || precision > kMostPrecision) {
                m_error = "could not parse formatting clause: a precision is a number from 0 to " + std::to_string(kMostPrecision);
                return;
            }
            format.remove_prefix(static_cast<std::size_t>(end - format.data()));
        }
        if (format.empty()) {
            m_error = "could not parse formatting clause: unexpected end of string";
            return;
        }
        std::size_t length = 1;
        codePointAt(format, 0, length);
        const std::string_view verb = format.substr(0, length);
        format.remove_prefix(length);
        if (std::string_view("sdfebxXo").find(verb) == std::string_view::npos)
            m_error = "could not parse formatting clause: unrecognized formatting clause \"" + std::string(verb) + "\"";
        else if (next >= values.size())
            m_error = "index " + std::to_string(next) + " out of range";
        else
            write(verb[0], precision, values[next++]);
    }

    void write(char verb, int precision, const Value& value) {
        switch (verb) {
        case 's': return m_context.spend(value.extent().weight) ? text(value) : spent();
        case 'd': return decimal(value);
        case 'f': return floating(value, precision, std::chars_format::fixed, "fixed-point clause can only be used on doubles");
        case 'e': return floating(value, precision, std::chars_format::scientific, "scientific clause can only be used on doubles");
        case 'b': return binary(value);
        case 'o': return based(value, 8, "octal clause can only be used on integers");
        default: return hexadecimal(value, verb == 'X');
        }
    }

    void spent() { m_error = m_context.spent().error().message; }

    void text(const Value& value) {
        if (!fits())
            return;
        switch (value.kind()) {
        case ValueKind::Null: m_out += "null"; return;
        case ValueKind::Bool: m_out += value.boolean() ? "true" : "false"; return;
        case ValueKind::Int: m_out += std::to_string(value.integer()); return;
        case ValueKind::Uint: m_out += std::to_string(value.unsignedInteger()); return;
        case ValueKind::Double: return shortest(value.number());
        case ValueKind::String: m_out += value.text(); return;
        case ValueKind::Bytes: return octets(value.bytes().octets);
        case ValueKind::Timestamp: m_out += timestampText(value.timestamp()); return;
        case ValueKind::Duration: m_out += durationText(value.duration()); return;
        case ValueKind::Type: m_out += valueText(value); return;
        case ValueKind::Ip: m_out += ipText(value.ip()); return;
        case ValueKind::Cidr: m_out += cidrText(value.cidr()); return;
        case ValueKind::Version: m_out += versionText(value.version()); return;
        case ValueKind::List: return list(value.list());
        case ValueKind::Map: return map(value.map());
        default:
            refuse("string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps", value);
        }
    }

    void list(const List& elements) {
        m_out += '[';
        for (std::size_t i = 0; i < elements.size() && fits(); ++i) {
            m_out += i > 0 ? ", " : "";
            text(elements[i]);
        }
        m_out += ']';
    }

    // Sorted by what the keys look like.
    void map(const Map& entries) {
        std::vector<std::pair<std::string, const Value*>> sorted;
        for (const auto& [key, value] : entries.entries) {
            Formatter formatter(m_context);
            formatter.text(key);
            sorted.emplace_back(std::move(formatter.m_out), &value);
        }
        std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        m_out += '{';
        for (std::size_t i = 0; i < sorted.size() && fits(); ++i) {
            m_out.append(i > 0 ? ", " : "").append(sorted[i].first).append(": ");
            text(*sorted[i].second);
        }
        m_out += '}';
    }

    void octets(const std::string& bytes) {
        std::size_t length = 1;
        for (std::size_t i = 0; i < bytes.size(); i += length) {
            if (codePointAt(bytes, i, length))
                m_out.append(bytes, i, length);
            else
                m_out += "\xEF\xBF\xBD";
        }
    }

    bool notFinite(double number) {
        if (std::isfinite(number))
            return false;
        m_out += std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        return true;
    }

    void shortest(double number) {
        if (notFinite(number))
            return;
        std::array<char, kDoubleDigits> digits{};
        m_out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed).ptr);
    }

    void decimal(const Value& value) {
        if (value.kind() == ValueKind::Double && notFinite(value.number()))
            return;
        based(value, 10, "decimal clause can only be used on integers");
    }

    void floating(const Value& value, int precision, std::chars_format format, std::string_view rule) {
        double number = 0;
        switch (value.kind()) {
        case ValueKind::Double: number = value.number(); break;
        case ValueKind::Int: number = static_cast<double>(value.integer()); break;
        case ValueKind::Uint: number = static_cast<double>(value.unsignedInteger()); break;
        default: return refuse(rule, value);
        }
        if (notFinite(number))
            return;
        constexpr int kUsualPrecision = 6;
        std::array<char, kDoubleDigits> digits{};
        m_out.append(digits.data(),
                     std::to_chars(digits.data(), digits.data() + digits.size(), number, format, precision < 0 ? kUsualPrecision : precision).ptr);
    }

    void based(const Value& value, int base, std::string_view rule) {
        std::array<char, 72> digits{};
        char* const end = digits.data() + digits.size();
        if (value.kind() == ValueKind::Int)
            m_out.append(digits.data(), std::to_chars(digits.data(), end, value.integer(), base).ptr);
        else if (value.kind() == ValueKind::Uint)
            m_out.append(digits.data(), std::to_chars(digits.data(), end, value.unsignedInteger(), base).ptr);
        else
            refuse(rule, value);
    }

    void binary(const Value& value) {
        if (value.kind() == ValueKind::Bool)
            m_out += value.boolean() ? '1' : '0';
        else
            based(value, 2, "only integers and bools can be formatted as binary");
    }

    void hexadecimal(const Value& value, bool upper) {
        const std::size_t start = m_out.size();
        if (value.kind() == ValueKind::String || value.kind() == ValueKind::Bytes) {
            for (const char c : value.kind() == ValueKind::String ? value.text() : value.bytes().octets) {
                m_out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
                m_out += "0123456789abcdef"[static_cast<unsigned char>(c) & 0xF];
            }
        } else {
            based(value, 16, "only integers, byte buffers, and strings can be formatted as hex");
        }
        if (upper)
            std::transform(m_out.begin() + static_cast<std::ptrdiff_t>(start), m_out.end(), m_out.begin() + static_cast<std::ptrdiff_t>(start),
                           [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c; });
    }

    CallContext& m_context;
    std::string m_out, m_error;
};

Value format(std::span<const Value> arguments, CallContext& context) { return Formatter(context).run(arguments[0].text(), arguments[1].list()); }

}  // namespace

void addStringFormatFunction(FunctionTable& table) {
    using namespace types;
    table.add({"format", "string_format", true, {text(), Type::list(dyn())}, text(), format});
}

}  // namespace policy::cel
