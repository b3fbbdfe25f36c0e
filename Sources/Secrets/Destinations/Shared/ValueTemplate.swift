internal import Basics
internal import Configuration
internal import Cryptography

/// How a value is put into a template.
enum TemplateEncoding: String, Sendable, CaseIterable {
    /// As it is.
    case none
    /// Percent-encoded, everything but letters, digits and `-._~`.
    case url
}

/// A text with one place for a value, as `redis://app:{value}@cache:6379/0`.
struct ValueTemplate: Sendable {
    static let placeholder = "{value}"

    private let prefix: [UInt8]
    private let suffix: [UInt8]
    let encoding: TemplateEncoding

    /// Nil where `{value}` does not stand in it exactly once. Without a word on the encoding, a value behind `://` is
    /// part of a URL and encoded.
    init?(_ text: String, encoding: TemplateEncoding?) {
        guard let place = text.firstRange(of: Self.placeholder) else { return nil }
        let rest = text[place.upperBound...]
        guard !rest.contains(Self.placeholder) else { return nil }
        prefix = Array(text[..<place.lowerBound].utf8)
        suffix = Array(rest.utf8)
        self.encoding = encoding ?? (text[..<place.lowerBound].contains("://") ? .url : .none)
    }

    /// The text with a value in it.
    func filled(with value: borrowing Secret) -> Secret {
        switch encoding {
        case .none: joined(value)
        case .url: joined(Secret(PercentEncoding.encode(value.revealedBytes())))
        }
    }

    /// The value in a text; nil where the text is not of this template.
    func value(in text: borrowing Secret) -> Secret? {
        let middle = text.withUnsafeBytes { bytes -> Secret? in
            guard bytes.count > prefix.count + suffix.count, bytes.starts(with: prefix),
                bytes.suffix(suffix.count).elementsEqual(suffix)
            else { return nil }
            return Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[prefix.count..<bytes.count - suffix.count]))
        }
        guard let middle else { return nil }
        guard encoding == .url else { return middle }
        return PercentEncoding.decode(middle.revealedBytes()).map { Secret($0) }
    }

    private func joined(_ value: borrowing Secret) -> Secret {
        value.withUnsafeBytes { value in
            Secret(count: prefix.count + value.count + suffix.count) { output in
                output.copyBytes(from: prefix)
                UnsafeMutableRawBufferPointer(rebasing: output[prefix.count...]).copyBytes(from: value)
                UnsafeMutableRawBufferPointer(rebasing: output[(prefix.count + value.count)...]).copyBytes(from: suffix)
            }
        }
    }
}

/// `template: TEXT` and `encode: url | none`.
struct TemplateDefinition: Sendable {
    private let text: ConfigurationText
    private let encoding: TemplateEncoding?

    init(_ node: ConfigurationNode, encode: ConfigurationNode?) throws(ConfigurationError) {
        text = try node.text()
        encoding = try encode?.oneOf(TemplateEncoding.self)
        guard ValueTemplate(node.scalarText ?? "", encoding: nil) != nil else {
            throw Self.noPlace(node)
        }
    }

    func resolve(_ environment: [String: String]) throws -> ValueTemplate {
        guard let template = ValueTemplate(try text.resolve(environment), encoding: encoding) else {
            throw DestinationError(
                "the template has {value} in it more than once after its references are resolved", .configuration)
        }
        return template
    }

    private static func noPlace(_ node: ConfigurationNode) -> ConfigurationError {
        node.failure(
            "'\(node.path)' should have {value} in it exactly once",
            hint: "as template: \"redis://app:{value}@cache:6379/0\"")
    }
}
