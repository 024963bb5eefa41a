#include "app/cli/context.h"

#include <nlohmann/json.hpp>

#include "app/cli/text_width.h"

namespace cli {

Context::Context(Environment& environment, SharedOptions options)
    : m_environment(environment), m_options(std::move(options)) {}
Context::~Context() = default;

base::Result<fleet::FleetService*> Context::service() {
    if (m_service == nullptr) {
        TWINSET_ASSIGN(const Session session, readSession(files(), m_options.session));
        TWINSET_ASSIGN(m_service, door().open(session));
    }
    return m_service.get();
}

base::Result<base::Json> Context::call(std::string_view verb, const base::Json& arguments) {
    TWINSET_ASSIGN(fleet::FleetService* const fleet, service());
    return fleet->call(verb, arguments);
}

std::optional<std::size_t> Context::width() const {
    if (!m_environment.terminal.outIsTerminal()) return std::nullopt;
    return m_environment.terminal.width();
}

void Context::say(std::string_view sentence) {
    const std::string safe = printable(sentence);
    print((width() ? wrapped(safe, *width(), 0) : safe) + "\n");
}

void Context::printJson(const base::Json& json) {
    print(json.dump(2, ' ', false, base::Json::error_handler_t::replace) + "\n");
}

void Context::complain(std::string_view message) { note("twinset: " + std::string(message)); }

void Context::note(std::string_view message) {
    const std::string safe = printable(message);
    Terminal& to = m_environment.terminal;
    to.err((to.errIsTerminal() ? wrapped(safe, to.width(), 0) : safe) + "\n");
}

base::Result<base::Bytes> Context::readNamed(const std::string& file, std::string_view what, std::size_t mostBytes) {
    if (file == "-") return terminal().readInput(mostBytes);
    auto opened = files().open(file, base::OpenMode::Read);
    if (!opened) return opened.error().withContext(what);
    auto bytes = (*opened)->readAt(0, mostBytes + 1);
    if (!bytes) return bytes.error().withContext(what);
    if (bytes->size() > mostBytes)
        return base::Error{base::ErrorCode::InvalidInput,
                           std::string(what) + ": " + file + " has more than " + base::humanSize({mostBytes})};
    return bytes;
}

}  // namespace cli
