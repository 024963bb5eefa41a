// Command: one thing to type after `twinset`. A command is a class in a file of its own under commands/, named like the
// verb of the admin API that it asks for; command_table.cpp lists them all.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "app/cli/arguments.h"
#include "app/cli/command_shape.h"
#include "app/cli/context.h"
#include "app/cli/exit_code.h"
#include "base/result.h"

namespace cli {

class Command {
public:
    explicit Command(CommandShape shape) : m_shape(std::move(shape)) {}
    virtual ~Command() = default;
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;

    [[nodiscard]] const CommandShape& shape() const { return m_shape; }
    /// The exit code; an Error becomes a message on standard error and the exit code of its kind.
    virtual base::Result<int> run(const Arguments& arguments, Context& context) = 0;

private:
    CommandShape m_shape;
};

/// A command that is one verb: arguments in, an answer out. With `-o json` the answer is printed as it came.
class VerbCommand : public Command {
public:
    using Command::Command;
    base::Result<int> run(const Arguments& arguments, Context& context) final;

protected:
    [[nodiscard]] virtual base::Json request(const Arguments& arguments) const = 0;
    virtual void show(const base::Json& answer, const Arguments& arguments, Context& context) const = 0;
};

/// A verb that answers with pages of objects. With --limit 0 the pages are read to the end and joined.
class ListCommand : public Command {
public:
    /// `member`: where the answer has its objects. Adds --limit and --after to the shape.
    ListCommand(CommandShape shape, std::string member);
    base::Result<int> run(const Arguments& arguments, Context& context) final;

protected:
    [[nodiscard]] virtual base::Json request(const Arguments& arguments) const = 0;
    /// `objects` is not empty.
    virtual void show(const base::Json& objects, Context& context) const = 0;
    /// What the answer says beside its objects; nothing unless a command has more to say.
    virtual void showMore(const base::Json& answer, Context& context) const;
    /// "There are no handsets yet. ...": what to do to have some.
    [[nodiscard]] virtual std::string nothing(const Arguments& arguments) const = 0;

private:
    base::Result<base::Json> readPages(const base::Json& request, std::int64_t limit, Context& context) const;
    std::string m_member;
};

}  // namespace cli
