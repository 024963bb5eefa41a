// The encryption of virtual phone files: version 1 of the age format (age-encryption.org/v1, C2SP) with one recipient,
// a passphrase through scrypt. A member of the package that is named *.age is such a file, and the program `age` opens
// it, too. Authenticated in pieces of 64 KiB: a piece that was changed, moved or cut off is noticed.
//
// Rejected: LUKS, which encrypts without authenticating; a stream format of our own, which nobody else could open.
#pragma once

#include <memory>

#include "base/secret.h"
#include "images/vphone/byte_stream.h"

namespace images {

/// A header, and the key that it wraps. Two files may have it in common: what they are encrypted with differs.
struct AgeKey {
    base::Bytes header;
    base::Secret fileKey;
};

/// 2 to this power is what scrypt costs: 256 MiB and about a second, as `age` itself takes it.
constexpr unsigned kAgeWorkFactor = 18;
/// Of files from outside: no header makes us take more than 1 GiB.
constexpr unsigned kMostAgeWorkFactor = 20;
/// No header that we read is longer.
constexpr std::size_t kMostAgeHeader = 1024;

base::Result<AgeKey> createAgeKey(const base::Secret& passphrase, unsigned workFactor);
/// `start` is the beginning of a file, kMostAgeHeader bytes or all of it. Denied when it is another passphrase; Corrupt
/// for what has no such header; InvalidInput for one that asks for more work than we do, or for other recipients.
base::Result<AgeKey> openAgeKey(base::BytesView start, const base::Secret& passphrase);
/// The same when the key of another file is known that may have this header in common: saves the work.
base::Result<AgeKey> openAgeKey(base::BytesView start, const base::Secret& passphrase, const AgeKey& other);

/// Writes header and text to `to`, which must outlive it.
class AgeWriter final : public ByteSink {
public:
    AgeWriter(const AgeKey& key, ByteSink& to);
    ~AgeWriter() override;
    base::Result<void> write(base::BytesView bytes) override;
    /// The end. Once, nothing may be written afterwards.
    base::Result<void> finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// The text of a file whose key was opened. Corrupt at the piece that is damaged; nothing of that piece is given away.
class AgeReader final : public ByteSource {
public:
    /// `from` stands at the beginning of the file. Both must outlive this.
    AgeReader(const AgeKey& key, ByteSource& from);
    ~AgeReader() override;
    base::Result<base::Bytes> read(std::size_t length) override;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace images
