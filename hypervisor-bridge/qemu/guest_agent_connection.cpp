#include "hypervisor-bridge/qemu/guest_agent_connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "hypervisor-bridge/qemu/guest_replies.h"
#include "hypervisor-bridge/qemu/unix_socket.h"

namespace hypervisor {
namespace {

using base::ErrorCode;
using namespace std::chrono_literals;

constexpr std::size_t kLongestReply = 64 * 1024 * 1024;
constexpr auto kSyncAgainAfter = base::Duration(2s);

std::string toBase64(base::BytesView bytes) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const auto count = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k) text += k <= count ? kAlphabet[group >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

class QemuGuestAgent final : public GuestAgent {
public:
    explicit QemuGuestAgent(std::shared_ptr<MachineContext> machine) : m_machine(std::move(machine)) {}

    base::Result<void> ping(base::Duration timeout) override {
        TWINSET_TRY(ask("guest-ping", nullptr, timeout));
        return {};
    }

    base::Result<GuestExecOutcome> exec(const std::vector<std::string>& command, const base::Bytes& standardInput,
                                        base::Duration timeout) override {
        if (command.empty()) return {ErrorCode::InvalidInput, "no program was named"};
        const auto deadline = m_clock.monotonic() + timeout;
        nlohmann::json arguments{{"path", command[0]}, {"capture-output", true}};
        arguments["arg"] = std::vector<std::string>(command.begin() + 1, command.end());
        if (!standardInput.empty()) arguments["input-data"] = toBase64(standardInput);
        const auto begun = ask("guest-exec", arguments, timeout);
        if (!begun) return begun.error().withContext(command[0]);
        TWINSET_ASSIGN(const auto pid, guestExecPid(*begun));
        for (auto pause = 2ms;; pause = std::min(pause * 2, 50ms)) {
            TWINSET_ASSIGN(const auto status, ask("guest-exec-status", {{"pid", pid}}, deadline - m_clock.monotonic()));
            if (auto outcome = guestExecOutcome(status)) return std::move(*outcome);
            if (m_clock.monotonic() >= deadline)
                return {ErrorCode::Timeout, command[0] + " in the guest did not end within " + base::humanDuration(timeout)};
            std::this_thread::sleep_for(pause);
        }
    }

    base::Result<int> freeze(base::Duration timeout) override { return number("guest-fsfreeze-freeze", timeout); }
    base::Result<int> thaw(base::Duration timeout) override { return number("guest-fsfreeze-thaw", timeout); }

    base::Result<bool> frozen(base::Duration timeout) override {
        TWINSET_ASSIGN(const auto status, ask("guest-fsfreeze-status", nullptr, timeout));
        return status == "frozen";
    }

    base::Result<void> setTime(base::Timestamp time, base::Duration timeout) override {
        const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
        TWINSET_TRY(ask("guest-set-time", {{"time", nanoseconds}}, timeout));
        return {};
    }

private:
    base::Result<int> number(const std::string& command, base::Duration timeout) {
        TWINSET_ASSIGN(const auto answer, ask(command, nullptr, timeout));
        return answer.is_number_integer() ? answer.get<int>() : 0;
    }

    base::Result<base::Json> ask(const std::string& command, const base::Json& arguments, base::Duration timeout) {
        const std::lock_guard lock(m_mutex);
        const auto deadline = m_clock.monotonic() + timeout;
        TWINSET_TRY(prepare(deadline));
        nlohmann::json request{{"execute", command}, {"id", ++m_lastId}};
        if (!arguments.is_null()) request["arguments"] = arguments;
        TWINSET_TRY(send(request.dump() + "\n"));
        TWINSET_ASSIGN(const auto reply, replyTo(m_lastId, deadline));
        return guestReturn(reply, command);
    }

    /// Drops what comes before: answers to earlier questions that nobody waits for any more.
    base::Result<base::Json> replyTo(std::int64_t id, base::Duration deadline) {
        while (true) {
            const auto line = readLine(deadline);
            if (!line) {
                m_synced = false;
                return line.error();
            }
            auto reply = base::parseJson(*line, kLongestReply);
            if (!reply || !reply->is_object()) {
                m_socket.reset();
                return {ErrorCode::Corrupt, "the guest agent of " + m_machine->spec.id.text() + " does not speak its protocol"};
            }
            if (reply->contains("id") && (*reply)["id"] == id) return std::move(*reply);
        }
    }

    base::Result<void> prepare(base::Duration deadline) {
        TWINSET_ASSIGN(const auto process, m_machine->needRunning());
        if (m_socket.valid() && m_pid != process->record().identity.pid) m_socket.reset();
        if (!m_socket.valid()) {
            TWINSET_ASSIGN(m_socket, connectUnixSocket(m_machine->directory, "ga"));
            m_pid = process->record().identity.pid;
            m_buffer.clear();
            m_synced = false;
            m_syncSentAt = m_clock.monotonic() - kSyncAgainAfter;
        }
        while (!m_synced) {
            if (m_clock.monotonic() - m_syncSentAt >= kSyncAgainAfter) {
                m_syncSentAt = m_clock.monotonic();
                // 0xFF makes the agent forget half a question that came before.
                TWINSET_TRY(send("\xff" + nlohmann::json{{"execute", "guest-sync-delimited"}, {"arguments", {{"id", ++m_lastId}}}}.dump() + "\n"));
            }
            const auto line = readLine(std::min(deadline, m_syncSentAt + kSyncAgainAfter));
            if (!line) {
                if (line.error().code != ErrorCode::Timeout || m_clock.monotonic() >= deadline) return line.error();
                continue;
            }
            const auto reply = base::parseJson(*line, kLongestReply);
            // A slow guest may answer an earlier one: it is there, and later answers are told apart by their ids.
            m_synced = reply && reply->is_object() && reply->contains("return") && (*reply)["return"].is_number_integer();
        }
        return {};
    }

    base::Result<void> send(std::string_view bytes) {
        while (!bytes.empty()) {
            pollfd ready{m_socket.get(), POLLOUT, 0};
            if (::poll(&ready, 1, 5000) <= 0) return gone();
            const auto sent = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
            if (sent < 0) return gone();
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return {};
    }

    base::Result<std::string> readLine(base::Duration deadline) {
        while (true) {
            if (const auto end = m_buffer.find('\n'); end != std::string::npos) {
                auto line = m_buffer.substr(0, end);
                m_buffer.erase(0, end + 1);
                if (const auto mark = line.rfind('\xff'); mark != std::string::npos) line.erase(0, mark + 1);
                if (!line.empty()) return line;
                continue;
            }
            const auto left = deadline - m_clock.monotonic();
            if (left <= base::Duration::zero())
                return {ErrorCode::Timeout, "the guest agent of " + m_machine->spec.id.text() + " did not answer in time"};
            pollfd ready{m_socket.get(), POLLIN, 0};
            if (::poll(&ready, 1, static_cast<int>(std::min<long long>(left.count(), 60'000))) <= 0) continue;
            char bytes[65536];
            const auto got = ::recv(m_socket.get(), bytes, sizeof bytes, 0);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0 || m_buffer.size() > kLongestReply) return gone();
            m_buffer.append(bytes, static_cast<std::size_t>(got));
        }
    }

    base::Error gone() {
        m_socket.reset();
        return {ErrorCode::Unavailable, "the connection to the guest agent of " + m_machine->spec.id.text() +
                                            " ended: it was stopped or started anew; try again"};
    }

    std::shared_ptr<MachineContext> m_machine;
    const base::SystemClock m_clock;  // guests answer in real time, whatever clock the driver has
    std::mutex m_mutex;
    base::UniqueFd m_socket;
    pid_t m_pid = -1;
    std::string m_buffer;
    bool m_synced = false;
    std::int64_t m_lastId = 0;
    base::Duration m_syncSentAt{0};
};

}  // namespace

bool guestAgentConnected(QmpConnection& qmp) {
    const auto chardevs = qmp.query("query-chardev");
    if (!chardevs) return false;
    for (const auto& chardev : *chardevs)
        if (chardev.value("label", "") == "ga") return chardev.value("frontend-open", false);
    return false;
}

std::unique_ptr<GuestAgent> createQemuGuestAgent(std::shared_ptr<MachineContext> machine) {
    return std::make_unique<QemuGuestAgent>(std::move(machine));
}

}  // namespace hypervisor
