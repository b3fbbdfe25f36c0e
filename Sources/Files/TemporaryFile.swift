internal import Glibc

/// A file in the making beside the one it is to become. It is locked while it is written, so that what a killed run
/// left behind, which nobody holds a lock on, can be told from it. Removed at the end of its life unless it was moved
/// into its place.
struct TemporaryFile: ~Copyable {
    private static let mark = ".firebreak-"
    private static let suffixLength = 12

    private let file: Descriptor
    private let temporaryPath: String
    private let target: String
    /// The path as the caller named it, for errors.
    private let name: String
    private var isMoved = false

    init(for target: String, mode: mode_t, reportingAs name: String) throws(FilesError) {
        self.target = target
        self.name = name
        while true {
            let path = join(directory(of: target), Self.prefix(of: target) + Self.randomSuffix())
            let created: Descriptor
            switch Descriptor.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode) {
            case .success(let number): created = Descriptor(adopting: number)
            case .failure(let error) where error.code == EEXIST: continue
            case .failure(let error): throw FilesError(error.code, .create, name)
            }
            // Somebody may take it for a dead one between these two calls and remove it: then try another.
            flock(created.number, LOCK_EX)
            if created.information()?.st_nlink == 0 { continue }
            file = created
            temporaryPath = path
            return
        }
    }

    /// Gives it the owner, the group and the extended attributes of the file it replaces.
    func takeOwner(of original: stat, at path: String) throws(FilesError) {
        guard let own = file.information() else { throw FilesError(errno, .write, name) }
        if own.st_uid != original.st_uid || own.st_gid != original.st_gid {
            // A group that may do no more than everybody loses nothing when it cannot be kept.
            let needsGroup = (original.st_mode >> 3) & 0o7 & ~(original.st_mode & 0o7) != 0
            let isEnough = own.st_uid == original.st_uid && !needsGroup
            guard fchown(file.number, original.st_uid, original.st_gid) == 0 || isEnough else {
                throw .foreignOwner(path: name, user: original.st_uid, group: original.st_gid)
            }
        }
        if let code = copyExtendedAttributes(from: path, to: file) { throw FilesError(code, .write, name) }
    }

    func setMode(_ mode: mode_t) throws(FilesError) {
        if let own = file.information(), own.st_mode & 0o7777 == mode { return }
        guard fchmod(file.number, mode) == 0 else { throw FilesError(errno, .write, name) }
    }

    /// Writes the whole content and waits until the disk has it.
    func write(_ bytes: [UInt8]) throws(FilesError) {
        if let code = file.write(bytes) ?? file.synchronize() { throw FilesError(code, .write, name) }
    }

    /// Writes further bytes; the disk need not have them yet.
    func append(_ bytes: UnsafeRawBufferPointer) throws(FilesError) {
        if let code = unsafe file.write(bytes) { throw FilesError(code, .write, name) }
    }

    /// Takes the target's place.
    mutating func moveIntoPlace() throws(FilesError) {
        guard unsafe rename(temporaryPath, target) == 0 else { throw FilesError(errno, .write, name) }
        isMoved = true
        try synchronizeFolder()
    }

    /// Takes the target's place where nothing is there.
    mutating func linkIntoPlace() throws(FilesError) {
        if unsafe link(temporaryPath, target) != 0 {
            let code = errno
            guard code == EPERM || code == ENOTSUP || code == EOPNOTSUPP else {
                throw FilesError(code, .create, name)
            }
            // A file system without hard links (vfat): claim the name first, then move over our own claim.
            switch Descriptor.open(target, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600) {
            case .failure(let error): throw FilesError(error.code, .create, name)
            case .success(let number): _ = Descriptor(adopting: number)
            }
            return try moveIntoPlace()
        }
        try synchronizeFolder()
    }

    private func synchronizeFolder() throws(FilesError) {
        if let code = synchronizeDirectory(directory(of: target)) { throw FilesError(code, .write, name) }
    }

    deinit {
        if !isMoved { unsafe unlink(temporaryPath) }
    }

    // MARK: - What dead runs left

    /// Removes the temporary files of the same target that nobody is writing any longer.
    static func clearStale(of target: String) {
        let folder = directory(of: target)
        guard case .success(let names) = directoryNames(folder) else { return }
        let prefix = Self.prefix(of: target)
        for name in names where name.utf8.count == prefix.utf8.count + suffixLength && name.hasPrefix(prefix) {
            let path = join(folder, name)
            guard case .success(let number) = Descriptor.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) else {
                continue
            }
            let stale = Descriptor(adopting: number)
            if stale.information()?.isRegularFile == true && flock(stale.number, LOCK_EX | LOCK_NB) == 0 {
                unsafe unlink(path)
            }
        }
    }

    private static func prefix(of target: String) -> String { "." + Files.name(of: target) + mark }

    private static func randomSuffix() -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = String(generator.next() & 0xFFFF_FFFF_FFFF, radix: 16)
        return String(repeating: "0", count: suffixLength - digits.count) + digits
    }
}
