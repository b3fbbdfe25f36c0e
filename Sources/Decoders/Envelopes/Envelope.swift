internal import Basics
internal import Compression

/// What a serialised value can be wrapped in, by the names that configurations give it.
public enum Envelope: String, Sendable, Hashable, CaseIterable {
    /// gzip, zlib, Zstandard or an LZ4 frame, told by how the bytes begin; else nothing. django-redis compresses so, and
    /// leaves short values as they are.
    case automatic
    /// gzip (RFC 1952).
    case gzip
    /// zlib (RFC 1950).
    case zlib
    /// Zstandard (RFC 8878).
    case zstd
    /// An LZ4 frame.
    case lz4
    /// phpredis's LZ4: a block with a header of its own, or nothing where that does not fit.
    case lz4PHP = "lz4-php"
    /// phpredis's LZF: a bare block, or nothing where the bytes are none.
    case lzf
    /// Base 64 (RFC 4648 §4).
    case base64

    /// What is in it, no longer than the limits allow.
    public func open(_ bytes: UnsafeRawBufferPointer, _ limits: DecodingLimits) throws(DecodingFailure) -> [UInt8] {
        guard bytes.count <= limits.maximumBytes else { throw .tooLarge }
        switch self {
        case .automatic:
            if LZ4Frame.isFrame(bytes) { return try Envelope.lz4.open(bytes, limits) }
            guard let format = CompressionFormat.detected(in: bytes) else { return Array(bytes) }
            return try Self.decompress(bytes, format, limits)
        case .gzip: return try Self.decompress(bytes, .gzip, limits)
        case .zlib: return try Self.decompress(bytes, .zlib, limits)
        case .zstd: return try Self.decompress(bytes, .zstd, limits)
        case .lz4: return try LZ4Frame.decompress(bytes, maximumBytes: limits.maximumBytes)
        // phpredis stores what does not become shorter as it is, and reads it so (library.c, redis_uncompress).
        case .lz4PHP: return try PHPRedisLZ4.decompress(bytes, maximumBytes: limits.maximumBytes) ?? Array(bytes)
        case .lzf:
            do throws(DecodingFailure) {
                return try LZF.decompress(bytes, maximumBytes: limits.maximumBytes)
            } catch {
                if error == .tooLarge { throw error }
                return Array(bytes)
            }
        case .base64:
            guard let text = String(validating: bytes, as: UTF8.self), let content = Base64.decode(text) else {
                throw .malformed
            }
            return content
        }
    }

    /// The same of an array.
    public func open(_ bytes: [UInt8], _ limits: DecodingLimits) throws(DecodingFailure) -> [UInt8] {
        let result = bytes.withUnsafeBytes { bytes -> Result<[UInt8], DecodingFailure> in
            do throws(DecodingFailure) { return .success(try open(bytes, limits)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private static func decompress(
        _ bytes: UnsafeRawBufferPointer, _ format: CompressionFormat, _ limits: DecodingLimits
    ) throws(DecodingFailure) -> [UInt8] {
        do throws(CompressionError) {
            return try Decompression.decompress(bytes, as: format, maximumBytes: limits.maximumBytes)
        } catch {
            switch error {
            case .truncated: throw .truncated
            case .corrupt: throw .malformed
            case .tooLarge, .outOfMemory: throw .tooLarge
            case .trailingBytes: throw .trailingBytes
            }
        }
    }
}
