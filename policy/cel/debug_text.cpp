// cel-go's debug notation (its common/debug package): two spaces a level, every node followed by its kind.
#include <array>
#include <charconv>
#include <cmath>

#include "policy/cel/parser.h"
#include "policy/cel/utf8.h"

namespace policy::cel {

namespace {

// As Go's strconv.FormatFloat(value, 'g', -1, 64).
std::string doubleText(double value) {
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value < 0 ? "-Inf" : "+Inf";
    std::array<char, 64> buffer{};
    const auto scientific = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
    const std::string_view text(buffer.data(), static_cast<std::size_t>(scientific.ptr - buffer.data()));
    const int exponent = std::atoi(std::string(text.substr(text.find('e') + 1)).c_str());
    constexpr int kFirstExponential = 21;
    if (exponent >= -4 && exponent < kFirstExponential && std::abs(value) < 1e6) {
        const auto fixed = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
        return {buffer.data(), fixed.ptr};
    }
    return value == 0 ? (std::signbit(value) ? "-0" : "0") : std::string(text);
}

bool printable(char32_t c) {
    constexpr std::array<std::pair<char32_t, char32_t>, 13> kOthers{{{0, 0x1F}, {0x7F, 0xA0}, {0xAD, 0xAD}, {0x1680, 0x1680}, {0x180E, 0x180E}, {0x2000, 0x200F}, {0x2028, 0x202F},
                                                                     {0x205F, 0x206F}, {0x3000, 0x3000}, {0xE000, 0xF8FF}, {0xFEFF, 0xFEFF},
                                                                     {0xFFF0, 0xFFFB}, {0x40000, 0x10FFFF}}};
    for (const auto& [first, last] : kOthers)
        if (c >= first && c <= last)
            return false;
    return true;
}

void appendHex(std::string& text, std::uint32_t value, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        text += "0123456789abcdef"[value >> shift & 0xF];
}

void appendEscaped(std::string& text, char32_t c, bool octet) {
    constexpr std::string_view kNamed = "\a\b\t\n\v\f\r\"\\", kLetters = "abtnvfr\"\\";
    const auto value = static_cast<std::uint32_t>(c);
    if (const std::size_t at = value < 0x80 ? kNamed.find(static_cast<char>(value)) : std::string_view::npos; at != std::string_view::npos) {
        text.append("\\") += kLetters[at];
    } else if (octet || value < 0x80) {
        appendHex(text += "\\x", value, 2);
    } else if (value < 0x10000) {
        appendHex(text += "\\u", value, 4);
    } else {
        appendHex(text += "\\U", value, 8);
    }
}

std::string quoted(std::string_view text, bool bytes) {
    std::string result = bytes ? "b\"" : "\"";
    std::size_t length = 1;
    for (std::size_t i = 0; i < text.size(); i += length) {
        const auto c = codePointAt(text, i, length);
        if (c && printable(*c) && *c != U'"' && *c != U'\\') {
            result.append(text.substr(i, length));
        } else {
            length = bytes ? 1 : length;
            appendEscaped(result, bytes || !c ? static_cast<unsigned char>(text[i]) : *c, bytes);
        }
    }
    return result + '"';
}

class Writer {
public:
    std::string run(const Expr& root) {
        node(root);
        return std::move(m_text);
    }

private:
    void add(std::string_view text) {
        if (m_lineStart)
            m_text.append(m_indent * 2, ' ');
        m_lineStart = false;
        m_text += text;
    }
    void line() {
        m_text += '\n';
        m_lineStart = true;
    }
    void kind(std::string_view name) { m_text.append("^#*expr.").append(name).append("#"); }

    template <typename Each>
    void lines(std::size_t count, Each each) {
        if (count == 0)
            return;
        ++m_indent;
        line();
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0) {
                add(",");
                line();
            }
            each(i);
        }
        --m_indent;
        line();
    }

    void node(const Expr& node) {
        switch (node.kind) {
        case ExprKind::Constant: return constant(node.constant);
        case ExprKind::Identifier: add(node.name); return kind("Expr_IdentExpr");
        case ExprKind::Select:
            this->node(*node.target);
            add("." + node.name + (node.testOnly ? "~test-only~" : ""));
            return kind("Expr_SelectExpr");
        case ExprKind::Call: return call(node);
        case ExprKind::List:
            add("[");
            lines(node.arguments.size(), [&](std::size_t i) { this->node(*node.arguments[i]); });
            add("]");
            return kind("Expr_ListExpr");
        case ExprKind::Map: case ExprKind::Struct: return entries(node);
        case ExprKind::Comprehension: return comprehension(*node.comprehension);
        }
    }

    void constant(const Constant& value) {
        struct Visitor {
            Writer& to;
            void operator()(std::monostate) const { to.add("null"); to.kind("Constant_NullValue"); }
            void operator()(bool v) const { to.add(v ? "true" : "false"); to.kind("Constant_BoolValue"); }
            void operator()(std::int64_t v) const { to.add(std::to_string(v)); to.kind("Constant_Int64Value"); }
            void operator()(std::uint64_t v) const { to.add(std::to_string(v) + "u"); to.kind("Constant_Uint64Value"); }
            void operator()(double v) const { to.add(doubleText(v)); to.kind("Constant_DoubleValue"); }
            void operator()(const std::string& v) const { to.add(quoted(v, false)); to.kind("Constant_StringValue"); }
            void operator()(const Bytes& v) const { to.add(quoted(v.octets, true)); to.kind("Constant_BytesValue"); }
        };
        std::visit(Visitor{*this}, value);
    }

    void call(const Expr& call) {
        if (call.target) {
            node(*call.target);
            add(".");
        }
        add(call.name + "(");
        lines(call.arguments.size(), [&](std::size_t i) { node(*call.arguments[i]); });
        add(")");
        kind("Expr_CallExpr");
    }

    void entries(const Expr& made) {
        const bool isMap = made.kind == ExprKind::Map;
        add(made.name + "{");
        lines(made.optionals.size(), [&](std::size_t i) {
            if (made.optionals[i])
                add("?");
            if (isMap)
                node(*made.arguments[2 * i]);
            else
                add(made.fieldNames[i]);
            add(":");
            node(*made.arguments[isMap ? 2 * i + 1 : i]);
            kind("Expr_CreateStruct_Entry");
        });
        add("}");
        kind("Expr_StructExpr");
    }

    void part(std::string_view title, const Expr& part, bool last = false) {
        add("// " + std::string(title));
        line();
        node(part);
        if (last)
            return;
        add(",");
        line();
    }

    void comprehension(const Comprehension& fold) {
        add("__comprehension__(");
        ++m_indent;
        line();
        add("// Variable");
        line();
        add(fold.variable + ",");
        line();
        if (!fold.secondVariable.empty()) {
            add(fold.secondVariable + ",");
            line();
        }
        part("Target", *fold.range);
        add("// Accumulator");
        line();
        add(fold.accumulator + ",");
        line();
        part("Init", *fold.initial);
        part("LoopCondition", *fold.condition);
        part("LoopStep", *fold.step);
        part("Result", *fold.result, true);
        add(")");
        --m_indent;
        kind("Expr_ComprehensionExpr");
    }

    std::string m_text;
    std::size_t m_indent = 0;
    bool m_lineStart = false;
};

}  // namespace

std::string debugText(const Ast& ast) { return Writer().run(*ast.root); }

}  // namespace policy::cel
