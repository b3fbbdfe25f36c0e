internal import Basics
internal import Cryptography
internal import Files

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The file with the keyring's outer key: one line, `firebreak-keyring-key-1 ` and 32 random bytes in base64url.
struct KeyFile {
    let path: String

    private static let prefix = "firebreak-keyring-key-1 "

    /// The outer key. Throws `missingKey` where there is no file, and refuses one that others can read.
    func read() throws -> Secret {
        let bytes: Secret
        do {
            bytes = Secret(try FileReader.read(path, limit: 4096))
        } catch {
            if error.status == .inputNotFound { throw SecretsError.keyring(.missingKey(path: path)) }
            throw error
        }
        try refuseIfExposed()
        guard let key = Self.key(in: bytes) else { throw SecretsError.keyring(.malformedKey(path: path)) }
        return key
    }

    /// The key in a key file's text; nil where it is something else.
    static func key(in text: borrowing Secret) -> Secret? {
        let prefix = Array(Self.prefix.utf8)
        let digits = text.withUnsafeBytes { buffer -> Secret? in
            guard buffer.starts(with: prefix) else { return nil }
            var end = buffer.count
            while end > prefix.count, [0x0A, 0x0D, 0x20].contains(buffer[end - 1]) { end -= 1 }
            return Secret(copying: UnsafeRawBufferPointer(rebasing: buffer[prefix.count..<end]))
        }
        guard let digits, let key = try? Secret(base64: digits, .url, "the key"), key.count == AES256GCM.keyByteCount
        else { return nil }
        return key
    }

    /// Makes the file, 0600, unless there is one: then that one counts, whoever made it a moment ago.
    func readOrCreate() throws -> Secret {
        do {
            return try read()
        } catch SecretsError.keyring(.missingKey) {
            let line = try Random.secret(AES256GCM.keyByteCount).base64(.url)
            let bytes = Array(Self.prefix.utf8) + line.revealedBytes() + [0x0A]
            do {
                try PrivateDirectory.ensure(folder)
                try AtomicFile.create(path, bytes, mode: 0o600)
            } catch FilesError.alreadyExists {}
            return try read()
        }
    }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A key that the group or everybody can read or write is no longer ours alone.
    private func refuseIfExposed() throws {
        var information = stat()
        guard stat(path, &information) == 0 else { throw SecretsError.keyring(.missingKey(path: path)) }
        guard information.st_mode & 0o077 == 0 else { throw SecretsError.keyring(.exposedKey(path: path)) }
    }
}
