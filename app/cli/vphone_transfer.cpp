#include "app/cli/vphone_transfer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/operation_wait.h"
#include "app/cli/password_input.h"

namespace cli {

using base::ErrorCode;

Parameter passphraseOption() {
    return option("--passphrase-file", "FILE", "the passphrase, in the first line; - is standard input");
}

base::Result<base::Secret> readPassphrase(Context& context, const Arguments& arguments, const std::string& file,
                                          bool again) {
    const auto from = arguments.text("--passphrase-file");
    TWINSET_ASSIGN(auto passphrase, readPassword(context, from, "--passphrase-file", "Passphrase of " + file + ": "));
    if (passphrase.empty()) return {ErrorCode::InvalidInput, "a passphrase has at least one character"};
    if (!again || !from.empty()) return passphrase;
    TWINSET_ASSIGN(const auto second, context.terminal().askSecret("The same again: "));
    if (!passphrase.matches(second.reveal()))
        return {ErrorCode::InvalidInput, "these are two different passphrases: try again"};
    return passphrase;
}

base::Result<base::Json> callPatiently(Context& context, std::string_view verb, const base::Json& arguments) {
    const auto start = context.clock().monotonic();
    auto pause = kShortestPause;
    while (true) {
        if (!context.terminal().pause(base::Duration(0))) return {ErrorCode::Cancelled, "stopped"};
        auto answer = context.call(verb, arguments);
        const bool away =
            !answer && (answer.error().code == ErrorCode::Unavailable || answer.error().code == ErrorCode::Timeout);
        if (!away || context.clock().monotonic() - start > kGatewayPatience) return answer;
        if (!context.terminal().pause(pause)) return {ErrorCode::Cancelled, "stopped"};
        pause = std::min(pause * 3 / 2, kLongestPause);
    }
}

base::Result<void> DiskUpload::add(std::uint64_t offset, base::BytesView bytes) {
    const auto end = m_start + m_bytes.size();
    if (!m_bytes.empty() && downToUnit(offset) > downToUnit(end + m_terms.unit - 1)) TWINSET_TRY(flush());
    if (m_bytes.empty()) m_start = downToUnit(offset);
    m_bytes.resize(offset - m_start, '\0');
    m_bytes += bytes;
    std::size_t done = 0;
    for (; m_bytes.size() - done >= m_terms.most; done += m_terms.most)
        TWINSET_TRY(send(m_start + done, base::BytesView(m_bytes).substr(done, m_terms.most)));
    m_bytes.erase(0, done);
    m_start += done;
    return {};
}

base::Result<void> DiskUpload::flush() {
    if (m_bytes.empty()) return {};
    const auto end = std::min(downToUnit(m_start + m_bytes.size() + m_terms.unit - 1), m_terms.diskSize);
    m_bytes.resize(end - m_start, '\0');
    TWINSET_TRY(send(m_start, m_bytes));
    m_bytes.clear();
    return {};
}

base::Result<void> DiskUpload::send(std::uint64_t offset, base::BytesView bytes) {
    const auto end = offset + bytes.size();
    if (end <= m_terms.next) return {};
    const auto from = std::max(offset, m_terms.next);
    const auto piece = bytes.substr(from - offset);
    const auto answer =
        callPatiently(m_context, "virtual_phone_import_write",
                      {{"operation", m_terms.operation}, {"offset", from}, {"bytes", base::toBase64Url(piece)}});
    // An answer that was lost is found out by asking again: the gateway has that piece already.
    if (!answer && answer.error().code != ErrorCode::Conflict) return answer.error();
    m_sent += piece.size();
    m_progress.update(static_cast<double>(end) / static_cast<double>(m_terms.diskSize),
                      m_context.bars() ? base::humanSize({end}) : "sending the disk");
    return {};
}

}  // namespace cli
