#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "app/cli/terminal.h"

namespace cli {
namespace {

std::atomic<bool> interrupted{false};

void onInterrupt(int) { interrupted = true; }

/// Writes everything or returns errno.
int writeAll(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

/// Turns the echo of a terminal off until it dies.
class QuietTerminal {
public:
    explicit QuietTerminal(int fd) : m_fd(fd) {
        m_known = ::tcgetattr(fd, &m_before) == 0;
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        quiet.c_lflag |= ECHONL;
        if (m_known) ::tcsetattr(fd, TCSAFLUSH, &quiet);
    }
    ~QuietTerminal() {
        if (m_known) ::tcsetattr(m_fd, TCSAFLUSH, &m_before);
    }
    QuietTerminal(const QuietTerminal&) = delete;
    QuietTerminal& operator=(const QuietTerminal&) = delete;

private:
    int m_fd;
    bool m_known = false;
    termios m_before{};
};

class PosixTerminal final : public Terminal {
public:
    void out(std::string_view text) override {
        m_pending += text;
        if (m_pending.size() > 64 * 1024 || outIsTerminal()) drain();
    }
    void err(std::string_view text) override {
        drain();
        writeAll(STDERR_FILENO, text);
    }
    base::Result<void> flush() override {
        drain();
        if (m_errno == 0) return {};
        return {base::ErrorCode::Unavailable,
                std::string("cannot write to standard output: ") + std::strerror(m_errno)};
    }

    bool canAsk() const override { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1; }
    bool outIsTerminal() const override { return ::isatty(STDOUT_FILENO) == 1; }
    bool errIsTerminal() const override { return ::isatty(STDERR_FILENO) == 1; }
    std::size_t width() const override {
        winsize size{};
        for (const int fd : {STDOUT_FILENO, STDERR_FILENO})
            if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
        return 80;
    }

    base::Result<std::string> ask(std::string_view prompt) override {
        if (!canAsk()) return {base::ErrorCode::Unavailable, "there is no terminal to ask on"};
        err(prompt);
        std::string line;
        line.reserve(4096);  // a password leaves no copies behind
        char c = 0;
        while (true) {
            const ssize_t got = ::read(STDIN_FILENO, &c, 1);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return {base::ErrorCode::Cancelled, "the input ended"};
            if (c == '\n') return line;
            if (line.size() < 4096) line += c;
        }
    }

    base::Result<base::Secret> askSecret(std::string_view prompt) override {
        if (!canAsk()) return {base::ErrorCode::Unavailable, "there is no terminal to ask on"};
        err(prompt);
        const QuietTerminal quiet(STDIN_FILENO);
        TWINSET_ASSIGN(std::string line, ask(""));
        return base::Secret(std::move(line));
    }

    base::Result<base::Bytes> readInput(std::size_t mostBytes) override {
        base::Bytes all;
        char buffer[16384];
        while (true) {
            const ssize_t got = ::read(STDIN_FILENO, buffer, sizeof buffer);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0)
                return {base::ErrorCode::Unavailable,
                        std::string("cannot read standard input: ") + std::strerror(errno)};
            if (got == 0) return all;
            all.append(buffer, static_cast<std::size_t>(got));
            if (all.size() > mostBytes)
                return {base::ErrorCode::InvalidInput, "standard input has more than " + base::humanSize({mostBytes}) +
                                                           ", which is the most that can be sent"};
        }
    }

    bool pause(base::Duration duration) override {
        if (!m_watching) {
            struct sigaction action {};
            action.sa_handler = onInterrupt;
            action.sa_flags = static_cast<int>(SA_RESETHAND);
            ::sigaction(SIGINT, &action, nullptr);
            m_watching = true;
        }
        if (!interrupted) ::poll(nullptr, 0, static_cast<int>(duration.count()));
        return !interrupted;
    }

private:
    void drain() {
        if (const int error = writeAll(STDOUT_FILENO, m_pending); error != 0 && m_errno == 0) m_errno = error;
        m_pending.clear();
    }

    std::string m_pending;
    int m_errno = 0;
    bool m_watching = false;
};

}  // namespace

std::unique_ptr<Terminal> createPosixTerminal() {
    ::signal(SIGPIPE, SIG_IGN);
    return std::make_unique<PosixTerminal>();
}

}  // namespace cli
