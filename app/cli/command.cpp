#include "app/cli/command.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

constexpr std::int64_t kPage = 500;

CommandShape withPaging(CommandShape shape) {
    shape.parameters.push_back(
        number("--limit", "N", 0, 1'000'000'000, "at most so many; 0: all of them").otherwise("100"));
    shape.parameters.push_back(option("--after", "KEY", "go on after this key (\"next\" of an earlier JSON answer)"));
    return shape;
}

}  // namespace

base::Result<int> VerbCommand::run(const Arguments& arguments, Context& context) {
    TWINSET_ASSIGN(const base::Json answer, context.call(shape().verb, request(arguments)));
    if (context.json())
        context.printJson(answer);
    else
        show(answer, arguments, context);
    return kSuccess;
}

ListCommand::ListCommand(CommandShape shape, std::string member)
    : Command(withPaging(std::move(shape))), m_member(std::move(member)) {}

base::Result<base::Json> ListCommand::readPages(const base::Json& request, std::int64_t limit, Context& context) const {
    base::Json all, arguments = request;
    std::int64_t left = limit == 0 ? std::numeric_limits<std::int64_t>::max() : limit;
    while (true) {
        arguments["limit"] = std::min(left, kPage);
        TWINSET_ASSIGN(base::Json page, context.call(shape().verb, arguments));
        if (!at(page, m_member).is_array())
            return {base::ErrorCode::Internal, "the gateway answered " + shape().verb + " without '" + m_member + "'"};
        left -= static_cast<std::int64_t>(page[m_member].size());
        const bool more = hasAt(page, "next") && !page[m_member].empty();
        if (more) arguments["after"] = page["next"];
        if (all.is_null()) {
            all = std::move(page);
        } else {
            for (auto& object : page[m_member]) all[m_member].push_back(std::move(object));
            all["next"] = page.value("next", base::Json());
        }
        if (!more || left <= 0) return all;
    }
}

void ListCommand::showMore(const base::Json&, Context&) const {}

base::Result<int> ListCommand::run(const Arguments& arguments, Context& context) {
    base::Json asked = request(arguments);
    arguments.copyText(asked, "after", "--after");
    TWINSET_ASSIGN(const base::Json answer, readPages(asked, arguments.number("--limit"), context));
    if (context.json()) {
        context.printJson(answer);
        return kSuccess;
    }
    const base::Json& objects = answer[m_member];
    if (objects.empty())
        context.note(nothing(arguments));
    else
        show(objects, context);
    showMore(answer, context);
    if (hasAt(answer, "next"))
        context.note("There are more than " + std::to_string(objects.size()) + "; use --limit 0 for all of them.");
    return kSuccess;
}

}  // namespace cli
