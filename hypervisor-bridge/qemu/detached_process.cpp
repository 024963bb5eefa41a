#include "hypervisor-bridge/qemu/detached_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/file_system.h"
#include "base/process.h"
#include "base/unique_fd.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

/// What the child needs, made before the fork: only async-signal-safe calls are allowed after it.
struct ChildPlan {
    std::vector<char*> arguments;
    const char* directory;
    const char* logFile;
    std::vector<int> fds;
    int report;
    int go;
    int goOfParent;
};

[[noreturn]] void failChild(int report) {
    const int failure = errno;
    (void)!::write(report, &failure, sizeof failure);
    ::_exit(127);
}

[[noreturn]] void becomeProgram(const ChildPlan& plan) {
    ::setsid();
    const pid_t pid = ::getpid();
    if (::chdir(plan.directory) != 0) failChild(plan.report);
    ::close(plan.goOfParent);
    (void)!::write(plan.report, &pid, sizeof pid);
    char go = 0;
    if (::read(plan.go, &go, 1) != 1) ::_exit(0);
    const int log = ::open(plan.logFile, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::dup2(null, 0);
    ::dup2(log, 1);
    ::dup2(log, 2);
    // The sources were moved above 100 before the fork, so no target overwrites one.
    int target = 3;
    for (const int fd : plan.fds) ::dup2(fd, target++);
    ::dup3(plan.report, target, O_CLOEXEC);
    ::syscall(SYS_close_range, target + 1, ~0U, 0);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execvp(plan.arguments[0], plan.arguments.data());
    failChild(target);
}

struct Pipe {
    base::UniqueFd readEnd;
    base::UniqueFd writeEnd;
};

/// Both ends are above 100, out of the way of what the child inherits.
base::Result<Pipe> createPipe() {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0) return base::errorFromErrno(errno, "cannot create", "a pipe");
    const base::UniqueFd low[2] = {base::UniqueFd(fds[0]), base::UniqueFd(fds[1])};
    Pipe pipe{base::UniqueFd(::fcntl(low[0].get(), F_DUPFD_CLOEXEC, 100)), base::UniqueFd(::fcntl(low[1].get(), F_DUPFD_CLOEXEC, 100))};
    if (!pipe.readEnd.valid() || !pipe.writeEnd.valid()) return base::errorFromErrno(errno, "cannot create", "a pipe");
    return pipe;
}

}  // namespace

base::Result<ProcessIdentity> startDetached(const DetachedRequest& request) {
    auto command = request.command;
    TWINSET_ASSIGN(Pipe report, createPipe());
    TWINSET_ASSIGN(Pipe go, createPipe());
    ChildPlan plan{{}, request.workingDirectory.c_str(), request.logFile.c_str(), {}, report.writeEnd.get(), go.readEnd.get(),
                   go.writeEnd.get()};
    for (auto& argument : command) plan.arguments.push_back(argument.data());
    plan.arguments.push_back(nullptr);
    std::vector<base::UniqueFd> moved;
    for (const int fd : request.inheritedFds) {
        moved.emplace_back(::fcntl(fd, F_DUPFD_CLOEXEC, 100));
        plan.fds.push_back(moved.back().get());
    }
    const pid_t middle = ::fork();
    if (middle < 0) return base::errorFromErrno(errno, "cannot start", command[0]);
    if (middle == 0) {
        if (::fork() == 0) becomeProgram(plan);
        ::_exit(0);
    }
    report.writeEnd.reset();
    go.readEnd.reset();
    while (::waitpid(middle, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_t pid = -1;
    if (::read(report.readEnd.get(), &pid, sizeof pid) != static_cast<ssize_t>(sizeof pid))
        return {ErrorCode::Unavailable, "no process could be made for " + command[0]};
    TWINSET_ASSIGN(const auto ticks, base::processStartTime(pid));
    const ProcessIdentity identity{pid, ticks};
    TWINSET_TRY(request.record(identity));
    if (::write(go.writeEnd.get(), "g", 1) != 1) return base::errorFromErrno(errno, "cannot start", command[0]);
    int failure = 0;
    if (::read(report.readEnd.get(), &failure, sizeof failure) == static_cast<ssize_t>(sizeof failure)) {
        if (failure == ENOENT) return {ErrorCode::NotFound, "the program '" + command[0] + "' is not installed or not on PATH"};
        return base::errorFromErrno(failure, "cannot run", command[0]);
    }
    return identity;
}

bool isAlive(const ProcessIdentity& process) {
    if (process.pid <= 0) return false;
    const auto ticks = base::processStartTime(process.pid);
    return ticks && *ticks == process.startTicks;
}

bool waitUntilGone(const ProcessIdentity& process, base::Duration timeout) {
    const base::SystemClock clock;
    const auto deadline = clock.monotonic() + timeout;
    const base::UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0)));
    while (isAlive(process)) {
        const auto left = deadline - clock.monotonic();
        if (left <= base::Duration::zero()) return false;
        pollfd ended{handle.get(), POLLIN, 0};
        ::poll(&ended, handle.valid() ? 1 : 0, static_cast<int>(std::min<long long>(left.count(), handle.valid() ? 1000 : 5)));
    }
    return true;
}

base::Result<void> killProcess(const ProcessIdentity& process) {
    const base::UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0)));
    if (!isAlive(process)) return {};
    // The handle was opened before the identity was checked, so the signal can only reach the process we mean.
    const auto failed = handle.valid() ? ::syscall(SYS_pidfd_send_signal, handle.get(), SIGKILL, nullptr, 0)
                                       : ::kill(process.pid, SIGKILL);
    if (failed != 0 && errno != ESRCH) return base::errorFromErrno(errno, "cannot kill", "process " + std::to_string(process.pid));
    if (!waitUntilGone(process, std::chrono::seconds(10)))
        return {ErrorCode::Timeout, "process " + std::to_string(process.pid) + " does not end although it was killed"};
    return {};
}

}  // namespace hypervisor
