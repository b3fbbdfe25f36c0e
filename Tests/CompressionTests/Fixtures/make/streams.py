"""Rows for streams.json: what python's gzip and zlib and the package zstandard write."""
import gzip, io, json, zlib
import zstandard
text = b"".join(b"line %d\n" % i for i in range(1000))
def z(data, **more): return zstandard.ZstdCompressor(level=3, **more).compress(data)
def streaming(data):
    out = io.BytesIO()
    with zstandard.ZstdCompressor().stream_writer(out, closefd=False) as writer:
        for start in range(0, len(data), 1000): writer.write(data[start:start + 1000])
    return out.getvalue()
rows = [
    dict(name="gzip", format="gzip", bytes=gzip.compress(text, mtime=0)),
    dict(name="gzip of two members", format="gzip", bytes=gzip.compress(text[:5000], mtime=0) + gzip.compress(text[5000:], mtime=0)),
    dict(name="gzip padded with zeros", format="gzip", bytes=gzip.compress(text, mtime=0) + bytes(512)),
    dict(name="zlib", format="zlib", bytes=zlib.compress(text)),
    dict(name="zstd", format="zstd", bytes=z(text)),
    dict(name="zstd without its length", format="zstd", bytes=streaming(text)),
    dict(name="zstd of two frames", format="zstd", bytes=z(text[:5000]) + z(text[5000:], write_checksum=True)),
]
empty = [dict(name=f, format=f, bytes=b) for f, b in (("gzip", gzip.compress(b"", mtime=0)), ("zlib", zlib.compress(b"")), ("zstd", z(b"")))]
bombs = [dict(name="4 MiB of zeros", format="gzip", bytes=gzip.compress(bytes(4 << 20), mtime=0)),
         dict(name="4 MiB of zeros", format="zlib", bytes=zlib.compress(bytes(4 << 20))),
         dict(name="16 MiB of zeros", format="zstd", bytes=z(bytes(16 << 20)))]
def pack(rows): return [dict(row, bytes=row["bytes"].hex()) for row in rows]
print(json.dumps(dict(source=f"zlib {zlib.ZLIB_RUNTIME_VERSION}, zstandard {zstandard.__version__}", streams=pack(rows), empty=pack(empty), bombs=pack(bombs)), indent=0))
