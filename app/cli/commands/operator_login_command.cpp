#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/password_input.h"
#include "app/cli/text_width.h"
#include "app/cli/words.h"

namespace cli {
namespace {

using base::Error;
using base::ErrorCode;

class OperatorLoginCommand final : public Command {
public:
    OperatorLoginCommand()
        : Command(
              {.words = "login",
               .verb = "operator_login",
               .summary = "Log in to a gateway and keep the session",
               .details = "The first time, compare the fingerprint that is shown with the one that twinsetd printed "
                          "when it started. "
                          "The session file holds a token that expires, never the password.",
               .parameters = {place("URL", "https://HOST:PORT of the gateway"),
                              option("--fingerprint", "HEX", "fingerprint of the gateway's certificate authority"),
                              option("--name", "NAME", "who you are"),
                              option("--password-file", "FILE", "the password, in the first line; - is standard input"),
                              option("--token-file", "FILE",
                                     "an API token instead of name and password; - is standard input")},
               .example = "twinset login https://gateway.example.org:7443 --name ada"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        TWINSET_ASSIGN(const GatewayAddress address, parseGatewayAddress(arguments.text("URL")));
        Session session;
        session.host = address.host;
        session.port = address.port;
        TWINSET_ASSIGN(session.fingerprint, trustedFingerprint(address, arguments, context));
        if (arguments.has("--token-file")) return loginWithToken(std::move(session), arguments, context);
        return loginWithPassword(std::move(session), arguments, context);
    }

private:
    static base::Result<std::string> trustedFingerprint(const GatewayAddress& address, const Arguments& arguments,
                                                        Context& context);
    base::Result<int> loginWithPassword(Session session, const Arguments& arguments, Context& context) const;
    static base::Result<int> loginWithToken(Session session, const Arguments& arguments, Context& context);
};

/// What was given; else what an earlier login to this gateway trusted; else what a person at the terminal accepts.
base::Result<std::string> OperatorLoginCommand::trustedFingerprint(const GatewayAddress& address,
                                                                   const Arguments& arguments, Context& context) {
    if (arguments.has("--fingerprint")) {
        const auto digest = base::Digest::fromHex(arguments.text("--fingerprint"));
        if (!digest)
            return Error{ErrorCode::InvalidInput,
                         "--fingerprint: expected the 64 hexadecimal digits that twinsetd printed when it started"};
        return digest->hex();
    }
    const auto earlier = readSession(context.files(), context.sessionFile());
    if (earlier && earlier->host == address.host && earlier->port == address.port) return earlier->fingerprint;
    TWINSET_ASSIGN(std::string shown, context.door().fingerprint(address));
    if (!context.terminal().canAsk())
        return Error{ErrorCode::Denied,
                     "this gateway is not known yet, and there is no terminal to ask on. It shows the fingerprint " +
                         shown + "; if that is what twinsetd printed when it started, add --fingerprint " + shown};
    context.note("The gateway at " + address.host + ":" + std::to_string(address.port) +
                 " is not known yet. The fingerprint of its certificate authority is");
    context.terminal().err("\n    " + printable(shown) + "\n\n");
    TWINSET_ASSIGN(const std::string answer,
                   context.terminal().ask("Is it the one that twinsetd printed when it started? Type yes: "));
    if (answer != "yes") return Error{ErrorCode::Denied, "not logged in: the gateway was not trusted"};
    return shown;
}

base::Result<int> OperatorLoginCommand::loginWithPassword(Session session, const Arguments& arguments,
                                                          Context& context) const {
    session.operatorName = arguments.text("--name");
    if (session.operatorName.empty()) {
        if (!context.terminal().canAsk())
            return Error{ErrorCode::InvalidInput, "there is no terminal to ask on; say who you are with --name NAME"};
        TWINSET_ASSIGN(session.operatorName, context.terminal().ask("Name: "));
    }
    TWINSET_ASSIGN(const base::Secret password,
                   readPassword(context, arguments.text("--password-file"), "--password-file",
                                "Password of " + session.operatorName + ": "));
    TWINSET_ASSIGN(const auto service, context.door().open(session));
    TWINSET_ASSIGN(
        const base::Json answer,
        service->call(shape().verb, {{"name", session.operatorName}, {"password", std::string(password.reveal())}}));
    session.token = textAt(answer, "token");
    if (session.token.empty()) return Error{ErrorCode::Internal, "the gateway answered the login without a token"};
    TWINSET_TRY(writeSession(context.files(), context.sessionFile(), session));
    const bool mustChange = trueAt(answer, "mustChangePassword");
    if (context.json()) {
        context.printJson({{"operator", session.operatorName},
                           {"role", textAt(answer, "role")},
                           {"expiresAt", textAt(answer, "expiresAt")},
                           {"mustChangePassword", mustChange}});
    } else {
        context.say("Logged in to " + session.host + " as " + session.operatorName + " (" + textAt(answer, "role") +
                    "). The session expires " + momentAt(answer, "expiresAt", context.now()) + ".");
    }
    if (mustChange)
        context.note("The password was good for this login only. Choose your own now: twinset password change");
    return kSuccess;
}

base::Result<int> OperatorLoginCommand::loginWithToken(Session session, const Arguments& arguments, Context& context) {
    TWINSET_ASSIGN(const base::Secret token, readPassword(context, arguments.text("--token-file"), "--token-file", ""));
    session.token = std::string(token.reveal());
    session.operatorName = arguments.has("--name") ? arguments.text("--name") : "api token";
    TWINSET_ASSIGN(const auto service, context.door().open(session));
    TWINSET_ASSIGN(const base::Json status, service->call("fleet_status", base::Json::object()));
    TWINSET_TRY(writeSession(context.files(), context.sessionFile(), session));
    if (context.json())
        context.printJson(status);
    else
        context.say("Logged in to " + session.host + " with an API token; the fleet is " + textAt(status, "fleet") +
                    ".");
    return kSuccess;
}

}  // namespace

std::unique_ptr<Command> makeOperatorLoginCommand() { return std::make_unique<OperatorLoginCommand>(); }

}  // namespace cli
