public import Basics
internal import JSON
public import Sessions
internal import Tokens

/// Has an application refuse tokens before their end, by the denylist of a store. The tokens themselves go nowhere: of
/// each only its `jti` and `exp` are taken.
public struct DenyTokens: Operation {
    public let action = "jwt.deny"
    private let store: SessionStore
    private let tokens: [DeniedToken]

    /// - Parameters:
    ///   - lists: texts with tokens, one a line; blank lines and those that begin with # are passed over.
    ///   - ids: the `jti` of further tokens.
    ///   - expires: the end of the tokens that do not say when they end; nil takes the denylist's `ttl`.
    public init(store: SessionStore, lists: [[UInt8]], ids: [String], expires: Timestamp?) throws {
        self.store = store
        var tokens: [DeniedToken] = []
        for list in lists {
            for (number, line) in list.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .enumerated()
            {
                let text = String(decoding: line, as: UTF8.self).filter { !$0.isWhitespace }
                if text.isEmpty || text.hasPrefix("#") { continue }
                tokens.append(try Self.read(text, line: number + 1, expires))
            }
        }
        tokens += ids.map { DeniedToken(id: $0, expiresAt: expires) }
        guard !tokens.isEmpty else { throw DenialFailure.noTokens }
        self.tokens = Self.withoutRepeats(tokens)
    }

    /// Each id once: of tokens that share one, the last to end counts.
    private static func withoutRepeats(_ tokens: [DeniedToken]) -> [DeniedToken] {
        var places: [[UInt8]: Int] = [:]
        var kept: [DeniedToken] = []
        for token in tokens {
            let id = Array(token.id.utf8)
            guard let place = places[id] else {
                places[id] = kept.count
                kept.append(token)
                continue
            }
            if let end = token.expiresAt, kept[place].expiresAt.map({ $0 < end }) ?? true { kept[place] = token }
        }
        return kept
    }

    private static func read(_ text: String, line: Int, _ expires: Timestamp?) throws -> DeniedToken {
        let claims: JSONObject
        do {
            claims = try JWT.inspect(text).claims
        } catch {
            throw DenialFailure.unreadable(line: line, reason: error.message)
        }
        guard case .string(let id)? = claims["jti"], !id.isEmpty else { throw DenialFailure.noID(line: line) }
        let end =
            switch claims["exp"] {
            case .integer(let seconds)? where seconds.magnitude < 1 << 40: Timestamp(seconds: seconds)
            case .double(let seconds)? where abs(seconds) < 0x1p40: Timestamp(seconds: Int64(seconds.rounded(.up)))
            default: expires
            }
        return DeniedToken(id: id, expiresAt: end)
    }

    public var intent: String { "deny \(tokens.count) token\(tokens.count == 1 ? "" : "s") in \(store.name)" }

    public func plan(_ workspace: Workspace) throws -> DenialPlan { try store.planDenial(tokens) }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> DenialReceipt {
        try store.deny(tokens)
    }
}

/// What is wrong with tokens that are to be denied. Nothing of a token stands in it.
public enum DenialFailure: Failure {
    case noTokens
    case unreadable(line: Int, reason: String)
    case noID(line: Int)

    public var message: String {
        switch self {
        case .noTokens: "the list of tokens is empty"
        case .unreadable(let line, let reason): "line \(line) is no token: \(reason)"
        case .noID(let line): "the token in line \(line) has no jti, by which it could be denied"
        }
    }

    public var hint: String? {
        switch self {
        case .noTokens, .unreadable: "give one token a line, three parts with dots between them"
        case .noID: "'firebreak sessions revoke --user … --cutoff' refuses all tokens of its user"
        }
    }

    public var status: ExitStatus { .badInput }
}

extension DenialReceipt: OperationReceipt {
    public var summary: String {
        let expired = count(.expired)
        let failed = count(.failed)
        return "denied \(count(.denied)) of \(tokens.count) tokens in \(store)"
            + (expired > 0 ? ", \(expired) had run out" : "") + (failed > 0 ? ", \(failed) could not be denied" : "")
    }
}
