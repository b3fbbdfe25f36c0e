internal import Basics
internal import Glibc

/// Files that grow by whole lines.
public enum AppendingFile {
    /// Adds a line to the file at `path`, or makes it (`mode`); the disk has it when this returns. Where a crash left
    /// half a line at the end, that is ended first. Several processes may do so at once.
    public static func append(_ path: String, line: [UInt8], mode: FileMode = 0o600) throws(FilesError) {
        let file: Descriptor
        switch Descriptor.open(path, O_RDWR | O_APPEND | O_CREAT | O_NOCTTY, mode: mode) {
        case .success(let number): file = Descriptor(adopting: number)
        case .failure(let error): throw FilesError(error.code, .write, path)
        }
        guard let information = file.information(), information.isRegularFile else { throw .notAFile(path: path) }
        var bytes = line + [UInt8(ascii: "\n")]
        if information.st_size > 0, file.byte(at: information.st_size - 1) != UInt8(ascii: "\n") {
            bytes.insert(UInt8(ascii: "\n"), at: 0)
        }
        if let code = file.write(bytes) { throw FilesError(code, .write, path) }
        if let code = file.synchronize() { throw FilesError(code, .write, path) }
    }
}

extension Descriptor {
    /// The byte at an offset; nil where it cannot be read.
    fileprivate func byte(at offset: off_t) -> UInt8? {
        var byte: UInt8 = 0
        return unsafe pread(number, &byte, 1, offset) == 1 ? byte : nil
    }
}
