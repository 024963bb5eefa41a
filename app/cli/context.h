// Context: what a command has at hand while it runs: the fleet (connected when first asked for), the way to print, and
// the options every command takes. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/cli/environment.h"
#include "app/cli/table.h"
#include "base/json.h"

namespace cli {

struct SharedOptions {
    bool json = false;
    bool progress = true;
    std::filesystem::path session;
};

class Context {
public:
    Context(Environment& environment, SharedOptions options);
    ~Context();

    [[nodiscard]] bool json() const { return m_options.json; }
    [[nodiscard]] const std::filesystem::path& sessionFile() const { return m_options.session; }
    [[nodiscard]] Terminal& terminal() { return m_environment.terminal; }
    [[nodiscard]] base::FileSystem& files() { return m_environment.files; }
    [[nodiscard]] GatewayDoor& door() { return m_environment.door; }
    [[nodiscard]] const base::Clock& clock() const { return m_environment.clock; }
    [[nodiscard]] base::Timestamp now() const { return m_environment.clock.now(); }

    /// Connects with the session file the first time. The pointer lives as long as the context.
    base::Result<fleet::FleetService*> service();
    /// One verb.
    base::Result<base::Json> call(std::string_view verb, const base::Json& arguments);

    /// Columns to fit into: the terminal's, or nullopt when the output goes elsewhere.
    [[nodiscard]] std::optional<std::size_t> width() const;
    void print(std::string_view text) { m_environment.terminal.out(text); }
    void print(const Table& table) { print(table.text(width())); }
    void print(const FactSheet& facts) { print(facts.text(width())); }
    /// One sentence of a result; wrapped on a terminal.
    void say(std::string_view sentence);
    /// One document, indented.
    void printJson(const base::Json& json);
    /// "twinset: MESSAGE" on standard error.
    void complain(std::string_view message);
    /// A remark on standard error, without colouring the result: where to look next, what was left out.
    void note(std::string_view message);

    /// Progress bars are wanted and there is a terminal for them.
    [[nodiscard]] bool bars() const { return m_options.progress && m_environment.terminal.errIsTerminal(); }

    /// A file named on the command line; "-" is standard input. Errors name the file and what it was wanted for.
    base::Result<base::Bytes> readNamed(const std::string& file, std::string_view what, std::size_t mostBytes);

private:
    Environment& m_environment;
    SharedOptions m_options;
    std::unique_ptr<fleet::FleetService> m_service;
};

}  // namespace cli
