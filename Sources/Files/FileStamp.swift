internal import Glibc

/// What tells one state of a file from the next without reading it: device, inode, size, and times of change. Taken
/// before a file is read and given to `AtomicFile.replace`, so that nobody's change in between is overwritten.
public struct FileStamp: Sendable, Equatable {
    private let values: [Int64]

    /// The stamp of what is at the path now, links followed; where nothing is, the stamp of nothing.
    public init(_ path: String) throws(FilesError) {
        switch fileInformation(path) {
        case .success(let found):
            values = [
                Int64(truncatingIfNeeded: found.st_dev), Int64(truncatingIfNeeded: found.st_ino), Int64(found.st_size),
                Int64(found.st_mtim.tv_sec), Int64(found.st_mtim.tv_nsec), Int64(found.st_ctim.tv_sec),
                Int64(found.st_ctim.tv_nsec),
            ]
        case .failure(let error) where error.code == ENOENT: values = []
        case .failure(let error): throw FilesError(error.code, .read, path)
        }
    }

    /// Whether something was there.
    public var exists: Bool { !values.isEmpty }
}
