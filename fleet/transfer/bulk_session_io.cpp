// How a bulk session reads bodies and writes answers: always with a deadline, and not slower than a peer may be.
//
// Within these coroutines no temporary with a destructor stands in an expression that awaits: g++ 12 destroys some twice.
#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/http/status.hpp>
#include <random>

#include "fleet/transfer/bulk_session.h"

namespace fleet {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kWriteBytes = 64 * 1024;
constexpr std::uint64_t kMostForgottenBytes = 16 * 1024 * 1024;
constexpr int kShortestRetrySeconds = 2, kLongestRetrySeconds = 8;

std::string reasonOf(int status) {
    return std::string(boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status)));
}

/// Handsets that are sent away together must not come back together.
std::string retrySeconds() {
    thread_local std::minstd_rand random{std::random_device()()};
    return std::to_string(std::uniform_int_distribution<int>(kShortestRetrySeconds, kLongestRetrySeconds)(random));
}

}  // namespace

BulkSession::Task<bool> BulkSession::readBody(base::Bytes& into, std::size_t most) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, std::min(kReadBytes, most)));
    const auto before = into.size();
    if (m_buffer.size() > 0) {
        const auto taken = std::min(wanted, m_buffer.size());
        into.append(static_cast<const char*>(m_buffer.data().data()), taken);
        m_buffer.consume(taken);
        m_left -= taken;
        co_return true;
    }
    into.resize(before + wanted);
    expectWithin(m_environment.times.stall, "nothing came of a request's body");
    const auto since = Steady::now();
    const auto [error, count] = co_await m_tls.async_read_some(boost::asio::buffer(into.data() + before, wanted),
                                                               Awaited());
    m_deadline.cancel();
    into.resize(before + (error ? 0 : count));
    if (error || m_closed) co_return false;
    m_left -= count;
    m_pace.add(Steady::now() - since, count);
    if (m_pace.tooSlow()) close("a request's body came too slowly");
    co_return !m_closed;
}

BulkSession::Task<bool> BulkSession::readWholeBody(base::Bytes& into) {
    bool came = true;
    while (came && m_left > 0) came = co_await readBody(into, kReadBytes);
    co_return came;
}

BulkSession::Task<bool> BulkSession::write(base::BytesView bytes) {
    while (!bytes.empty()) {
        const auto some = bytes.substr(0, kWriteBytes);
        expectWithin(m_environment.times.stall, "nothing of an answer was taken");
        const auto since = Steady::now();
        const auto [error, count] = co_await boost::asio::async_write(m_tls, boost::asio::buffer(some.data(), some.size()), kAwait);
        (void)count;
        m_deadline.cancel();
        if (error || m_closed) co_return false;
        m_pace.add(Steady::now() - since, some.size());
        if (m_pace.tooSlow()) {
            close("an answer was taken too slowly");
            co_return false;
        }
        bytes.remove_prefix(some.size());
    }
    co_return true;
}

BulkSession::Task<bool> BulkSession::answer(int status, base::BytesView contentType, base::BytesView body, bool retry) {
    std::string text = "HTTP/1.1 " + std::to_string(status) + " " + reasonOf(status) + "\r\n";
    if (!contentType.empty()) text += "Content-Type: " + std::string(contentType) + "\r\n";
    if (status != 204) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    if (retry) text += "Retry-After: " + retrySeconds() + "\r\n";
    text += "\r\n";
    text += body;
    co_return co_await write(text);
}

BulkSession::Task<bool> BulkSession::answer(const base::Result<BulkAnswer>& answered) {
    if (!answered) co_return co_await refuse(answered.error(), false);
    if (answered->body.empty()) co_return co_await answer(204, "", "", false);
    co_return co_await answer(200, answered->contentType, answered->body, false);
}

BulkSession::Task<bool> BulkSession::refuseBusy(const char* why) {
    const base::Error error{base::ErrorCode::Unavailable, why};
    co_return co_await refuse(error, true);
}

BulkSession::Task<bool> BulkSession::refuse(const base::Error& error, bool retry) {
    const auto body = protocol::writeHttpError(error);
    const bool written = co_await answer(protocol::httpStatusFor(error.code), "application/json", body, retry);
    if (!written || m_left > kMostForgottenBytes) co_return false;
    base::Bytes forgotten;
    const auto until = Steady::now() + m_environment.times.forgetting;
    bool came = true;
    while (came && m_left > 0 && Steady::now() < until) {
        forgotten.clear();
        came = co_await readBody(forgotten, kReadBytes);
    }
    co_return came && m_left == 0;
}

}  // namespace fleet
