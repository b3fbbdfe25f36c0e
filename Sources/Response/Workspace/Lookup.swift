public import Basics
internal import Configuration
internal import Flags
public import Notifications
public import Sessions

/// What is missing in the configuration, or cannot be chosen without being named.
public enum LookupFailure: Failure {
    /// No entry of that name, and those that there are.
    case unknown(kind: String, name: String, known: [String])
    /// No entry at all of that kind.
    case none(kind: String, section: String)
    /// Several, and none was named.
    case ambiguous(kind: String, option: String, known: [String])
    /// No route carries such a message.
    case noRoute(event: String, severity: String, channels: [String])
    /// The secret has no rotation under way.
    case noRotation(name: String)
    /// There is no secret, or none of that kind.
    case noSecret(kind: String?)
    /// No incident is open, and none was named.
    case noIncident
    /// A proof needs the journal's public key.
    case noJournalKey

    public var message: String {
        switch self {
        case .unknown(let kind, let name, _): "no \(kind) is called '\(name)' in the configuration"
        case .none(let kind, _): "the configuration has no \(kind)"
        case .ambiguous(let kind, _, _): "there are several: which \(kind)?"
        case .noRoute(let event, let severity, _): "no route carries '\(event)' of a \(severity)"
        case .noSecret(let kind?): "no secret is a \(kind)"
        case .noSecret(nil): "there are no secrets"
        case .noIncident: "no incident is open"
        case .noJournalKey: "the public key of the journal is not here"
        case .noRotation(let name): "no rotation of '\(name)' is under way"
        }
    }

    public var hint: String? {
        switch self {
        case .unknown(_, _, let known):
            known.isEmpty ? "there are none: add one to firebreak.yaml" : "there are: \(known.joined(separator: ", "))"
        case .none(_, let section): "add one under '\(section):' in firebreak.yaml; 'firebreak init' writes a sample"
        case .ambiguous(_, let option, let known): "name one with \(option): \(known.joined(separator: ", "))"
        case .noRoute(_, _, let channels):
            channels.isEmpty
                ? "add one under 'channels:' and 'routes:' in firebreak.yaml"
                : "add one under 'routes:', or name a channel with --channel: \(channels.joined(separator: ", "))"
        case .noRotation(let name): "'firebreak secrets rotate \(name)' starts one"
        case .noSecret: "see 'firebreak secrets list'"
        case .noJournalKey: "give it with --key: it stands in journal.pub beside the state, and in every report"
        case .noIncident: "open one with 'firebreak incident open', or name one with --incident"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .unknown, .noIncident, .noRotation, .noSecret, .noJournalKey: .inputNotFound
        case .none, .noRoute: .configuration
        case .ambiguous: .usage
        }
    }
}

extension Workspace {
    /// The session store of a name, or the only one.
    public func store(_ name: String?) throws -> SessionStore {
        let stores = configuration.stores
        let chosen = try choose(
            stores, named: name, by: \.name, kind: "session store", section: "stores", option: "--store")
        return try SessionStore(chosen, environment: environment, time: time)
    }

    /// The channel of a name.
    public func channel(_ name: String?) throws -> ChannelConfiguration {
        try choose(
            configuration.channels, named: name, by: \.name, kind: "channel", section: "channels", option: "--channel")
    }

    func choose<Value>(
        _ values: [Value], named name: String?, by nameOf: (Value) -> String, kind: String, section: String,
        option: String
    ) throws(LookupFailure) -> Value {
        let known = values.map(nameOf)
        if let name {
            guard let value = values.first(where: { nameOf($0) == name }) else {
                throw .unknown(kind: kind, name: name, known: known)
            }
            return value
        }
        guard let first = values.first else { throw .none(kind: kind, section: section) }
        guard values.count == 1 else { throw .ambiguous(kind: kind, option: option, known: known) }
        return first
    }
}
