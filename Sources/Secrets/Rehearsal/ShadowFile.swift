internal import Cryptography
internal import Files

/// Copies of files for a rehearsal.
enum ShadowFile {
    private static let maximumBytes = 4 << 20

    /// Copies a file into a private folder, 0600, and gives the copy's path; where there is none there is no copy.
    static func copy(_ path: String, into directory: String) throws -> String {
        let copy = directory + "/" + Random.identifier()
        if let bytes = try FileReader.readIfPresent(path, limit: maximumBytes) {
            try AtomicFile.create(copy, bytes, mode: 0o600)
        }
        return copy
    }
}
