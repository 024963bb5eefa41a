#include "app/cli/phone_wait.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/operation_wait.h"
#include "app/cli/progress.h"
#include "app/cli/words.h"

namespace cli {
namespace {

using base::Duration;
using base::Error;
using base::ErrorCode;
using base::Json;

bool reportIsOfNewest(const Json& phone) {
    return hasAt(phone, "reported") && numberAt(phone, "reported.desiredVersion") == numberAt(phone, "desired.version");
}

std::string stepText(const Json& phone) {
    if (!reportIsOfNewest(phone))
        return trueAt(phone, "handset.online") ? "waiting for the handset" : "the handset is offline";
    const std::string phase = textAt(phone, "reported.phase");
    const std::string detail = textAt(phone, "reported.detail");
    if (phase == "running" && trueAt(phone, "desired.running")) return "running, waiting for the health check";
    return detail.empty() ? phase : phase + ": " + detail;
}

/// Why the newest desired state cannot be reached any more; nullopt while it may.
std::optional<Error> failure(const Json& phone) {
    if (!reportIsOfNewest(phone)) return std::nullopt;
    const std::string wanted = textAt(phone, "desired.release.version");
    if (hasAt(phone, "reported.rejected") && textAt(phone, "reported.rejected.version") == wanted) {
        const std::string back = textAt(phone, "reported.rejected.fellBackTo");
        return Error{ErrorCode::Internal, "release " + wanted +
                                              " was rejected: " + textAt(phone, "reported.rejected.reason") + ". " +
                                              (back.empty() ? "There was no release to fall back to."
                                                            : "The phone went back to release " + back + ".")};
    }
    if (textAt(phone, "reported.phase") != "failed") return std::nullopt;
    return Error{ErrorCode::Internal, "the handset could not do it: " + textAt(phone, "reported.detail")};
}

std::string showAgainHint(const std::string& id) {
    return "The change goes on. 'twinset phone show " + id + "' shows how far it is.";
}

CommandShape withStateAwaited(CommandShape shape) {
    shape.parameters.push_back(flag("--wait", "wait until the phone is so, and proved"));
    shape.parameters.push_back(timeoutOption("15m"));
    return shape;
}

}  // namespace

base::Result<Json> waitForPhone(Context& context, Json phone, const std::string& title,
                                std::optional<Duration> timeout) {
    const std::string id = textAt(phone, "id");
    if (id.empty()) return Error{ErrorCode::Internal, "the gateway answered with a phone that has no id"};
    Progress progress(context.terminal(), context.bars(), title);
    const Duration start = context.clock().monotonic();
    Duration lastHeard = start, pause = kShortestPause;
    while (true) {
        if (textAt(phone, "agreement") == "agrees") return phone;
        if (const auto failed = failure(phone)) return *failed;
        progress.update(reportIsOfNewest(phone) ? fractionAt(phone, "reported.progress") : 0, stepText(phone));
        if (!context.terminal().pause(pause)) {
            progress.finish();
            context.note(showAgainHint(id));
            return Error{ErrorCode::Cancelled, "stopped waiting"};
        }
        pause = std::min(pause * 3 / 2, kLongestPause);
        if (timeout && context.clock().monotonic() - start >= *timeout)
            return Error{ErrorCode::Timeout,
                         "not reached after " + base::humanDuration(*timeout) + ". " + showAgainHint(id)};
        auto answer = context.call("virtual_phone_show", {{"phone", id}});
        const bool away = !answer && answer.error().code == ErrorCode::Unavailable;
        const bool gone = !answer && answer.error().code == ErrorCode::NotFound && !trueAt(phone, "desired.present");
        if (gone) return phone;
        if (!answer && (!away || context.clock().monotonic() - lastHeard > kGatewayPatience))
            return answer.error().withContext("while waiting for phone " + id);
        if (away) continue;
        lastHeard = context.clock().monotonic();
        phone = std::move(*answer);
    }
}

PhoneChangeCommand::PhoneChangeCommand(CommandShape shape) : Command(withStateAwaited(std::move(shape))) {}

base::Result<int> PhoneChangeCommand::run(const Arguments& arguments, Context& context) {
    TWINSET_ASSIGN(Json phone, context.call(shape().verb, request(arguments)));
    const bool wait = arguments.has("--wait");
    if (wait) {
        TWINSET_ASSIGN(phone, waitForPhone(context, std::move(phone), title(), arguments.duration("--timeout")));
    }
    if (context.json())
        context.printJson(phone);
    else
        context.say(wait ? reached(phone) : accepted(phone));
    return kSuccess;
}

}  // namespace cli
