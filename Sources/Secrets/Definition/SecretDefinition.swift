internal import Basics
public import Configuration

/// A secret as the configuration declares it.
public struct SecretDefinition: Sendable {
    /// Its name in the keyring.
    public let name: String
    /// What its value is.
    public let kind: any SecretKind
    /// How often it is to be rotated; nil where only by hand.
    public let rotateEvery: Duration?
    /// For how long the previous value stays valid after a routine rotation. Zero for none: then it is retired at once.
    public let overlap: Duration
    /// For how long the next value is published before it is used.
    public let publishAhead: Duration
    /// For how long the value of a retired version is kept, sealed, before it is destroyed.
    public let keepRetired: Duration
    /// Where it is written; none where only the keyring has it.
    public let destinations: [any DestinationDefinition]
    /// What is run after a promotion, so that consumers take the new value up.
    public let reload: [ReloadHook]
    /// How it is to be proven that consumers took it up. Declared, and not yet carried out by this version.
    public let adoption: AdoptionProbe?
    private let node: ConfigurationNode?

    /// The overlap where the configuration says none: a day, so that what was signed shortly before a routine rotation
    /// is accepted for as long as most tokens and webhook retries live.
    public static let defaultOverlap = Duration.seconds(86_400)

    /// For how long retired values are kept where the configuration says nothing: for as long as it may turn out that
    /// something still uses one.
    public static let defaultKeepRetired = Duration.seconds(30 * 86_400)

    /// A secret that only the keyring has.
    public init(name: String, kind: any SecretKind) {
        self.name = name
        self.kind = kind
        rotateEvery = nil
        overlap = Self.defaultOverlap
        publishAhead = .zero
        keepRetired = Self.defaultKeepRetired
        destinations = []
        reload = []
        adoption = nil
        node = nil
    }

    /// Decodes an entry of `secrets`.
    public init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        guard SecretName.isValid(name) else {
            throw node.failure(SecretsError.invalidName.message)
        }
        var mapping = try node.mapping()
        self.name = name
        self.node = node
        let kind = try SecretKinds.decode(mapping.required("kind"))
        self.kind = kind
        let every = mapping.optional("rotateEvery")
        rotateEvery = try every?.duration()
        if let every, rotateEvery == .zero { throw every.failure("'\(every.path)' should be longer than nothing") }
        overlap = try mapping.optional("overlap")?.duration() ?? Self.defaultOverlap
        publishAhead = try mapping.optional("publishAhead")?.duration() ?? .zero
        keepRetired = try mapping.optional("keepRetired")?.duration() ?? Self.defaultKeepRetired
        var destinations: [any DestinationDefinition] = []
        for entry in try mapping.optional("destinations")?.sequence() ?? [] {
            let destination = try DestinationDefinitions.decode(entry, for: kind)
            if destinations.contains(where: { $0.name == destination.name }) {
                throw entry.failure("'\(destination.name)' is named twice", hint: "keep one of the two")
            }
            destinations.append(destination)
        }
        self.destinations = destinations
        let reload = try ReloadHook.list(&mapping)
        self.reload = reload
        let adoption = mapping.optional("adoption")
        self.adoption = if let adoption { try AdoptionProbe(node: adoption) } else { nil }
        try mapping.finish()
    }
}

extension SecretDefinition {
    /// Refuses definitions of which two would write to the same place: each would take the other's value for a
    /// stranger's.
    public static func refuseSharedPlaces(_ definitions: [SecretDefinition]) throws(ConfigurationError) {
        var owners: [String: String] = [:]
        for definition in definitions {
            for destination in definition.destinations {
                for place in destination.places {
                    if let owner = owners[place], let node = definition.node {
                        throw node.failure(
                            "'\(definition.name)' and '\(owner)' both write to \(destination.name)",
                            hint: "give each secret keys of its own")
                    }
                    owners[place] = definition.name
                }
            }
        }
    }
}

/// What may be the name of a secret.
enum SecretName {
    static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 128, !"-.".utf8.contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
    }
}
