public import Basics

/// Why evidence could not be put together, or a bundle is none.
public enum EvidenceError: Failure, Hashable {
    /// A file was changed after it was added, or while it was read.
    case changed(path: String)
    /// Nothing to put together.
    case nothing(incident: String)
    /// The bundle is damaged, or not made by firebreak; where, and what is wrong.
    case badBundle(String)
    /// The bundle becomes larger than is taken.
    case tooLarge(limit: Int64)

    public var message: String {
        switch self {
        case .changed(let path): "\(path.printable) is not the file any more that was added as evidence"
        case .nothing(let incident): "no evidence was added to \(incident)"
        case .badBundle(let why): "this is not a good bundle of evidence: \(why.printable)"
        case .tooLarge(let limit): "the bundle becomes larger than \(limit) bytes"
        }
    }

    public var hint: String? {
        switch self {
        case .changed: "put the file back as it was, or add it again: the journal keeps both digests"
        case .nothing: "name the files, or add them first with `firebreak evidence add`"
        case .badBundle: "ask for it again, and compare its SHA-256 with the sender's"
        case .tooLarge: "if that is right, allow more with --max-size"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .changed, .badBundle, .tooLarge: .badInput
        case .nothing: .inputNotFound
        }
    }
}
