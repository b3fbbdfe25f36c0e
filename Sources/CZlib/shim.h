// zlib as Swift can import it: its header, and an inline function for a macro.
#pragma once
#include <zlib.h>

/// Makes a stream ready to decompress. `windowBits` is 15 for zlib, 15 + 16 for gzip.
static inline int firebreak_inflate_init(z_stream *stream, int windowBits) { return inflateInit2(stream, windowBits); }

/// Makes a stream ready to compress to gzip, as hard as `gzip` does by default.
static inline int firebreak_deflate_init(z_stream *stream) {
    return deflateInit2(stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
