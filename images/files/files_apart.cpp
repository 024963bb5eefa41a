// The caller's side of twinset-files.
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <memory>

#include "base/file_system.h"
#include "base/unique_fd.h"
#include "images/files/disk_files.h"
#include "images/files/wire.h"

namespace images {
namespace {

using namespace files;

constexpr auto kDeadline = std::chrono::seconds(60);
constexpr std::uint32_t kMostBlocks = 4 * 1024 * 1024;

/// A running twinset-files; ended, whatever it does, when this goes.
class FileReaderProcess {
public:
    FileReaderProcess(pid_t pid, base::UniqueFd socket) : m_pid(pid), m_socket(std::move(socket)) {}
    FileReaderProcess(const FileReaderProcess&) = delete;
    FileReaderProcess& operator=(const FileReaderProcess&) = delete;
    ~FileReaderProcess() {
        ::kill(m_pid, SIGKILL);
        while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    [[nodiscard]] int socket() const { return m_socket.get(); }

private:
    pid_t m_pid;
    base::UniqueFd m_socket;
};

base::Result<std::unique_ptr<FileReaderProcess>> startFileReader(const std::filesystem::path& program) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return base::errorFromErrno(errno, "cannot create", "a socket");
    base::UniqueFd ours(ends[0]);
    const base::UniqueFd theirs(ends[1]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, theirs.get(), 0);
    auto name = program.string();
    char* arguments[] = {name.data(), nullptr};
    char* environment[] = {nullptr};
    pid_t pid = -1;
    const int failure = ::posix_spawn(&pid, name.c_str(), &actions, nullptr, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0) return base::errorFromErrno(failure, "cannot run", program);
    return std::make_unique<FileReaderProcess>(pid, std::move(ours));
}

/// The reader may be gone when it is written to as well as when it is read from: both mean the same.
base::Error whyItEnded(const base::Error& error) {
    if (error.code != base::ErrorCode::Unavailable) return error;
    return {base::ErrorCode::Corrupt, "the program that reads the disk's file system was stopped by what it found there: the file system is "
                                      "damaged, or made to harm; restore the virtual phone to reach its files"};
}

class FilesApart final : public DiskFiles {
public:
    FilesApart(base::BlockReader& disk, std::filesystem::path program) : m_disk(disk), m_program(std::move(program)) {}

    base::Result<FileListing> list(const std::string& path) override {
        TWINSET_ASSIGN(const auto answer, ask({true, path, 0, 0, m_disk.size()}));
        return readListing(answer);
    }

    base::Result<FilePiece> read(const std::string& path, std::uint64_t offset, std::size_t length) override {
        TWINSET_ASSIGN(const auto answer, ask({false, path, offset, std::min(length, kMostPieceBytes), m_disk.size()}));
        return readPiece(answer);
    }

private:
    base::Result<base::Bytes> ask(const Question& question) {
        const base::Duration deadline = base::SystemClock().monotonic() + kDeadline;
        TWINSET_ASSIGN(const auto process, startFileReader(m_program));
        if (const auto asked = sendMessage(process->socket(), 'Q', writeQuestion(question)); !asked) return whyItEnded(asked.error());
        while (true) {
            auto message = receiveMessage(process->socket(), &deadline);
            if (!message) return whyItEnded(message.error());
            if (message->kind == 'A') return std::move(message->payload);
            if (message->kind == 'E') return readError(message->payload);
            if (const auto given = giveBlocks(process->socket(), *message); !given) return whyItEnded(given.error());
        }
    }

    base::Result<void> giveBlocks(int socket, const Message& message) {
        if (message.kind != 'B') return {base::ErrorCode::Corrupt, "the file reader sent what is no message"};
        TWINSET_ASSIGN(const auto wanted, readWanted(message.payload));
        if (wanted.second > kMostBlocks) return {base::ErrorCode::Corrupt, "the file reader asked for too much at once"};
        const auto bytes = m_disk.read(wanted.first, wanted.second);
        return bytes.ok() ? sendMessage(socket, 'D', *bytes) : sendMessage(socket, 'E', writeError(bytes.error()));
    }

    base::BlockReader& m_disk;
    std::filesystem::path m_program;
};

}  // namespace

std::unique_ptr<DiskFiles> readFilesApart(base::BlockReader& disk, std::filesystem::path program) {
    return std::make_unique<FilesApart>(disk, std::move(program));
}

}  // namespace images
