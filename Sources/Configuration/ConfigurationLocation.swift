internal import Basics

/// A place in the configuration, as `firebreak.yaml:12:5`.
public struct ConfigurationLocation: Sendable, Hashable, CustomStringConvertible {
    /// The file's name as it is shown.
    public let file: String
    /// Counted from 1; 0 where the place is the file as a whole.
    public let line: Int
    /// Counted from 1, in Unicode scalars, as editors do.
    public let column: Int

    /// A place in a file.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    public var description: String {
        line > 0 ? "\(file.printable):\(line):\(column)" : file.printable
    }
}
