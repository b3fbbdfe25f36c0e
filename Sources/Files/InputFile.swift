public import Basics
internal import Glibc

/// A file, a pipe or standard input that is read piece by piece.
public struct InputFile: ~Copyable, Sendable {
    /// The path as it was given, or `standard input`.
    public let path: String
    /// How many bytes it has; nil where it is no regular file.
    public let size: Int?
    /// When it was last written; nil where it is no regular file.
    public let modifiedAt: Timestamp?
    private let file: Descriptor

    /// Opens a file. Throws `notFound`, `permission`, `notAFile` for a folder, and `cannotRead`.
    public init(_ path: String) throws(FilesError) {
        switch Descriptor.open(path, O_RDONLY | O_NOCTTY) {
        case .success(let number): try self.init(Descriptor(adopting: number), path)
        case .failure(let error): throw FilesError(error.code, .read, path)
        }
    }

    private init(_ file: consuming Descriptor, _ path: String) throws(FilesError) {
        let information = file.information()
        if information?.isDirectory == true { throw .notAFile(path: path) }
        let isRegular = information?.isRegularFile == true
        size = isRegular ? information.map { Int(clamping: $0.st_size) } : nil
        modifiedAt =
            isRegular
            ? information.map {
                Timestamp(microseconds: Int64($0.st_mtim.tv_sec) * 1_000_000 + Int64($0.st_mtim.tv_nsec) / 1000)
            } : nil
        self.path = path
        if isRegular { posix_fadvise(file.number, 0, 0, POSIX_FADV_SEQUENTIAL) }
        self.file = file
    }

    /// Standard input.
    public static func standardInput() throws(FilesError) -> InputFile {
        let copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw FilesError(errno, .read, "standard input") }
        return try InputFile(Descriptor(adopting: copy), "standard input")
    }

    /// Reads what there is, at most what fits, and returns how many bytes; 0 only at the end.
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(FilesError) -> Int {
        while true {
            let count = unsafe Glibc.read(file.number, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw FilesError(errno, .read, path) }
        }
    }
}
