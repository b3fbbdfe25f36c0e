import Basics
import Compression
import Cryptography

/// A tar archive in gzip while it is written: members in the order in which they come, all with the same time, so that
/// the same evidence makes the same bytes.
struct BundleArchive: ~Copyable {
    private var gzip: GzipCompressor
    private var whole = DigestAlgorithm.Hasher(.sha256)
    private let folder: String
    private let modifiedAt: Int64
    /// The members so far, by their names below the folder, with their digests.
    private(set) var members: [(name: String, sha256: String)] = []
    private(set) var byteCount: Int64 = 0

    init(folder: String, modifiedAt: Timestamp) throws {
        gzip = try GzipCompressor()
        self.folder = folder
        self.modifiedAt = modifiedAt.seconds
    }

    /// Adds a member of a known size; `next` gives its bytes piece by piece, nil at the end. Where they are not as many as
    /// was said, throws `EvidenceError.changed`.
    mutating func add(
        _ name: String, size: Int64, to take: ([UInt8]) throws -> Void, _ next: () throws -> [UInt8]?
    ) throws {
        try write(TarHeader(name: "\(folder)/\(name)", size: size, modifiedAt: modifiedAt).blocks, take)
        var hasher = DigestAlgorithm.Hasher(.sha256)
        var left = size
        while let piece = try next() {
            left -= Int64(piece.count)
            guard left >= 0 else { throw EvidenceError.changed(path: name) }
            hasher.update(piece)
            try write(piece, take)
        }
        guard left == 0 else { throw EvidenceError.changed(path: name) }
        try write(TarHeader.padding(size), take)
        members.append((name, Hexadecimal.encode(hasher.finalize())))
    }

    /// Adds a member that is in memory.
    mutating func add(_ name: String, _ bytes: [UInt8], to take: ([UInt8]) throws -> Void) throws {
        var rest: [UInt8]? = bytes
        try add(name, size: Int64(bytes.count), to: take) {
            defer { rest = nil }
            return rest
        }
    }

    /// Ends the archive; returns its length and its digest.
    consuming func finish(_ take: ([UInt8]) throws -> Void) throws -> (bytes: Int64, sha256: String) {
        // Two blocks of zeros (POSIX.1-2017, pax, "ustar Interchange Format").
        try write([UInt8](repeating: 0, count: 2 * TarHeader.blockSize), take)
        var hasher = whole
        var count = byteCount
        try gzip.finish { piece in
            hasher.update(piece)
            count += Int64(piece.count)
            try take(piece)
        }
        return (count, Hexadecimal.encode(hasher.finalize()))
    }

    private mutating func write(_ bytes: [UInt8], _ take: ([UInt8]) throws -> Void) throws {
        var made: [[UInt8]] = []
        try gzip.compress(bytes) { made.append($0) }
        for piece in made {
            whole.update(piece)
            byteCount += Int64(piece.count)
            try take(piece)
        }
    }
}
