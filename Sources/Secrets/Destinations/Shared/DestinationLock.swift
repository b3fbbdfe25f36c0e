internal import Basics
internal import Cryptography
internal import Files

/// One lock for one place, whoever of this machine writes there, kept away from the place itself: two secrets of one
/// file may be rotated by two processes.
enum DestinationLock {
    /// Runs `body` alone among those that name the same place.
    static func hold<Value>(_ place: String, in directory: String, _ body: () throws -> Value) throws -> Value {
        try PrivateDirectory.ensure(directory)
        let digest = DigestAlgorithm.sha256.hash(utf8: place)
        let path = directory + "/file-" + Hexadecimal.encode(digest.prefix(12)) + ".lock"
        let lock = try FileLock(path: path, wait: .seconds(10))
        return try withExtendedLifetime(lock) { try body() }
    }
}
