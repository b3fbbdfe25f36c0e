public import Basics

/// Why a webhook is not signed, not read or not believed. None carries a signature, a body or a key.
public enum WebhookError: Failure, Hashable {
    /// A header that the scheme needs is not there.
    case missingHeader(String)
    /// A header that the scheme needs stands more than once.
    case repeatedHeader(String)
    /// A header of the scheme is not in its form.
    case malformedHeader(String)
    /// A text is not a list of headers.
    case notHeaders(line: Int)
    /// No key that was given has signed the request.
    case signatureMismatch
    /// The request was sent at that instant, which is too long ago: somebody may be sending it again.
    case tooOld(Timestamp)
    /// The request says that it was sent at that instant, which is yet to come.
    case fromTheFuture(Timestamp)
    /// A key cannot be used; the text says why.
    case unusableKey(String)
    /// The scheme signs the address of the request, and none was given.
    case missingURL
    /// The address of the request cannot be used; the text says why.
    case unusableURL(String)
    /// The identifier of a delivery cannot be used; the text says why.
    case unusableIdentifier(String)

    public var message: String {
        switch self {
        case .missingHeader(let name): "the request has no header '\(name)'"
        case .repeatedHeader(let name): "the request has the header '\(name)' more than once"
        case .malformedHeader(let name): "the header '\(name)' is not in the form of the scheme"
        case .notHeaders(let line): "line \(line) of the headers is not 'Name: value'"
        case .signatureMismatch: "no key that was given has signed the request"
        case .tooOld(let instant): "the request is from \(instant), which is too long ago"
        case .fromTheFuture(let instant): "the request says it is from \(instant), which is yet to come"
        case .unusableKey(let what): "a webhook key cannot be used: \(what)"
        case .missingURL: "the scheme signs the request's URL, and none was given"
        case .unusableURL(let what): "the request's URL cannot be used: \(what)"
        case .unusableIdentifier(let what): "the webhook's id cannot be used: \(what)"
        }
    }

    public var hint: String? {
        switch self {
        case .signatureMismatch:
            "verify the body's bytes as they came, before anything parses them; else the key is another"
        case .tooOld, .fromTheFuture: "check the clocks; an old request may be replayed"
        case .missingURL: "give it in full, as the sender calls it: --url https://example.com/hook"
        case .missingHeader: "check that the scheme is the sender's"
        default: nil
        }
    }

    public var status: ExitStatus {
        switch self {
        case .signatureMismatch, .tooOld, .fromTheFuture, .missingHeader, .repeatedHeader, .malformedHeader:
            .checkFailed
        case .notHeaders, .unusableKey, .unusableIdentifier, .missingURL, .unusableURL: .badInput
        }
    }
}
