#include "base/qr_text.h"

#include <qrencode.h>

#include <memory>

namespace base {

Result<std::string> qrText(std::string_view text) {
    constexpr int kQuietZone = 2;
    const std::string whole(text);
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(QRcode_encodeString8bit(whole.c_str(), 0, QR_ECLEVEL_L),
                                                               QRcode_free);
    if (code == nullptr)
        return {ErrorCode::InvalidInput, "the text does not fit into a QR code; copy it instead"};
    const int width = code->width;
    const auto light = [&](int x, int y) {
        return x < 0 || y < 0 || x >= width || y >= width || (code->data[y * width + x] & 1) == 0;
    };
    std::string drawn;
    for (int y = -kQuietZone; y < width + kQuietZone; y += 2) {
        for (int x = -kQuietZone; x < width + kQuietZone; ++x) {
            const bool upper = light(x, y), lower = y + 1 < width + kQuietZone && light(x, y + 1);
            drawn += upper ? lower ? "█" : "▀" : lower ? "▄" : " ";
        }
        drawn += '\n';
    }
    return drawn;
}

}  // namespace base
