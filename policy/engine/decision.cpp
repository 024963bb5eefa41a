// What a part of a condition says about a text of one attribute: text comparisons of our own, the part's program for the rest.
#include <algorithm>

#include "policy/engine/predicate_compiler.h"
#include "policy/facts_activation.h"

namespace policy::engine {
namespace {

using cel::Expr;
using cel::ExprKind;

class DecisionCompiler {
public:
    DecisionCompiler(const cel::CheckedAst& checked, std::size_t attribute)
        : m_checked(checked), m_attribute(attribute), m_type(allAttributes()[attribute].type) {}

    Decide compile(const Expr& expression) const {
        const Reads reads = readsOf(m_checked, expression);
        if (reads.attributes.none()) return [value = triOf(programOf(m_checked, expression)->evaluate(AttributeActivation()))](auto*) { return value; };
        if (expression.kind == ExprKind::Select && expression.testOnly && attributeOf(m_checked, expression) && m_type != AttributeType::Version)
            return [](const std::string_view* text) { return text != nullptr ? Tri::True : Tri::False; };
        if (expression.kind == ExprKind::Call) {
            if (auto decide = combined(expression)) return decide;
            if (auto decide = m_type == AttributeType::Text ? textTest(expression) : Decide()) return decide;
        }
        return byProgram(expression);
    }

private:
    Decide combined(const Expr& call) const {
        const auto isCondition = [&](const cel::ExprPtr& argument) { return m_checked.types[argument->id].kind == cel::TypeKind::Bool; };
        if (call.target || !std::all_of(call.arguments.begin(), call.arguments.end(), isCondition)) return {};
        if (call.name == "!_") return [of = compile(*call.arguments[0])](auto* text) { return triNot(of(text)); };
        if (call.name != "_&&_" && call.name != "_||_") return {};
        std::vector<Decide> parts;
        for (const auto& argument : call.arguments) parts.push_back(compile(*argument));
        const bool conjunction = call.name == "_&&_";
        return [parts = std::move(parts), conjunction](const std::string_view* text) {
            Tri value = parts[0](text);
            for (std::size_t i = 1; i < parts.size(); ++i) value = conjunction ? triAnd(value, parts[i](text)) : triOr(value, parts[i](text));
            return value;
        };
    }

    bool isAttribute(const cel::ExprPtr& expression) const {
        return expression && expression->kind == ExprKind::Select && !expression->testOnly && attributeOf(m_checked, *expression).has_value();
    }

    static const std::string* literal(const cel::ExprPtr& expression) {
        return expression->kind == ExprKind::Constant ? std::get_if<std::string>(&expression->constant) : nullptr;
    }

    template <typename Test>
    static Decide present(Test test) {
        return [test = std::move(test)](const std::string_view* text) {
            return text == nullptr ? Tri::Error : test(*text) ? Tri::True : Tri::False;
        };
    }

    Decide textTest(const Expr& call) const {
        if (call.target) return memberTest(call);
        if (call.arguments.size() != 2) return {};
        if (call.name == "@in") return membership(call);
        if (call.name != "_==_" && call.name != "_!=_") return {};
        const bool swapped = isAttribute(call.arguments[1]);
        const std::string* text = literal(call.arguments[swapped ? 0 : 1]);
        if (text == nullptr || !isAttribute(call.arguments[swapped ? 1 : 0])) return {};
        const bool wanted = call.name == "_==_";
        return present([text = *text, wanted](std::string_view held) { return (held == text) == wanted; });
    }

    Decide memberTest(const Expr& call) const {
        const std::string* text = isAttribute(call.target) && call.arguments.size() == 1 ? literal(call.arguments[0]) : nullptr;
        if (text == nullptr) return {};
        if (call.name == "startsWith") return present([text = *text](std::string_view held) { return held.starts_with(text); });
        if (call.name == "endsWith") return present([text = *text](std::string_view held) { return held.ends_with(text); });
        if (call.name == "contains") return present([text = *text](std::string_view held) { return held.find(text) != std::string_view::npos; });
        return {};
    }

    Decide membership(const Expr& call) const {
        const Expr& list = *call.arguments[1];
        if (!isAttribute(call.arguments[0]) || list.kind != ExprKind::List) return {};
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < list.arguments.size(); ++i) {
            const std::string* text = literal(list.arguments[i]);
            if (text == nullptr || (i < list.optionals.size() && list.optionals[i])) return {};
            texts.push_back(*text);
        }
        std::sort(texts.begin(), texts.end());
        return present([texts = std::move(texts)](std::string_view held) {
            const auto found = std::lower_bound(texts.begin(), texts.end(), held);
            return found != texts.end() && *found == held;
        });
    }

    Decide byProgram(const Expr& expression) const {
        return [program = programOf(m_checked, expression), attribute = m_attribute, type = m_type](const std::string_view* text) {
            AttributeActivation activation;
            activation.give(attribute, text == nullptr ? std::nullopt : celValueOf(type, valueOfText(type, *text)));
            return triOf(program->evaluate(activation));
        };
    }

    const cel::CheckedAst& m_checked;
    std::size_t m_attribute;
    AttributeType m_type;
};

}  // namespace

Decide decisionOf(const cel::CheckedAst& checked, const cel::Expr& expression, std::size_t attribute) {
    return DecisionCompiler(checked, attribute).compile(expression);
}

}  // namespace policy::engine
