// Whether compressing a chunk is worth the time, told by a look at a sixtieth of it.
#pragma once

#include "base/bytes.h"

namespace images {

/// True when the bytes of some samples are as evenly spread as those of noise: media, archives, what is encrypted. The
/// compressor would find so, too, after twenty times as long. False for short texts, which cost nothing.
bool looksLikeNoise(base::BytesView plain);

}  // namespace images
