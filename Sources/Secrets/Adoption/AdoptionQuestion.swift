internal import Basics
internal import Cryptography
internal import Tokens

/// One way to find out whether consumers took a new value up. Asking changes nothing.
protocol AdoptionQuestion: Sendable {
    /// How messages call it.
    var name: String { get }
    /// Why it cannot be asked about a kind; nil where it can.
    func unfit(for kind: any SecretKind) -> String?
    /// Throws where it could not be asked at all: nobody answers there, or the program cannot be run.
    func check(_ context: AdoptionContext) throws
    /// Asks. Throws where there is no answer.
    func ask(_ wanted: AdoptedVersion, _ context: AdoptionContext) throws -> AdoptionAnswer
    /// Why replaced keys seem to be shown still, after they were taken away everywhere; nil where they are not, or
    /// where it cannot tell.
    func stillShown(_ retired: Set<String>, _ context: AdoptionContext) throws -> String?
}

extension AdoptionQuestion {
    func unfit(for kind: any SecretKind) -> String? { nil }
    func stillShown(_ retired: Set<String>, _ context: AdoptionContext) throws -> String? { nil }
}

/// What questions need from their surroundings.
struct AdoptionContext: Sendable {
    /// What references refer to.
    let environment: [String: String]
    let time: TimeSource
}

/// The version that consumers should be using.
struct AdoptedVersion: Sendable {
    let secret: String
    let version: Int
    let fingerprint: String
    let keyID: String?
    /// What tokens are signed with; nil where the secret is no JWT key.
    let key: JWTKey?
    /// The value as consumers have it.
    let text: SecretBox
}

/// What an answer proves.
enum AdoptionAnswer: Sendable, Equatable {
    /// The new value is in use.
    case proven
    /// All is as it should be, but the old value would have been answered in the same way; why.
    case cannotTell(String)
    /// It is not, or not yet; why. Nothing that the consumer said is quoted: it might be the value itself.
    case not(String)
}

/// What a consumer says of the value that it uses.
enum AdoptionMark: String, CaseIterable, Sendable {
    /// The `kid` of a JWT key.
    case kid
    /// The version's number.
    case version
    /// The fingerprint that `secrets list` shows.
    case fingerprint
    /// The SHA-256 of the value in base 16, or its first 8 digits or more.
    case sha256

    /// Whether a text names the version.
    func matches(_ text: String, _ wanted: AdoptedVersion) -> Bool {
        switch self {
        case .kid: return text == wanted.keyID
        case .version: return text == String(wanted.version) || text == "v\(wanted.version)"
        case .fingerprint: return text.lowercased() == wanted.fingerprint
        case .sha256:
            let digest = Hexadecimal.encode(wanted.text.withSecret { SHA256.hash($0.revealedBytes()) })
            let given = text.lowercased()
            return given.utf8.count >= 8 && digest.hasPrefix(given)
        }
    }

    func unfit(for kind: any SecretKind) -> String? {
        self == .kid && kind.algorithm == nil ? "a \(kind.name) has no kid" : nil
    }
}
