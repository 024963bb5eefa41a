#include "fleet/transfer/bulk_connection.h"

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>

#include "fleet/protocol/bulk.h"

namespace fleet {
namespace {

constexpr int kTimeoutSeconds = 30;

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
    bool broke = false;
    const bool wasUsed = m_used;
    auto answer = attempt(path, contentType, body, mostBytes, broke);
    if (broke && wasUsed) answer = attempt(path, contentType, body, mostBytes, broke);
    return answer;
}

base::Result<base::Bytes> BulkConnection::attempt(const std::string& path, const std::string& contentType, base::BytesView body,
                                                  std::size_t mostBytes, bool& broke) {
    broke = true;
    base::Error error;
    try {
        Poco::Net::HTTPRequest request(Poco::Net::HTTPRequest::HTTP_POST, path, Poco::Net::HTTPRequest::HTTP_1_1);
        request.setContentType(contentType);
        request.setContentLength64(static_cast<Poco::Int64>(body.size()));
        m_session.sendRequest(request).write(body.data(), static_cast<std::streamsize>(body.size()));
        Poco::Net::HTTPResponse response;
        std::istream& stream = m_session.receiveResponse(response);
        auto answer = readAnswer(stream, mostBytes);
        const int status = response.getStatus();
        const bool whole = answer && (!response.hasContentLength() || static_cast<std::size_t>(response.getContentLength64()) == answer->size());
        if (whole) {
            broke = false;
            m_used = true;
            if (status / 100 == 2) return answer;
            return protocol::readHttpError(status, *answer);
        }
        error = answer ? base::Error{base::ErrorCode::Unavailable, "the answer of the gateway at " + where() + " broke off"} : answer.error();
    } catch (const Poco::Net::SSLException& problem) {
        const std::string text = problem.displayText();
        const bool certificate = text.find("certificate") != std::string::npos || text.find("unknown ca") != std::string::npos;
        error = certificate ? base::Error{base::ErrorCode::Denied, "the certificates of this handset and of the server at " + where() +
                                                                       " do not belong to one fleet (" + problem.displayText() + ")"}
                            : base::Error{base::ErrorCode::Unavailable, "no Twinset gateway speaks at " + where() + " (" +
                                                                            problem.displayText() + "): check the address and the port"};
    } catch (const Poco::Net::ConnectionResetException&) {
        // Poco closes before the client has read the alert that says why.
        error = {base::ErrorCode::Unavailable, "the gateway at " + where() + " ended the connection: it may be stopping, or it does "
                                               "not accept this handset's certificate"};
    } catch (const Poco::Exception& problem) {
        error = {base::ErrorCode::Unavailable, "the gateway at " + where() + " cannot be reached (" + problem.displayText() + ")"};
    }
    m_session.reset();
    m_used = false;
    return error;
}

std::string BulkConnection::where() const { return m_host + " port " + std::to_string(m_port); }

}  // namespace fleet
