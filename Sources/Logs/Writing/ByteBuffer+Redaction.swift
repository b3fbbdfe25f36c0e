internal import Basics

extension ByteBuffer {
    private static let redactionMark: StaticString = "[redacted]"

    /// Appends what stands for a credential.
    mutating func appendRedactionMark() { append(Self.redactionMark) }

    /// Appends a text without its credentials; false where it had none.
    mutating func append(redacting text: Bytes) -> Bool {
        let places = Redaction.places(in: text)
        var offset = 0
        for place in places {
            append(text.part(offset, place.lowerBound))
            appendRedactionMark()
            offset = place.upperBound
        }
        if text.count > offset { append(text.from(offset)) }
        return !places.isEmpty
    }
}
