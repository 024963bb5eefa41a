#include "base/bytes.h"

#include <sodium.h>

#include <array>
#include <cstdio>

namespace base {

std::string toHex(BytesView bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    text.pop_back();
    return text;
}

Result<Bytes> fromHex(std::string_view text) {
    Bytes bytes(text.size() / 2, '\0');
    std::size_t written = 0;
    const int status = sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                      text.size(), nullptr, &written, nullptr);
    if (status != 0 || written * 2 != text.size()) return {ErrorCode::InvalidInput, "not a hexadecimal string"};
    return bytes;
}

std::string toBase64Url(BytesView bytes) {
    constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      kVariant);
    text.pop_back();  // the terminating NUL that libsodium writes
    return text;
}

Result<Bytes> fromBase64Url(std::string_view text) {
    Bytes bytes(text.size() / 4 * 3 + 3, '\0');
    std::size_t written = 0;
    const char* end = nullptr;
    const int status = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                         text.size(), nullptr, &written, &end,
                                         sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (status != 0 || end != text.data() + text.size()) return {ErrorCode::InvalidInput, "not a base64url string"};
    bytes.resize(written);
    return bytes;
}

Bytes randomBytes(std::size_t count) {
    Bytes bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string humanSize(ByteCount size) {
    constexpr std::array kUnits{"KiB", "MiB", "GiB", "TiB", "PiB"};
    if (size.value < 1024) return std::to_string(size.value) + " B";
    double scaled = static_cast<double>(size.value);
    std::size_t unit = 0;
    scaled /= 1024;
    while (scaled >= 1023.95 && unit + 1 < kUnits.size()) {
        scaled /= 1024;
        ++unit;
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %s", scaled, kUnits[unit]);
    return text;
}

}  // namespace base
