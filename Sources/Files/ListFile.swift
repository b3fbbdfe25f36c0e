public import Basics

/// A list in a text file, one entry a line: users, sessions. Blank lines, and lines that begin with `#`, are passed over,
/// and so are spaces and tabs around an entry.
public enum ListFile {
    /// The entries of a file.
    ///
    /// - Parameters:
    ///   - path: the file; `-` is standard input.
    ///   - what: what is listed, for errors: `users`.
    ///   - form: how the list is written, for their hints: `one user a line`.
    public static func read(_ path: String, of what: String, form: String) throws -> [String] {
        let bytes = path == "-" ? try FileReader.readStandardInput() : try FileReader.read(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ListFileError(message: "the list of \(what) is not UTF-8 text", hint: form)
        }
        let entries = text.split(whereSeparator: \.isNewline).map(trimmed).filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard !entries.isEmpty else {
            throw ListFileError(message: "the list of \(what) is empty", hint: "\(form); # begins a comment")
        }
        return entries
    }

    /// The bytes of a list; every entry is one that it can carry.
    public static func bytes(_ entries: [String]) -> [UInt8] { Array(entries.map { $0 + "\n" }.joined().utf8) }

    /// Whether an entry comes back from a list as it was, and does nothing to the terminal that shows it.
    public static func canCarry(_ entry: String) -> Bool {
        !entry.isEmpty && !entry.hasPrefix("#") && trimmed(entry[...]) == entry && !entry.contains(where: \.isNewline)
            && entry.printable == entry
    }

    private static func trimmed(_ text: Substring) -> String {
        func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}

/// A file that is no list.
public struct ListFileError: Failure {
    public let message: String
    public let hint: String?
    public var status: ExitStatus { .badInput }
}
