public import Basics

/// Why compressed bytes could not be read.
public enum CompressionError: Error, Sendable, Hashable {
    /// They end too early.
    case truncated
    /// They break the rules of their format, or a checksum does not fit.
    case corrupt
    /// They become more than was allowed.
    case tooLarge
    /// Something that is not compressed follows them.
    case trailingBytes
    /// No memory for the decompressor.
    case outOfMemory
}

extension CompressionError: Failure {
    public var message: String {
        switch self {
        case .truncated: "the compressed data ends too early"
        case .corrupt: "the compressed data is damaged"
        case .tooLarge: "the compressed data becomes larger than is taken"
        case .trailingBytes: "something follows the compressed data"
        case .outOfMemory: "no memory to decompress"
        }
    }

    public var status: ExitStatus { self == .outOfMemory ? .internalError : .badInput }
}
