public import Basics

/// Why bytes could not be decoded. It carries nothing of what they hold.
public enum DecodingFailure: Error, Sendable, Hashable {
    /// They end too early, or claim more than there is.
    case truncated
    /// They break the rules of the format.
    case malformed
    /// Something follows the value.
    case trailingBytes
    /// The format may say this, and the decoder does not read it: code to be run, an unknown version.
    case unsupported
    /// There are more of them than `maximumBytes`, or they become more.
    case tooLarge
    /// Deeper than `maximumDepth`.
    case tooDeep
    /// More values than `maximumElements`.
    case tooManyElements
}

extension DecodingFailure: Failure {
    public var message: String {
        switch self {
        case .truncated: "the serialised value ends too early"
        case .malformed: "the bytes are not in the format expected"
        case .trailingBytes: "bytes follow the serialised value"
        case .unsupported: "the serialised value has a part that is not decoded"
        case .tooLarge: "the serialised value is larger than is decoded"
        case .tooDeep: "the serialised value is nested deeper than is decoded"
        case .tooManyElements: "the serialised value has more elements than are decoded"
        }
    }

    public var status: ExitStatus { .badInput }
}
