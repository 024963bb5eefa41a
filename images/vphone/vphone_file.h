// Virtual phone files (.vphone): a virtual phone's data disk with what is known of the phone, as one portable file. An
// OVF 1.1 package in a tar; docs/formats/vphone.md has every byte of it.
//
//   phone.ovf                 the descriptor, for other programs
//   phone.mf                  SHA-256 of the others
//   disk1.vmdk[.age]          the data disk (stream_vmdk.h), encrypted unless asked for otherwise (age_format.h)
//   phone.json[.age]          the description, with the digest of the disk's content
//
// The description comes last because it names the content, which is known when it has passed; descriptor, manifest and
// headers are written again at the end. A file whose writing broke off has an end missing, and is taken up with
// salvage().
//
// Rejected: the release in the file (a hundred times as large as most people's data, and signed and published apart
// from it); a reference to it by its manifest's digest alone (the same image, published by another fleet, has another
// one); an OVF certificate (what an encrypted file says is authentic for who has the passphrase; a plain one proves
// nothing, and says so).
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "base/secret.h"
#include "images/vphone/age_format.h"
#include "images/vphone/description.h"
#include "images/vphone/tar_archive.h"

namespace images {

/// Content of the disk: its byte offset, and up to 4 MiB of it, beginning and ending at multiples of 64 KiB or at the
/// disk's end.
using DiskPiece = std::function<base::Result<void>(std::uint64_t offset, base::BytesView bytes)>;

class VphoneWriter {
public:
    virtual ~VphoneWriter() = default;
    /// As VmdkWriter::write(); what is not written reads as zeros.
    virtual base::Result<void> write(std::uint64_t offset, base::BytesView bytes) = 0;
    /// Bytes of the file so far.
    [[nodiscard]] virtual base::ByteCount written() const = 0;
    /// Completes the file, durably. Once.
    virtual base::Result<void> finish() = 0;
};

/// `file` is empty, and must outlive the writer. No key: a plain file.
base::Result<std::unique_ptr<VphoneWriter>> beginVphone(base::File& file, const PhoneDescription& description,
                                                        std::optional<AgeKey> key, base::Timestamp now);

/// Hands over what a file that broke off holds of restore point `point`, as far as it is sound. Answers where the disk
/// goes on: 0 when it holds nothing of it. Errors are those of `take`, and Denied for another passphrase.
base::Result<std::uint64_t> salvageVphone(base::File& file, const PhoneDescription& description,
                                          const base::Secret* passphrase, const DiskPiece& take);

class VphoneReader {
public:
    /// Corrupt, or InvalidInput for what a newer version wrote, when the file is not built like one. `file` must
    /// outlive it.
    static base::Result<std::unique_ptr<VphoneReader>> open(base::File& file);
    virtual ~VphoneReader() = default;
    [[nodiscard]] virtual bool encrypted() const = 0;
    /// Of an encrypted file, before the description is read. Denied when it is another passphrase.
    virtual base::Result<void> unlock(const base::Secret& passphrase) = 0;
    /// Names the file whatever it is called: the SHA-256 of its manifest, in hexadecimal.
    [[nodiscard]] virtual const std::string& name() const = 0;
    /// Reads every byte and compares it with the manifest; then the description.
    virtual base::Result<PhoneDescription> verify(
        const std::function<bool(std::uint64_t done, std::uint64_t total)>& progress) = 0;
    /// After verify(). All of the disk that is not zeros, in rising order; an error at the end when it is not the
    /// content that the description names.
    virtual base::Result<void> readDisk(const DiskPiece& take) = 0;
};

}  // namespace images
