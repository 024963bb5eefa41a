#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/file_system.h"
#include "base/unique_fd.h"

extern char** environ;

namespace base {
namespace {

constexpr std::size_t kMostOutput = 16 * 1024 * 1024;

struct Pipe {
    UniqueFd readEnd;
    UniqueFd writeEnd;
};

Result<Pipe> createPipe() {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0) return errorFromErrno(errno, "cannot create", "a pipe");
    return Pipe{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

std::vector<char*> pointersTo(std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    for (auto& string : strings) pointers.push_back(string.data());
    pointers.push_back(nullptr);
    return pointers;
}

Result<pid_t> spawn(const ProcessRequest& request, const Pipe& in, const Pipe& out, const Pipe& err) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.readEnd.get(), 0);
    posix_spawn_file_actions_adddup2(&actions, out.writeEnd.get(), 1);
    posix_spawn_file_actions_adddup2(&actions, err.writeEnd.get(), 2);
    if (request.workingDirectory) posix_spawn_file_actions_addchdir_np(&actions, request.workingDirectory->c_str());
    auto arguments = request.command;
    auto argumentPointers = pointersTo(arguments);
    auto extra = request.environment;
    std::vector<char*> environment;
    // Which of two entries of one name counts is up to the program that reads them: leave one.
    const auto overridden = [&extra](std::string_view inherited) {
        const auto name = inherited.substr(0, inherited.find('=') + 1);
        return std::any_of(extra.begin(), extra.end(), [name](const std::string& entry) { return entry.starts_with(name); });
    };
    for (char** entry = environ; *entry != nullptr; ++entry)
        if (!overridden(*entry)) environment.push_back(*entry);
    for (auto& entry : extra) environment.push_back(entry.data());
    environment.push_back(nullptr);
    pid_t pid = -1;
    const int failure = ::posix_spawnp(&pid, arguments[0].c_str(), &actions, nullptr, argumentPointers.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (failure == ENOENT)
        return {ErrorCode::NotFound, "the program '" + arguments[0] + "' is not installed or not on PATH"};
    if (failure != 0) return errorFromErrno(failure, "cannot run", arguments[0]);
    return pid;
}

/// Moves bytes between us and the child until it closed both outputs. False when the deadline passed first.
bool pump(const ProcessRequest& request, Pipe& in, Pipe& out, Pipe& err, ProcessOutcome& outcome) {
    const SystemClock clock;
    const auto deadline = clock.monotonic() + request.timeout;
    std::size_t sent = 0;
    ::fcntl(in.writeEnd.get(), F_SETFL, O_NONBLOCK);
    while (out.readEnd.valid() || err.readEnd.valid()) {
        if (in.writeEnd.valid() && sent == request.standardInput.size()) in.writeEnd.reset();
        pollfd fds[3] = {{out.readEnd.get(), POLLIN, 0}, {err.readEnd.get(), POLLIN, 0}, {in.writeEnd.get(), POLLOUT, 0}};
        const auto left = deadline - clock.monotonic();
        if (left <= Duration::zero()) return false;
        if (::poll(fds, 3, static_cast<int>(std::min<long long>(left.count(), 60'000))) < 0 && errno != EINTR) return true;
        if (fds[2].revents != 0) {
            const auto n = ::write(in.writeEnd.get(), request.standardInput.data() + sent, request.standardInput.size() - sent);
            if (n > 0) sent += static_cast<std::size_t>(n);
            if (n < 0 && errno != EAGAIN && errno != EINTR) in.writeEnd.reset();
        }
        char buffer[65536];
        const auto drain = [&buffer](const pollfd& ready, UniqueFd& fd, Bytes& into) {
            if (ready.revents == 0) return;
            const auto n = ::read(fd.get(), buffer, sizeof buffer);
            if (n > 0 && into.size() < kMostOutput) into.append(buffer, static_cast<std::size_t>(n));
            if (n == 0 || (n < 0 && errno != EINTR)) fd.reset();
        };
        drain(fds[0], out.readEnd, outcome.standardOutput);
        drain(fds[1], err.readEnd, outcome.standardError);
    }
    return true;
}

}  // namespace

Result<ProcessOutcome> runProcess(const ProcessRequest& request) {
    if (request.command.empty()) return {ErrorCode::InvalidInput, "no program was named"};
    ::signal(SIGPIPE, SIG_IGN);
    TWINSET_ASSIGN(Pipe in, createPipe());
    TWINSET_ASSIGN(Pipe out, createPipe());
    TWINSET_ASSIGN(Pipe err, createPipe());
    TWINSET_ASSIGN(const pid_t pid, spawn(request, in, out, err));
    in.readEnd.reset();
    out.writeEnd.reset();
    err.writeEnd.reset();
    ProcessOutcome outcome;
    const bool inTime = pump(request, in, out, err, outcome);
    if (!inTime) ::kill(pid, SIGKILL);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (!inTime) return {ErrorCode::Timeout, request.command[0] + " did not end within " + humanDuration(request.timeout)};
    outcome.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return outcome;
}

Result<Bytes> runProcessOrFail(const ProcessRequest& request) {
    TWINSET_ASSIGN(auto outcome, runProcess(request));
    if (outcome.exitCode == 0) return std::move(outcome.standardOutput);
    Bytes tail = outcome.standardError.size() > 600 ? outcome.standardError.substr(outcome.standardError.size() - 600)
                                                    : outcome.standardError;
    while (!tail.empty() && (tail.back() == '\n' || tail.back() == '\r')) tail.pop_back();
    if (outcome.exitCode > 128 && tail.empty())
        return {ErrorCode::Unavailable, request.command[0] + " was ended by signal " + std::to_string(outcome.exitCode - 128) +
                                            " before it was done: try again"};
    return {ErrorCode::Internal, request.command[0] + " failed with exit code " + std::to_string(outcome.exitCode) + ": " + tail};
}

Result<std::filesystem::path> programBesideThisOne(const std::string& name) {
    std::error_code error;
    auto program = std::filesystem::read_symlink("/proc/self/exe", error).replace_filename(name);
    if (error || !std::filesystem::exists(program, error))
        return {ErrorCode::NotFound, "the program " + name + " is missing beside this one (" + program.string() + "): install Twinset again"};
    return program;
}

Result<std::uint64_t> processStartTime(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const Error gone{ErrorCode::NotFound, "there is no process " + std::to_string(pid)};
    // The second field is the program's name in parentheses and may hold anything: count from the last ')'.
    const auto name = text.rfind(')');
    if (name == std::string::npos || name + 2 >= text.size() || text[name + 2] == 'Z') return gone;
    std::size_t at = name + 2;
    for (int field = 3; field < 22; ++field) {
        at = text.find(' ', at);
        if (at == std::string::npos) return gone;
        ++at;
    }
    std::uint64_t ticks = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), ticks);
    if (error != std::errc() || *end != ' ') return gone;
    return ticks;
}

}  // namespace base
