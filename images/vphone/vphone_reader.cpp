#include <nlohmann/json.hpp>

#include "images/vphone/piece_gatherer.h"
#include "images/vphone/sha256.h"
#include "images/vphone/stream_vmdk.h"
#include "images/vphone/vphone_file.h"
#include "images/vphone/vphone_layout.h"

namespace images {
namespace {

constexpr std::size_t kReadForDigest = 1024 * 1024;

base::Error notVphone(std::string_view why) {
    return {base::ErrorCode::Corrupt, "this is no virtual phone file: " + std::string(why)};
}

class Reader final : public VphoneReader {
public:
    explicit Reader(base::File& file) : m_file(file) {}

    base::Result<void> open() {
        TWINSET_ASSIGN(const auto members, readTar(m_file, 4));
        if (members.size() != 4) return notVphone("it has " + std::to_string(members.size()) + " files in it, not 4");
        m_encrypted = members[2].name == vphone::memberName(vphone::kDisk, true);
        if (members[0].name != vphone::kDescriptor || members[1].name != vphone::kManifest ||
            members[2].name != vphone::memberName(vphone::kDisk, m_encrypted) ||
            members[3].name != vphone::memberName(vphone::kDescription, m_encrypted))
            return notVphone("the files in it are not those that belong there");
        if (members[0].size > vphone::kMostDescriptor || members[1].size > vphone::kMostManifest ||
            members[3].size > vphone::kMostDescription)
            return notVphone("a file in it is longer than it can be");
        m_descriptor = members[0];
        m_disk = members[2];
        m_description = members[3];
        TWINSET_ASSIGN(m_manifest, m_file.readAt(members[1].offset, static_cast<std::size_t>(members[1].size)));
        m_name = Sha256::of(m_manifest);
        return {};
    }

    [[nodiscard]] bool encrypted() const override { return m_encrypted; }
    [[nodiscard]] const std::string& name() const override { return m_name; }

    base::Result<void> unlock(const base::Secret& passphrase) override {
        TWINSET_ASSIGN(const auto start, m_file.readAt(m_description.offset, headSize(m_description)));
        TWINSET_ASSIGN(m_key, openAgeKey(start, passphrase));
        TWINSET_ASSIGN(const auto diskStart, m_file.readAt(m_disk.offset, headSize(m_disk)));
        TWINSET_ASSIGN(m_diskKey, openAgeKey(diskStart, passphrase, *m_key));
        return {};
    }

    base::Result<PhoneDescription> verify(const std::function<bool(std::uint64_t, std::uint64_t)>& progress) override {
        std::string actual;
        std::uint64_t done = 0;
        const auto total = m_descriptor.size + m_disk.size + m_description.size;
        for (const auto* member : {&m_descriptor, &m_disk, &m_description}) {
            TWINSET_ASSIGN(const auto digest, digestOf(*member, done, total, progress));
            const auto line = vphone::manifestLine(member->name, digest);
            if (m_manifest.compare(actual.size(), line.size(), line) != 0)
                return {base::ErrorCode::Corrupt,
                        "the file is damaged: '" + member->name + "' in it is not what its manifest says"};
            actual += line;
        }
        if (actual.size() != m_manifest.size()) return notVphone("its manifest names more than it holds");
        return describe();
    }

    base::Result<void> readDisk(const DiskPiece& take) override {
        FileStretch stretch(m_file, m_disk.offset, m_disk.size);
        std::optional<AgeReader> age;
        if (m_encrypted) age.emplace(*m_diskKey, stretch);
        VmdkReader vmdk(age ? static_cast<ByteSource&>(*age) : stretch);
        TWINSET_TRY(vmdk.begin(m_diskSize));
        PieceGatherer pieces(take);
        vphone::ContentDigest content;
        while (true) {
            TWINSET_ASSIGN(auto grain, vmdk.next());
            if (!grain) break;
            content.add(grain->offset, grain->bytes);
            TWINSET_TRY(pieces.add(std::move(*grain)));
        }
        TWINSET_TRY(pieces.flush());
        if (content.finish() != m_content)
            return {base::ErrorCode::Corrupt, "the disk in the file is not the one that its description names"};
        return {};
    }

private:
    static std::size_t headSize(const TarMember& member) {
        return static_cast<std::size_t>(std::min<std::uint64_t>(member.size, kMostAgeHeader));
    }

    base::Result<std::string> digestOf(const TarMember& member, std::uint64_t& done, std::uint64_t total,
                                       const std::function<bool(std::uint64_t, std::uint64_t)>& progress) {
        FileStretch stretch(m_file, member.offset, member.size);
        Sha256 hash;
        while (true) {
            TWINSET_ASSIGN(const auto bytes, stretch.read(kReadForDigest));
            if (bytes.empty()) return hash.finish();
            hash.update(bytes);
            done += bytes.size();
            if (progress && !progress(done, total)) return {base::ErrorCode::Cancelled, "the reading was cancelled"};
        }
    }

    base::Result<PhoneDescription> describe() {
        FileStretch stretch(m_file, m_description.offset, m_description.size);
        base::Bytes text;
        if (m_encrypted) {
            if (!m_key) return {base::ErrorCode::Denied, "the file is encrypted: give its passphrase"};
            AgeReader age(*m_key, stretch);
            TWINSET_ASSIGN(text, age.read(vphone::kMostDescription));
        } else {
            TWINSET_ASSIGN(text, stretch.read(vphone::kMostDescription));
        }
        TWINSET_ASSIGN(auto json, base::parseJson(text, vphone::kMostDescription));
        if (!json.is_object()) return notVphone("its description cannot be read");
        if (const auto format = json.find("format"); format == json.end() || *format != vphone::kFormat)
            return {base::ErrorCode::InvalidInput, "the file is of a format that this version does not know"};
        const auto content = json.find("content");
        if (content == json.end() || !content->is_string()) return notVphone("its description names no content");
        TWINSET_ASSIGN(m_content, base::Digest::fromHex(content->get<std::string>()));
        json.erase("format");
        json.erase("content");
        TWINSET_ASSIGN(auto description, readDescription(json));
        m_diskSize = description.diskSize.value;
        return description;
    }

    base::File& m_file;
    bool m_encrypted = false;
    TarMember m_descriptor, m_disk, m_description;
    base::Bytes m_manifest;
    std::string m_name;
    std::optional<AgeKey> m_key, m_diskKey;
    base::Digest m_content;
    std::uint64_t m_diskSize = 0;
};

}  // namespace

base::Result<std::unique_ptr<VphoneReader>> VphoneReader::open(base::File& file) {
    auto reader = std::make_unique<Reader>(file);
    TWINSET_TRY(reader->open());
    return std::unique_ptr<VphoneReader>(std::move(reader));
}

}  // namespace images
