internal import Glibc

/// An open file, closed at the end of its life.
struct Descriptor: ~Copyable {
    let number: Int32

    init(adopting number: Int32) { self.number = number }

    /// Opens a file, closed on exec; the error is an `errno`.
    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) -> Result<Int32, SystemError> {
        while true {
            let number = unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
            if number >= 0 { return .success(number) }
            if errno != EINTR { return .failure(SystemError(code: errno)) }
        }
    }

    /// What the system knows of the file.
    func information() -> stat? {
        var result = stat()
        return unsafe fstat(number, &result) == 0 ? result : nil
    }

    /// Appends what there is to `bytes` until the end of the file or until more than `limit` bytes are there. Nil, or
    /// the `errno`.
    func readAll(into bytes: inout [UInt8], limit: Int, expecting size: Int) -> Int32? {
        var wanted = min(max(size, 4095), limit) + 1
        while bytes.count <= limit {
            var code: Int32?
            var isAtEnd = false
            let chunk = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                let got = unsafe Glibc.read(number, buffer.baseAddress, wanted)
                if got < 0 { code = errno }
                isAtEnd = got == 0
                count = max(got, 0)
            }
            if isAtEnd { return nil }
            if let code, code != EINTR { return code }
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
            wanted = 65_536
        }
        return nil
    }

    /// Writes all of it. Nil, or the `errno`.
    func write(_ bytes: [UInt8]) -> Int32? { unsafe bytes.withUnsafeBytes { unsafe write($0) } }

    /// Writes all of it. Nil, or the `errno`.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int32? {
        var done = 0
        while done < bytes.count {
            let count = unsafe Glibc.write(number, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count < 0 {
                if errno != EINTR { return errno }
            } else {
                done += count
            }
        }
        return nil
    }

    /// Waits until the disk has it. Nil, or the `errno`.
    func synchronize() -> Int32? {
        while fsync(number) != 0 {
            if errno != EINTR { return errno }
        }
        return nil
    }

    deinit { close(number) }
}

/// An `errno`.
struct SystemError: Error {
    let code: Int32
}

/// What the system knows of the file at a path; links are followed unless `followingLinks` is false.
func fileInformation(_ path: String, followingLinks: Bool = true) -> Result<stat, SystemError> {
    var result = stat()
    let status = followingLinks ? unsafe stat(path, &result) : unsafe lstat(path, &result)
    return status == 0 ? .success(result) : .failure(SystemError(code: errno))
}

extension stat {
    var isDirectory: Bool { st_mode & S_IFMT == S_IFDIR }
    var isRegularFile: Bool { st_mode & S_IFMT == S_IFREG }
    var isLink: Bool { st_mode & S_IFMT == S_IFLNK }
}

/// Waits until the disk has a folder's entries. Nil, or the `errno`; file systems that cannot do it are let be.
func synchronizeDirectory(_ path: String) -> Int32? {
    switch Descriptor.open(path, O_RDONLY | O_DIRECTORY) {
    case .failure(let error): return error.code
    case .success(let number):
        let folder = Descriptor(adopting: number)
        let code = folder.synchronize()
        return code == EINVAL || code == ENOTSUP ? nil : code
    }
}
