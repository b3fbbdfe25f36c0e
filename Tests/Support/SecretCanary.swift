internal import Basics
internal import Glibc
internal import JSON

/// A secret value, by what of it cannot stand anywhere by chance, in the forms in which it could have been written.
public struct SecretCanary: Sendable {
    /// Which value it is, for messages.
    public let name: String
    private let forms: [[UInt8]]

    /// - Parameters:
    ///   - name: which value it is.
    ///   - texts: it, as it stands at destinations.
    ///   - isPublicKey: whether a text of 64 hexadecimal digits is none: the public key of an application at Discord.
    public init(_ name: String, _ texts: [String], isPublicKey: Bool = false) {
        self.name = name
        var forms: Set<String> = []
        for text in texts {
            var parts = text.split(whereSeparator: \.isNewline).map(String.init)
            // Of a JWK the private half, wherever it stands.
            if let half = (try? JSONValue(parsing: Array(text.utf8)))?["d"]?.stringValue { parts = [half] }
            for part in parts {
                // A PEM file by its lines, however they are joined; a verifier's half is public, by its own prefix
                // (Standard Webhooks).
                guard part.utf8.count >= 12, !part.hasPrefix("-----"), !part.hasPrefix("whpk_") else { continue }
                if isPublicKey, part.utf8.count == 64, part.utf8.allSatisfy({ Self.isHexadecimal($0) }) { continue }
                let bytes = Array(part.utf8)
                let base64 = String(Base64.encode(bytes).prefix { $0 != "=" })
                let hexadecimal = Hexadecimal.encode(bytes)
                forms.formUnion([
                    part, base64, base64.replacing("+", with: "-").replacing("/", with: "_"), hexadecimal,
                    hexadecimal.uppercased(), PercentEncoding.encode(part),
                ])
            }
        }
        self.forms = forms.map { Array($0.utf8) }
    }

    /// Whether there is anything to look for.
    public var isEmpty: Bool { forms.isEmpty }

    /// Whether it stands in a text.
    public func isIn(_ text: String) -> Bool { isIn(Array(text.utf8)) }

    /// Whether it stands in what a file holds.
    public func isIn(_ bytes: [UInt8]) -> Bool {
        forms.contains { form in
            bytes.withUnsafeBytes { bytes in form.withUnsafeBytes { Self.contains($0, in: bytes) } }
        }
    }

    private static func contains(_ form: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = form.baseAddress, var at = bytes.baseAddress else { return false }
        let end = at + bytes.count
        while end - at >= form.count, let found = memchr(at, Int32(form[0]), end - at - form.count + 1) {
            if memcmp(found, first, form.count) == 0 { return true }
            at = UnsafeRawPointer(found) + 1
        }
        return false
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
