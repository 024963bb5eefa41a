// cel-go's debug notation (its common/debug package): two spaces a level, every node followed by its kind, or in a checked tree by its type and
// what it refers to.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "policy/cel/checker.h"
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
    Writer() = default;
    Writer(const CheckedAst& checked, const FunctionTable& functions) : m_checked(&checked), m_functions(&functions) {}

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
    void mark(const Expr& node, std::string_view kindName) {
        if (!m_checked)
            return kind(kindName);
        m_text += "~" + typeText(m_checked->types[node.id]);
        const Reference& reference = m_checked->references[node.id];
        if (reference.kind == ReferenceKind::Function)
            m_text += "^" + overloadIds(reference);
        else if (reference.kind != ReferenceKind::None)
            m_text += "^" + reference.name;
    }
    [[nodiscard]] std::string overloadIds(const Reference& reference) const {
        std::vector<std::string> ids;
        for (const std::uint32_t place : reference.overloads)
            ids.push_back(m_functions->at(place).id);
        std::sort(ids.begin(), ids.end());
        std::string joined;
        for (const std::string& id : ids)
            joined += (joined.empty() ? "" : "|") + id;
        return joined;
    }
    /// A checked node that is a whole name, whatever it is made of.
    [[nodiscard]] const Reference* wholeName(const Expr& node) const {
        if (!m_checked || node.kind == ExprKind::Call)
            return nullptr;
        const Reference& reference = m_checked->references[node.id];
        return reference.kind == ReferenceKind::None ? nullptr : &reference;
    }
    [[nodiscard]] bool hasNamespace(const Expr& call) const {
        if (!m_checked || !call.target)
            return false;
        const Reference& reference = m_checked->references[call.id];
        return reference.kind == ReferenceKind::Function && !m_functions->at(reference.overloads[0]).member;
    }

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
        if (const Reference* reference = wholeName(node)) {
            add(reference->name);
            return mark(node, {});
        }
        switch (node.kind) {
        case ExprKind::Constant: return constant(node);
        case ExprKind::Identifier: add(node.name); return mark(node, "Expr_IdentExpr");
        case ExprKind::Select:
            this->node(*node.target);
            add("." + node.name + (node.testOnly ? "~test-only~" : ""));
            return mark(node, "Expr_SelectExpr");
        case ExprKind::Call: return call(node);
        case ExprKind::List:
            add("[");
            lines(node.arguments.size(), [&](std::size_t i) { this->node(*node.arguments[i]); });
            add("]");
            return mark(node, "Expr_ListExpr");
        case ExprKind::Map: case ExprKind::Struct: return entries(node);
        case ExprKind::Comprehension: return comprehension(node);
        }
    }

    void constant(const Expr& node) {
        struct Visitor {
            Writer& to;
            const Expr& node;
            void operator()(std::monostate) const { put("null", "Constant_NullValue"); }
            void operator()(bool v) const { put(v ? "true" : "false", "Constant_BoolValue"); }
            void operator()(std::int64_t v) const { put(std::to_string(v), "Constant_Int64Value"); }
            void operator()(std::uint64_t v) const { put(std::to_string(v) + "u", "Constant_Uint64Value"); }
            void operator()(double v) const { put(doubleText(v), "Constant_DoubleValue"); }
            void operator()(const std::string& v) const { put(quoted(v, false), "Constant_StringValue"); }
            void operator()(const Bytes& v) const { put(quoted(v.octets, true), "Constant_BytesValue"); }
            void put(std::string_view text, std::string_view kindName) const {
                to.add(text);
                to.mark(node, kindName);
            }
        };
        std::visit(Visitor{*this, node}, node.constant);
    }

    void call(const Expr& call) {
        const bool named = hasNamespace(call);
        if (call.target && !named) {
            node(*call.target);
            add(".");
        }
        add((named ? m_checked->references[call.id].name : call.name) + "(");
        lines(call.arguments.size(), [&](std::size_t i) { node(*call.arguments[i]); });
        add(")");
        mark(call, "Expr_CallExpr");
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
            if (!m_checked)
                kind("Expr_CreateStruct_Entry");
        });
        add("}");
        mark(made, "Expr_StructExpr");
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

    void comprehension(const Expr& node) {
        const Comprehension& fold = *node.comprehension;
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
        mark(node, "Expr_ComprehensionExpr");
    }

    const CheckedAst* m_checked = nullptr;
    const FunctionTable* m_functions = nullptr;
    std::string m_text;
    std::size_t m_indent = 0;
    bool m_lineStart = false;
};

}  // namespace

std::string debugText(const Ast& ast) { return Writer().run(*ast.root); }

std::string debugText(const CheckedAst& checked, const FunctionTable& functions) { return Writer(checked, functions).run(*checked.ast->root); }

}  // namespace policy::cel
