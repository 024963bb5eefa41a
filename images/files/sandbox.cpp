#include "images/files/sandbox.h"

#include <seccomp.h>
#include <sys/resource.h>

#include <array>
#include <memory>

namespace images::files {

base::Result<void> enterSandbox() {
#ifdef TWINSET_SANITIZED
    return {};  // the sanitizers' runtimes take terabytes of address space and calls of their own
#else
    // glibc's allocator takes brk, the mmap family and madvise; abort() takes the signal calls; the rest is ours.
    static constexpr std::array kAllowed{
        SCMP_SYS(read),         SCMP_SYS(write),         SCMP_SYS(recvfrom),      SCMP_SYS(sendto),       SCMP_SYS(exit),
        SCMP_SYS(exit_group),   SCMP_SYS(brk),           SCMP_SYS(mmap),          SCMP_SYS(munmap),       SCMP_SYS(mremap),
        SCMP_SYS(mprotect),     SCMP_SYS(madvise),       SCMP_SYS(futex),         SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
        SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigreturn), SCMP_SYS(getpid),       SCMP_SYS(gettid),
        SCMP_SYS(tgkill),       SCMP_SYS(getrandom)};
    const rlimit memory{512UL << 20, 512UL << 20};
    const rlimit processor{60, 60};
    if (::setrlimit(RLIMIT_AS, &memory) != 0 || ::setrlimit(RLIMIT_CPU, &processor) != 0)
        return {base::ErrorCode::Unavailable, "cannot limit the memory of the file reader"};
    const std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter(::seccomp_init(SCMP_ACT_KILL_PROCESS), ::seccomp_release);
    bool ready = filter != nullptr;
    for (const int call : kAllowed) ready = ready && ::seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) == 0;
    if (!ready || ::seccomp_load(filter.get()) != 0)
        return {base::ErrorCode::Unavailable, "this system cannot confine the file reader (seccomp), so no file is read"};
    return {};
#endif
}

}  // namespace images::files
