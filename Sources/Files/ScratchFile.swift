internal import Glibc

/// A file without a name for what does not fit into memory: it is gone with the process, however that ends. May be read
/// and written from several threads.
public final class ScratchFile: Sendable {
    private let file: Descriptor
    private let folder: String

    /// Makes one in `$TMPDIR`, else in `/var/tmp`, where large temporary files belong (file-hierarchy(7)).
    public init() throws(FilesError) {
        let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }
        folder = named.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/var/tmp"
        var template = Array(join(folder, "firebreak-XXXXXX").utf8CString)
        let number = unsafe mkstemp(&template)
        guard number >= 0 else { throw FilesError(errno, .create, join(folder, "firebreak-XXXXXX")) }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        file = Descriptor(adopting: number)
        unsafe unlink(template)
    }

    /// Writes all of the bytes at a place of the file.
    public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FilesError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe pwrite(
                file.number, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw FilesError(errno, .write, "a temporary file in \(folder)")
            }
        }
    }

    /// Reads as many bytes as fit, or as there are from a place on; returns how many.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FilesError) -> Int {
        var done = 0
        while done < buffer.count {
            let count = unsafe pread(
                file.number, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
            if count == 0 { break }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw FilesError(errno, .read, "a temporary file in \(folder)")
            }
        }
        return done
    }
}
