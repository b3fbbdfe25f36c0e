internal import Basics

/// What Django's session base class makes of a session where a backend keeps it as text, as django-redis-sessions does
/// (django/contrib/sessions/backends/base.py, encode): since Django 3.1 `signing.dumps`, that is
/// `<base64url>:<time>:<signature>`, with a point before it where it is compressed; before, base 64 of `<hash>:<data>`.
/// Signatures are not checked: the key is the application's. The data is JSON, or a pickle where the project says so.
struct DjangoSessionDecoder: ValueDecoder {
    var name: String { Decoding.django.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        guard bytes.count <= limits.maximumBytes else { throw .tooLarge }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed }
        return try Self.data(Self.payload(text, limits), limits)
    }

    private static func payload(_ text: String, _ limits: DecodingLimits) throws(DecodingFailure) -> [UInt8] {
        guard text.utf8.contains(UInt8(ascii: ":")) else {
            guard let signed = Base64.decode(text), let colon = signed.firstIndex(of: UInt8(ascii: ":")) else {
                throw .malformed
            }
            return Array(signed[(colon + 1)...])
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed }
        let isCompressed = parts[0].hasPrefix(".")
        guard let payload = Base64.decodeURL(isCompressed ? parts[0].dropFirst() : parts[0]) else { throw .malformed }
        return isCompressed ? try Envelope.zlib.open(payload, limits) : payload
    }

    private static func data(_ data: [UInt8], _ limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        switch data.first {
        case UInt8(ascii: "{"): try JSONDecoder().decode(data, limits: limits)
        case 0x80: try PickleDecoder().decode(data, limits: limits)
        default: throw .malformed
        }
    }
}
