internal import Basics
internal import Files

/// The folder that a drill leaves behind.
struct DrillOutput {
    let directory: String
    /// The files written so far.
    private(set) var files: [String] = []

    /// Makes the folder where there is none, before anything else is done.
    init(_ directory: String) throws {
        self.directory = directory
        try PrivateDirectory.ensure(directory)
    }

    /// Writes one file; what an earlier drill left under its name is replaced.
    mutating func write(_ name: String, _ bytes: [UInt8]) throws {
        let path = directory + "/" + name
        try AtomicFile.replace(path, with: bytes, mode: 0o644)
        files.append(path)
    }
}
