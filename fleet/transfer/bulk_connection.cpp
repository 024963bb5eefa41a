#include "fleet/transfer/bulk_connection.h"

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/NumberParser.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "fleet/protocol/bulk.h"

namespace fleet {
namespace {

constexpr int kTimeoutSeconds = 30;
constexpr auto kBusyPatience = std::chrono::minutes(2);
constexpr int kLongestWaitSeconds = 30;
constexpr std::chrono::milliseconds kGlance{50};  // between two looks whether the answer is still wanted

base::Result<base::Bytes> readAnswer(std::istream& stream, std::size_t most) {
    base::Bytes body, piece(64 * 1024, '\0');
    while (stream) {
        stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        body.append(piece, 0, static_cast<std::size_t>(stream.gcount()));
        if (body.size() > most) return {base::ErrorCode::Unavailable, "the gateway's answer is longer than expected"};
    }
    return body;
}

}  // namespace

BulkConnection::BulkConnection(std::string host, std::uint16_t port, const Poco::Net::Context::Ptr& context)
    : m_host(std::move(host)), m_port(port), m_session(m_host, m_port, context) {
    m_session.setKeepAlive(true);
    m_session.setTimeout(Poco::Timespan(kTimeoutSeconds, 0));
}

base::Result<base::Bytes> BulkConnection::post(const std::string& path, const std::string& contentType, base::BytesView body,
                                               std::size_t mostBytes) {
    const auto since = std::chrono::steady_clock::now();
    auto last = attemptTwice(path, contentType, body, mostBytes);
    while (last.comeBack && std::chrono::steady_clock::now() - since < kBusyPatience) {
        if (!waitFor(*last.comeBack)) return {base::ErrorCode::Cancelled, "cancelled while the gateway at " + where() + " was busy"};
        last = attemptTwice(path, contentType, body, mostBytes);
    }
    return std::move(last.answer);
}

bool BulkConnection::waitFor(std::chrono::milliseconds pause) const {
    for (; pause.count() > 0 && m_wanted(); pause -= std::min(pause, kGlance)) std::this_thread::sleep_for(std::min(pause, kGlance));
    return m_wanted();
}

BulkConnection::Attempt BulkConnection::attemptTwice(const std::string& path, const std::string& contentType,
                                                     base::BytesView body, std::size_t mostBytes) {
    const bool wasUsed = m_used;
    auto first = attempt(path, contentType, body, mostBytes);
    return first.broke && wasUsed ? attempt(path, contentType, body, mostBytes) : std::move(first);
}

BulkConnection::Attempt BulkConnection::broken(base::Error error) {
    m_session.reset();
    m_used = false;
    return {std::move(error), true, {}};
}

BulkConnection::Attempt BulkConnection::read(std::size_t mostBytes) {
    Poco::Net::HTTPResponse response;
    auto answer = readAnswer(m_session.receiveResponse(response), mostBytes);
    if (!answer) return broken(answer.error());
    if (response.hasContentLength() && static_cast<std::size_t>(response.getContentLength64()) != answer->size())
        return broken({base::ErrorCode::Unavailable, "the answer of the gateway at " + where() + " broke off"});
    m_used = true;
    const int status = response.getStatus();
    if (status / 100 == 2) return {std::move(answer), false, {}};
    Attempt refused{protocol::readHttpError(status, *answer), false, {}};
    int seconds = 0;
    if (status == Poco::Net::HTTPResponse::HTTP_SERVICE_UNAVAILABLE &&
        Poco::NumberParser::tryParse(response.get("Retry-After", ""), seconds))
        refused.comeBack = std::chrono::seconds(std::clamp(seconds, 1, kLongestWaitSeconds));
    return refused;
}

BulkConnection::Attempt BulkConnection::attempt(const std::string& path, const std::string& contentType, base::BytesView body,
                                                std::size_t mostBytes) {
    try {
        Poco::Net::HTTPRequest request(Poco::Net::HTTPRequest::HTTP_POST, path, Poco::Net::HTTPRequest::HTTP_1_1);
        request.setContentType(contentType);
        request.setContentLength64(static_cast<Poco::Int64>(body.size()));
        m_session.sendRequest(request).write(body.data(), static_cast<std::streamsize>(body.size()));
        return read(mostBytes);
    } catch (const Poco::Net::SSLException& problem) {
        const std::string text = problem.displayText();
        const bool certificate = text.find("certificate") != std::string::npos || text.find("unknown ca") != std::string::npos;
        return broken(certificate ? base::Error{base::ErrorCode::Denied, "the certificates of this handset and of the server at " + where() +
                                                                             " do not belong to one fleet (" + text + ")"}
                                  : base::Error{base::ErrorCode::Unavailable, "no Twinset gateway speaks at " + where() + " (" + text +
                                                                                  "): check the address and the port"});
    } catch (const Poco::Exception& problem) {
        // A server may close before the client has read the alert that says why.
        if (problem.code() == EPIPE || dynamic_cast<const Poco::Net::ConnectionResetException*>(&problem) != nullptr)
            return broken({base::ErrorCode::Unavailable, "the gateway at " + where() + " ended the connection: it may be stopping, or it "
                                                         "does not accept this handset's certificate"});
        return broken({base::ErrorCode::Unavailable, "the gateway at " + where() + " cannot be reached (" + problem.displayText() + ")"});
    }
}

std::string BulkConnection::where() const { return m_host + " port " + std::to_string(m_port); }

}  // namespace fleet
