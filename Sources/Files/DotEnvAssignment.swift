/// One assignment in a `.env` file, as its reader understands it.
struct DotEnvAssignment: Sendable {
    let key: String
    /// From the key, or the `export` before it, to the end of the value.
    let statement: Range<Int>
    /// The value as it is written, with its quotes; without the white space and the comment around it.
    let token: Range<Int>
    let quoting: DotEnvDocument.Quoting
    let value: DotEnvValue
}

/// What a reader makes of a value.
enum DotEnvValue: Sendable, Equatable {
    /// What the program gets.
    case text(String)
    /// Something that cannot be told from the file alone; a few words on why.
    case unknown(String)

    /// Bytes that need no decoding any more.
    init(_ bytes: some Collection<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self = .text(text)
        } else {
            self = .unknown("is not UTF-8 text")
        }
    }
}
