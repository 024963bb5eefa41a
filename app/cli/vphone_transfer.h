// What `phone export` and `phone import` have in common: passphrases, and calls that outlast a gateway's restart.
#pragma once

#include "app/cli/command.h"
#include "app/cli/progress.h"
#include "base/secret.h"
#include "images/vphone/vphone_file.h"

namespace cli {

/// --passphrase-file
Parameter passphraseOption();
/// From that file, or asked for; with `again` a second time, so that a slip of the fingers locks nobody out.
base::Result<base::Secret> readPassphrase(Context& context, const Arguments& arguments, const std::string& file,
                                          bool again);

/// A call that is asked again while the gateway is away, for as long as waiting commands do; Cancelled after Ctrl-C.
base::Result<base::Json> callPatiently(Context& context, std::string_view verb, const base::Json& arguments);

/// Sends the disk of a virtual phone file in the pieces that the gateway takes. Zeros are not sent, nor what it has
/// already.
class DiskUpload {
public:
    struct Terms {
        std::string operation;
        std::uint64_t next = 0, unit = 0, most = 0, diskSize = 0;  // the gateway's answer
    };
    DiskUpload(Context& context, Progress& progress, Terms terms)
        : m_context(context), m_progress(progress), m_terms(std::move(terms)) {}
    /// Content in rising order.
    base::Result<void> add(std::uint64_t offset, base::BytesView bytes);
    base::Result<void> flush();
    [[nodiscard]] base::ByteCount sent() const { return {m_sent}; }

private:
    [[nodiscard]] std::uint64_t downToUnit(std::uint64_t offset) const { return offset / m_terms.unit * m_terms.unit; }
    base::Result<void> send(std::uint64_t offset, base::BytesView bytes);

    Context& m_context;
    Progress& m_progress;
    const Terms m_terms;
    std::uint64_t m_start = 0;  // of m_bytes, a multiple of the unit
    base::Bytes m_bytes;
    std::uint64_t m_sent = 0;
};

}  // namespace cli
