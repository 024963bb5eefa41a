#include <nlohmann/json.hpp>

#include "images/byte_order.h"
#include "images/vphone/sha256.h"
#include "images/vphone/stream_vmdk.h"
#include "images/vphone/vphone_file.h"
#include "images/vphone/vphone_layout.h"

namespace images {
namespace {

/// Writes a member of the archive at its place, and knows its size and digest.
class MemberSink final : public ByteSink {
public:
    MemberSink(base::File& file, std::uint64_t headerAt) : m_file(file), m_start(headerAt + kTarBlock) {}
    base::Result<void> write(base::BytesView bytes) override {
        TWINSET_TRY(m_file.writeAt(m_start + m_size, bytes));
        m_size += bytes.size();
        m_hash.update(bytes);
        return {};
    }
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    [[nodiscard]] std::uint64_t end() const { return m_start + m_size; }
    [[nodiscard]] std::uint64_t nextHeader() const { return end() + tarPadding(m_size); }
    std::string sha256() { return m_hash.finish(); }

private:
    base::File& m_file;
    const std::uint64_t m_start;
    std::uint64_t m_size = 0;
    Sha256 m_hash;
};

class Writer final : public VphoneWriter {
public:
    Writer(base::File& file, PhoneDescription description, std::optional<AgeKey> key, base::Timestamp now)
        : m_file(file),
          m_description(std::move(description)),
          m_key(std::move(key)),
          m_now(now),
          m_diskName(vphone::memberName(vphone::kDisk, m_key.has_value())),
          m_descriptionName(vphone::memberName(vphone::kDescription, m_key.has_value())),
          m_descriptorSize(descriptor(0).size()),
          m_manifestSize(manifest(std::string(64, '0'), std::string(64, '0'), std::string(64, '0')).size()),
          m_manifestAt(kTarBlock + m_descriptorSize + tarPadding(m_descriptorSize)),
          m_diskAt(m_manifestAt + kTarBlock + m_manifestSize + tarPadding(m_manifestSize)),
          m_diskSink(file, m_diskAt),
          m_diskAge(m_key ? std::optional<AgeWriter>(std::in_place, *m_key, m_diskSink) : std::nullopt),
          m_vmdk(m_diskAge ? static_cast<ByteSink&>(*m_diskAge) : m_diskSink,
                 {m_description.diskSize.value, std::string(vphone::kDisk), m_description.restorePoint.text()}) {}

    /// Everything before the disk, with sizes and digests that are not known yet.
    base::Result<void> begin() { return putFront("", "", 0); }

    base::Result<void> write(std::uint64_t offset, base::BytesView bytes) override {
        TWINSET_TRY(m_vmdk.write(offset, bytes));
        for (std::size_t at = 0; at < bytes.size(); at += kGrainSize)
            if (const auto grain = bytes.substr(at, kGrainSize); !allZero(grain)) m_content.add(offset + at, grain);
        return {};
    }

    [[nodiscard]] base::ByteCount written() const override { return {m_diskSink.end()}; }

    base::Result<void> finish() override {
        TWINSET_TRY(m_vmdk.finish());
        if (m_diskAge) TWINSET_TRY(m_diskAge->finish());
        MemberSink description(m_file, m_diskSink.nextHeader());
        TWINSET_TRY(m_file.writeAt(m_diskSink.end(), base::Bytes(tarPadding(m_diskSink.size()), '\0')));
        TWINSET_TRY(putDescription(description));
        TWINSET_TRY(m_file.writeAt(m_diskSink.nextHeader(), tarHeader(m_descriptionName, description.size(), m_now)));
        const base::Bytes end(tarPadding(description.size()) + 2 * kTarBlock, '\0');
        TWINSET_TRY(m_file.writeAt(description.end(), end));
        TWINSET_TRY(putFront(m_diskSink.sha256(), description.sha256(), m_diskSink.size()));
        return m_file.sync();
    }

private:
    [[nodiscard]] std::string descriptor(std::uint64_t diskFileSize) const {
        return ovfDescriptor(m_description, {m_diskName, m_descriptionName, diskFileSize, m_key.has_value()});
    }
    [[nodiscard]] std::string manifest(std::string_view descriptorDigest, std::string_view disk,
                                       std::string_view description) const {
        return vphone::manifestLine(vphone::kDescriptor, descriptorDigest) + vphone::manifestLine(m_diskName, disk) +
               vphone::manifestLine(m_descriptionName, description);
    }

    base::Result<void> putFront(const std::string& diskDigest, const std::string& descriptionDigest,
                                std::uint64_t diskFileSize) {
        const auto ovf = descriptor(diskFileSize);
        auto front = tarHeader(std::string(vphone::kDescriptor), m_descriptorSize, m_now) + ovf;
        front.resize(m_manifestAt, '\0');
        front += tarHeader(std::string(vphone::kManifest), m_manifestSize, m_now) +
                 manifest(Sha256::of(ovf), diskDigest, descriptionDigest);
        front.resize(m_diskAt, '\0');
        front += tarHeader(m_diskName, diskFileSize, m_now);
        return m_file.writeAt(0, front);
    }

    base::Result<void> putDescription(MemberSink& to) {
        auto json = descriptionJson(m_description);
        json["format"] = vphone::kFormat;
        json["content"] = m_content.finish().hex();
        const auto text = json.dump(-1, ' ', false, base::Json::error_handler_t::replace);
        if (!m_key) return to.write(text);
        AgeWriter age(*m_key, to);
        TWINSET_TRY(age.write(text));
        return age.finish();
    }

    base::File& m_file;
    const PhoneDescription m_description;
    const std::optional<AgeKey> m_key;
    const base::Timestamp m_now;
    const std::string m_diskName, m_descriptionName;
    const std::uint64_t m_descriptorSize, m_manifestSize, m_manifestAt, m_diskAt;
    MemberSink m_diskSink;
    std::optional<AgeWriter> m_diskAge;
    VmdkWriter m_vmdk;
    vphone::ContentDigest m_content;
};

}  // namespace

base::Result<std::unique_ptr<VphoneWriter>> beginVphone(base::File& file, const PhoneDescription& description,
                                                        std::optional<AgeKey> key, base::Timestamp now) {
    auto writer = std::make_unique<Writer>(file, description, std::move(key), now);
    TWINSET_TRY(writer->begin());
    return std::unique_ptr<VphoneWriter>(std::move(writer));
}

}  // namespace images
