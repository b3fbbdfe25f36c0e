internal import Glibc

extension FilesError {
    /// The failure that an `errno` means where `action` was tried on `path`.
    init(_ code: Int32, _ action: FileAction, _ path: String) {
        switch code {
        case ENOENT: self = .notFound(path: path)
        case EISDIR: self = .notAFile(path: path)
        case ENOTDIR: self = .notADirectory(path: path)
        case EACCES, EPERM: self = .permission(path: path, action: action)
        case EROFS: self = .readOnly(path: path)
        case ENOSPC, EDQUOT: self = .diskFull(path: path)
        case EEXIST: self = .alreadyExists(path: path)
        default:
            let reason = systemReason(code)
            switch action {
            case .read: self = .cannotRead(path: path, reason: reason)
            case .write: self = .cannotWrite(path: path, reason: reason)
            case .create: self = .cannotCreate(path: path, reason: reason)
            }
        }
    }
}

/// The system's text for an `errno`, as "Input/output error".
func systemReason(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
}
