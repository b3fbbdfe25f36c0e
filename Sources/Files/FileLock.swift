internal import Basics
internal import Glibc

/// A lock between processes (and threads) on a file of its own, which stays where it is: `flock(2)`, given up at the
/// end of the value's life, and by the system where the process dies.
public struct FileLock: ~Copyable {
    private let file: Descriptor

    /// Takes the lock, waiting for at most `wait`; throws `locked` where somebody else still holds it. The file is
    /// made (0600) where it is not there.
    public init(path: String, wait: Duration = .zero) throws(FilesError) {
        let opened: Descriptor
        switch Descriptor.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600) {
        case .success(let number): opened = Descriptor(adopting: number)
        case .failure(let error): throw FilesError(error.code, .create, path)
        }
        let deadline = ContinuousClock.now + wait
        while flock(opened.number, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw FilesError(errno, .create, path) }
            guard ContinuousClock.now < deadline else { throw .locked(path: path) }
            usleep(20_000)
        }
        file = opened
    }

    /// Its descriptor. A program that inherits it holds the lock as well, until it is unlocked here or the program ends.
    public var descriptor: Int32 { file.number }

    /// Unlocks before closing: a child process in the middle of being started may hold a copy of the descriptor.
    deinit { flock(file.number, LOCK_UN) }
}
