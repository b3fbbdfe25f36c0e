/// Takes credentials out of foreign text before it is printed, or kept where nothing can be taken out again: the values
/// that are known, and what looks like a credential whoever wrote it. It errs towards taking out too much.
public struct Redaction: Sendable {
    /// What stands in place of what was taken out.
    public static let mark = "[redacted]"
    private let secrets: [String]

    /// - Parameter secrets: values that must not appear. Those of less than four characters would take everything apart and
    ///   are left to the shapes.
    public init(secrets: [String] = []) {
        self.secrets = secrets.filter { $0.count >= 4 }.sorted { $0.count > $1.count }
    }

    /// With more values that must not appear.
    public func adding(_ more: [String]) -> Redaction { Redaction(secrets: secrets + more) }

    /// Whether any value is known.
    public var knowsSecrets: Bool { !secrets.isEmpty }

    /// The text without the values that are known, whatever else it looks like.
    public func withoutKnown(_ text: String) -> String {
        secrets.reduce(text) { $0.contains($1) ? $0.replacing($1, with: Self.mark) : $0 }
    }

    /// The text without them.
    public func callAsFunction(_ text: String) -> String {
        var text = withoutKnown(text)
        return text.withUTF8 { utf8 in
            let places = CredentialScan(UnsafeRawBufferPointer(utf8)).places
            guard !places.isEmpty else { return String(decoding: utf8, as: UTF8.self) }
            var kept: [UInt8] = []
            var offset = 0
            for place in places {
                kept += utf8[offset..<place.lowerBound]
                kept += Self.mark.utf8
                offset = place.upperBound
            }
            kept += utf8[offset...]
            return String(decoding: kept, as: UTF8.self)
        }
    }

    /// Where what looks like a credential stands in a text, in order; empty for nearly every text.
    public static func places(in text: UnsafeRawBufferPointer) -> [Range<Int>] { CredentialScan(text).places }

    /// Whether a field's name says that its value is a credential.
    public static func isCredential(_ name: UnsafeRawBufferPointer) -> Bool { CredentialScan(name).hasName }
}
