internal import Decoders

/// What Django's Redis cache and django-redis store (django/core/cache/backends/redis.py, `RedisSerializer`;
/// django_redis/client/default.py, `encode`): integers as their digits; anything else as a pickle or, where
/// django-redis's `SERIALIZER` says so, as JSON or MessagePack; and that, where its `COMPRESSOR` says so, compressed
/// unless it is short. Each form begins in its own way, so values written before a setting was changed are read too.
/// LZMA is not decompressed.
enum DjangoCacheValue {
    private static let limits = DecodingLimits()

    static func read(_ value: StoredValue) -> ReadSession {
        guard case .text(let bytes) = value else { return .unreadable }
        // A session is a dictionary. An integer is a counter of the application's, under a key that looks like one.
        if isInteger(bytes) { return .ended }
        guard let plain = try? Envelope.automatic.open(bytes, limits),
            let content = try? decoding(plain).decoder.decode(plain, limits: limits)
        else { return .unreadable }
        return ReadSession(variables: content)
    }

    /// A pickle of protocol 2 and above begins with 0x80 and its protocol; a map of MessagePack with 0x80 to 0x8F, of
    /// which 0x80 is an empty one and nothing follows it, with 0xDE or 0xDF.
    private static func decoding(_ bytes: [UInt8]) -> Decoding {
        switch bytes.first ?? 0 {
        case UInt8(ascii: "{"): .json
        case 0x80 where bytes.count == 1: .msgpack
        case 0x81...0x8F, 0xDE, 0xDF: .msgpack
        default: .pickle
        }
    }

    private static func isInteger(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension ReadSession {
    /// A session whose value is a set of named variables: anything else is none that can be read.
    init(variables content: DecodedValue) {
        switch content {
        case .map, .object, .opaque: self = .session(content)
        default: self = .unreadable
        }
    }
}
