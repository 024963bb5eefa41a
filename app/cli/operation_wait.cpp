#include "app/cli/operation_wait.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/progress.h"
#include "app/cli/words.h"

namespace cli {
namespace {

using base::Duration;
using base::Error;
using base::ErrorCode;
using base::Json;

void showProgress(Progress& progress, const Json& operation) {
    for (const Json& step : at(operation, "steps")) {
        const std::string state = textAt(step, "state");
        if (state == "done" || state == "failed")
            progress.stepDone(textAt(step, "name"), state == "done", textAt(step, "detail"));
    }
    std::string step = textAt(operation, "step");
    const std::string state = textAt(operation, "state");
    if (step.empty() && state == "queued") step = "waiting for the handset";
    if (step.empty() && !operationEnded(operation)) step = state;
    progress.update(fractionAt(operation, "progress"), operationEnded(operation) ? "" : step);
}

/// What an operation that is under way waits for, in brackets; empty when it does not say.
std::string awaited(const Json& operation) {
    std::string what;
    if (textAt(operation, "state") == "queued") what = "waiting for the handset to come online";
    for (const Json& step : at(operation, "steps"))
        if (textAt(step, "state") == "running") what = textAt(step, "detail");
    return what.empty() ? "" : " (" + what + ")";
}

std::string waitAgainHint(const std::string& id) {
    return "The operation goes on. 'twinset operation wait " + id + "' waits for it again, 'twinset operation cancel " +
           id + "' stops it.";
}

}  // namespace

Parameter timeoutOption(std::string fallback) {
    return duration("--timeout", "stop waiting after this long, as in 90s, 5m, 2h; what was started goes on")
        .otherwise(std::move(fallback));
}

bool operationEnded(const Json& operation) {
    const std::string state = textAt(operation, "state");
    return state == "succeeded" || state == "failed" || state == "expired" || state == "cancelled";
}

base::Result<Json> waitForOperation(Context& context, Json operation, const std::string& title,
                                    std::optional<Duration> timeout) {
    const std::string id = textAt(operation, "id");
    if (id.empty()) return Error{ErrorCode::Internal, "the gateway answered with an operation that has no id"};
    Progress progress(context.terminal(), context.bars(), title);
    const Duration start = context.clock().monotonic();
    Duration lastHeard = start, pause = kShortestPause;
    while (true) {
        showProgress(progress, operation);
        if (operationEnded(operation)) return operation;
        if (!context.terminal().pause(pause)) {
            progress.finish();
            context.note(waitAgainHint(id));
            return Error{ErrorCode::Cancelled, "stopped waiting"};
        }
        pause = std::min(pause * 3 / 2, kLongestPause);
        if (timeout && context.clock().monotonic() - start >= *timeout)
            return Error{ErrorCode::Timeout, "not finished after " + base::humanDuration(*timeout) +
                                                 awaited(operation) + ". " + waitAgainHint(id)};
        auto answer = context.call("operation_show", {{"operation", id}});
        const bool away = !answer && answer.error().code == ErrorCode::Unavailable;
        if (!answer && (!away || context.clock().monotonic() - lastHeard > kGatewayPatience))
            return answer.error().withContext("while waiting for operation " + id);
        if (away) continue;
        lastHeard = context.clock().monotonic();
        operation = std::move(*answer);
    }
}

int operationOutcome(Context& context, const Json& operation) {
    const std::string state = textAt(operation, "state");
    if (state == "succeeded") return kSuccess;
    const std::string what = operationTitle(textAt(operation, "kind"));
    const std::string message = textAt(operation, "error.message");
    if (state == "cancelled")
        context.complain("the " + what + " was cancelled");
    else if (state == "expired")
        context.complain("the " + what +
                         " expired: the handset did not take it in time. Check that it is online "
                         "('twinset handset list') and ask again.");
    else
        context.complain("the " + what + " failed: " + (message.empty() ? "no reason was given" : message));
    return kFailedOperation;
}

std::string operationTitle(const std::string& kind) {
    const std::size_t cut = kind.rfind('_');
    if (cut == std::string::npos) return kind;
    std::string object = kind.substr(0, cut);
    std::replace(object.begin(), object.end(), '_', ' ');
    return kind.substr(cut + 1) + " of a " + object;
}

namespace {

CommandShape withEndAwaited(CommandShape shape) {
    shape.parameters.push_back(flag("--no-wait", "print the operation and return at once"));
    shape.parameters.push_back(timeoutOption(""));
    return shape;
}

}  // namespace

OperationCommand::OperationCommand(CommandShape shape) : Command(withEndAwaited(std::move(shape))) {}

base::Result<int> OperationCommand::run(const Arguments& arguments, Context& context) {
    TWINSET_ASSIGN(const Json asked, request(arguments, context));
    TWINSET_ASSIGN(Json operation, context.call(shape().verb, asked));
    if (!arguments.has("--no-wait")) {
        TWINSET_ASSIGN(operation, waitForOperation(context, std::move(operation), title(arguments),
                                                   arguments.duration("--timeout")));
        if (context.json()) context.printJson(operation);
        const int outcome = operationOutcome(context, operation);
        return outcome == kSuccess ? show(operation, context) : outcome;
    }
    if (context.json())
        context.printJson(operation);
    else
        context.say("Operation " + textAt(operation, "id") + " is " + textAt(operation, "state") +
                    "; 'twinset operation wait " + textAt(operation, "id") + "' waits for it.");
    return kSuccess;
}

}  // namespace cli
