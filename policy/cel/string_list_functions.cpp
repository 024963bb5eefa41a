// Texts taken apart and put together: join, split, replace.
#include "policy/cel/function.h"
#include "policy/cel/overload_types.h"
#include "policy/cel/string_functions.h"
#include "policy/cel/text_search.h"
#include "policy/cel/utf8.h"

namespace policy::cel {

namespace {

using Arguments = std::span<const Value>;

Value join(Arguments arguments, CallContext& context) {
    const List& list = arguments[0].list();
    if (!context.spend(list.size()))
        return context.spent();
    const std::string_view separator = arguments.size() > 1 ? std::string_view(arguments[1].text()) : std::string_view();
    std::string joined;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i].kind() != ValueKind::String)
            return noSuchOverload();
        joined.append(i > 0 ? separator : std::string_view()).append(list[i].text());
        if (joined.size() > context.limits.textBytes)
            break;
    }
    return madeText(std::move(joined), context);
}

// Where the next `separator` starts; an empty one stands between any two code points.
std::size_t nextSeparator(std::string_view text, std::string_view separator) {
    if (!separator.empty())
        return findText(text, separator);
    std::size_t length = 1;
    if (!text.empty())
        codePointAt(text, 0, length);
    return length < text.size() ? length : std::string_view::npos;
}

// `most`: parts; the last one is the rest. Negative: as many as there are.
Value parts(const std::string& text, const std::string& separator, std::int64_t most, CallContext& context) {
    List list;
    std::string_view rest = text;
    if (most == 0 || (separator.empty() && text.empty()))
        return Value::list({});
    for (std::int64_t made = 1; made != most; ++made) {
        const std::size_t at = nextSeparator(rest, separator);
        if (at == std::string_view::npos)
            break;
        if (list.size() >= context.limits.elements)
            return Value::error("a list may have " + std::to_string(context.limits.elements) + " elements and no more");
        list.emplace_back(std::string(rest.substr(0, at)));
        rest.remove_prefix(at + separator.size());
    }
    list.emplace_back(std::string(rest));
    return context.spend(list.size()) ? Value::list(std::move(list)) : context.spent();
}

Value split(Arguments arguments, CallContext& context) { return parts(arguments[0].text(), arguments[1].text(), -1, context); }
Value splitSome(Arguments arguments, CallContext& context) { return parts(arguments[0].text(), arguments[1].text(), arguments[2].integer(), context); }

// An empty `from` stands before each code point and at the end.
Value replaced(const std::string& text, const std::string& from, const std::string& to, std::int64_t most, CallContext& context) {
    std::string result;
    std::string_view rest = text;
    bool first = true;
    for (std::int64_t done = 0; done != most; ++done) {
        std::size_t at = from.empty() && first ? 0 : nextSeparator(rest, from);
        if (at == std::string_view::npos && from.empty() && !rest.empty())
            at = rest.size();
        if (at == std::string_view::npos)
            break;
        result.append(rest.substr(0, at)).append(to);
        rest.remove_prefix(at + from.size());
        first = false;
        if (result.size() > context.limits.textBytes)
            break;
    }
    return madeText(result.append(rest), context);
}

Value replace(Arguments arguments, CallContext& context) {
    return replaced(arguments[0].text(), arguments[1].text(), arguments[2].text(), -1, context);
}
Value replaceSome(Arguments arguments, CallContext& context) {
    return replaced(arguments[0].text(), arguments[1].text(), arguments[2].text(), arguments[3].integer(), context);
}

}  // namespace

void addStringListFunctions(FunctionTable& table) {
    using namespace types;
    const Type texts = Type::list(text());
    table.add({"join", "list_join", true, {texts}, text(), join});
    table.add({"join", "list_join_string", true, {texts, text()}, text(), join});
    table.add({"split", "string_split_string", true, {text(), text()}, texts, split});
    table.add({"split", "string_split_string_int", true, {text(), text(), integer()}, texts, splitSome});
    table.add({"replace", "string_replace_string_string", true, {text(), text(), text()}, text(), replace});
    table.add({"replace", "string_replace_string_string_int", true, {text(), text(), text(), integer()}, text(), replaceSome});
}

}  // namespace policy::cel
