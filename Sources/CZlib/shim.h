// zlib as Swift can import it: its header, and an inline function for a macro.
#pragma once
#include <zlib.h>

/// Makes a stream ready to decompress. `windowBits` is 15 for zlib, 15 + 16 for gzip.
static inline int firebreak_inflate_init(z_stream *stream, int windowBits) { return inflateInit2(stream, windowBits); }
