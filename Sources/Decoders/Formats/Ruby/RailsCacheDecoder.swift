/// An entry of Rails's cache store, which is what holds the session where `:cache_store` does (rails/rails,
/// activesupport/lib/active_support/cache: entry.rb, coder.rb, serializer_with_fallback.rb). Three forms are in use: an
/// `ActiveSupport::Cache::Entry` (to 6.1), a mark and a packed array (7.0), a signed header (7.1). The value of the entry
/// is what is returned.
struct RailsCacheDecoder: ValueDecoder {
    private static let compressed: UInt8 = 0x80

    var name: String { Decoding.railsCache.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        var cursor = ByteCursor(bytes)
        switch (cursor.next, bytes.count > 1 ? bytes[1] : nil) {
        case (0x04, _): return try entry(MarshalDecoder().decode(bytes, limits: limits), limits)
        case (0x00, 0x11): return try signed(&cursor, limits)
        case (0x00, _):
            _ = try cursor.byte()
            return try packed(MarshalDecoder().decode(cursor.rest(), limits: limits))
        case (0x01, _):
            _ = try cursor.byte()
            return try packed(MarshalDecoder().decode(Envelope.zlib.open(cursor.rest(), limits), limits: limits))
        default: throw .malformed
        }
    }

    /// To 6.1: an object whose value may be a serialised and compressed one.
    private func entry(_ entry: DecodedValue, _ limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        guard case .object("ActiveSupport::Cache::Entry", let members) = entry,
            let value = members["value"] ?? members["v"]
        else { throw .malformed }
        guard members["compressed"] == .boolean(true) || members["c"] == .boolean(true), case .text(let bytes) = value
        else { return value }
        return try MarshalDecoder().decode(Envelope.zlib.open(bytes, limits), limits: limits)
    }

    /// 7.0: value, time of expiry, version.
    private func packed(_ entry: DecodedValue) throws(DecodingFailure) -> DecodedValue {
        guard case .list(let parts) = entry, parts.count <= 3 else { throw .malformed }
        return parts.first ?? .null
    }

    /// 7.1: a kind, the time of expiry, the version, and the value.
    private func signed(_ cursor: inout ByteCursor, _ limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        _ = try cursor.bytes(2)
        let kind = try cursor.byte()
        _ = try cursor.bytes(8)
        _ = try cursor.bytes(max(0, Int(try cursor.littleEndian(Int32.self))))
        let rest = cursor.rest()
        let payload = kind & Self.compressed == 0 ? Array(rest) : try Envelope.zlib.open(rest, limits)
        switch kind & ~Self.compressed {
        case 1: return try MarshalDecoder().decode(payload, limits: limits)
        case 2, 3, 4: return .text(payload)
        default: throw .unsupported
        }
    }
}
