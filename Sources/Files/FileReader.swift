internal import Glibc

/// Reads whole files.
public enum FileReader {
    /// What a reader takes at most where nothing else is said: 64 MiB.
    public static let defaultLimit = 64 << 20

    /// The bytes of a file or a pipe. Throws `notFound`, `permission`, `tooLarge` where there are more than `limit`
    /// bytes, `notAFile` for a folder, and `cannotRead`.
    public static func read(_ path: String, limit: Int = defaultLimit) throws(FilesError) -> [UInt8] {
        let file: Descriptor
        switch Descriptor.open(path, O_RDONLY | O_NOCTTY) {
        case .success(let number): file = Descriptor(adopting: number)
        case .failure(let error): throw FilesError(error.code, .read, path)
        }
        return try read(file, path, limit)
    }

    /// The bytes of a file; nil where nothing is at the path.
    public static func readIfPresent(_ path: String, limit: Int = defaultLimit) throws(FilesError) -> [UInt8]? {
        do throws(FilesError) {
            return try read(path, limit: limit)
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }

    /// The bytes of standard input, to its end.
    public static func readStandardInput(limit: Int = defaultLimit) throws(FilesError) -> [UInt8] {
        let copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw FilesError(errno, .read, "standard input") }
        return try read(Descriptor(adopting: copy), "standard input", limit)
    }

    /// The text of a file. Throws `notText` where it is not UTF-8; a byte order mark is kept.
    public static func readText(_ path: String, limit: Int = defaultLimit) throws(FilesError) -> String {
        guard let text = String(validating: try read(path, limit: limit), as: UTF8.self) else {
            throw .notText(path: path)
        }
        return text
    }

    /// Whether anything is at the path, the end of a link counting and not the link.
    public static func exists(_ path: String) -> Bool {
        if case .success = fileInformation(path) { true } else { false }
    }

    private static func read(
        _ file: borrowing Descriptor, _ path: String, _ limit: Int
    ) throws(FilesError) -> [UInt8] {
        let information = file.information()
        if information?.isDirectory == true { throw .notAFile(path: path) }
        var bytes: [UInt8] = []
        let size = Int(clamping: information?.st_size ?? 0)
        if let code = file.readAll(into: &bytes, limit: limit, expecting: size) {
            throw FilesError(code, .read, path)
        }
        guard bytes.count <= limit else { throw .tooLarge(path: path, limit: limit) }
        return bytes
    }
}
