#include <QTest>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>

#include "images/files/sandbox.h"

namespace {

/// How a child ended that entered the sandbox and then did `act`: its exit code, or 128 + signal.
int inSandbox(const std::function<void()>& act) {
    const pid_t child = ::fork();
    if (child == 0) {
        if (!images::files::enterSandbox().ok()) ::_exit(99);
        act();
        ::_exit(0);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

class DiskFilesSandboxTest : public QObject {
    Q_OBJECT
private slots:
    void memoryAndOpenFilesAreThere() {
        QCOMPARE(inSandbox([] {
                     auto* bytes = static_cast<volatile char*>(std::malloc(50'000'000));
                     bytes[49'000'000] = 1;
                     std::free(const_cast<char*>(bytes));
                     if (::write(2, "", 0) != 0) ::_exit(1);
                 }),
                 0);
    }

    void memoryHasAnEnd() {
        QCOMPARE(inSandbox([] { ::_exit(std::malloc(1'000'000'000) == nullptr ? 7 : 0); }), 7);
    }

    void filesNetworkAndProgramsAreNot() {
        const int killed = 128 + SIGSYS;
        QCOMPARE(inSandbox([] { (void)::open("/etc/hostname", O_RDONLY); }), killed);
        QCOMPARE(inSandbox([] { (void)::socket(AF_INET, SOCK_STREAM, 0); }), killed);
        QCOMPARE(inSandbox([] { ::execl("/bin/true", "true", nullptr); }), killed);
        QCOMPARE(inSandbox([] { (void)::fork(); }), killed);
        QCOMPARE(inSandbox([] { (void)::kill(::getppid(), 0); }), killed);
    }
};

QTEST_GUILESS_MAIN(DiskFilesSandboxTest)
#include "disk_files_sandbox_test.moc"
