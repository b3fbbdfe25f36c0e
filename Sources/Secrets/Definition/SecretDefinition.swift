internal import Basics
public import Configuration

/// A secret as the configuration declares it.
public struct SecretDefinition: Sendable {
    /// Its name in the keyring.
    public let name: String
    /// What its value is.
    public let kind: any SecretKind
    /// When it rotates by itself.
    let schedule: RotationSchedule
    /// For how long the previous value stays valid after a routine rotation. Zero for none: then it is retired at once.
    public let overlap: Duration
    /// For how long the next value is published before it is used.
    public let publishAhead: Duration
    /// For how long the value of a retired version is kept, sealed, before it is destroyed.
    public let keepRetired: Duration
    /// Where it is written; none where only the keyring has it.
    public private(set) var destinations: [any DestinationDefinition]
    /// What is run after a promotion, so that consumers take the new value up.
    public let reload: [ConsumerReload]
    /// How it is to be proven that consumers took it up; nothing is retired before, except in an emergency.
    public private(set) var adoption: AdoptionProbe?
    /// How many values its consumers know.
    let consumer: ConsumerKind
    /// What remembers keys between issuer and verifiers; nil where nobody said.
    let caches: [KeyCache]?
    /// The session stores in which tokens are cut off when it is compromised.
    public private(set) var cutoffStores: [String]
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
        schedule = RotationSchedule()
        overlap = Self.defaultOverlap
        publishAhead = .zero
        keepRetired = Self.defaultKeepRetired
        destinations = []
        reload = []
        adoption = nil
        consumer = .overlapping
        caches = nil
        cutoffStores = []
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
        schedule = try RotationSchedule(&mapping)
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
        var reload: [ConsumerReload] = []
        for entry in try mapping.optional("reload")?.sequence() ?? [] { reload.append(try ConsumerReload(node: entry)) }
        self.reload = reload
        let adoption = mapping.optional("adoption")
        self.adoption = if let adoption { try AdoptionProbe(node: adoption, kind: kind) } else { nil }
        consumer = try mapping.optional("consumer")?.oneOf(ConsumerKind.self) ?? .overlapping
        if let node = mapping.optional("caches") {
            var caches: [KeyCache] = []
            for entry in try node.sequence() { caches.append(try KeyCache(node: entry)) }
            self.caches = caches
        } else {
            caches = nil
        }
        var stores: [String] = []
        for entry in try mapping.optional("cutoffStores")?.sequence() ?? [] { stores.append(try entry.string()) }
        cutoffStores = stores
        try mapping.finish()
    }
}

extension SecretDefinition {
    /// The same, written to one more place.
    func adding(_ destination: any DestinationDefinition) -> SecretDefinition {
        var definition = self
        definition.destinations.append(destination)
        return definition
    }

    /// The same, written to stand-ins, and with nothing asked of consumers.
    func rehearsed(at shadows: [any DestinationDefinition]) -> SecretDefinition {
        var definition = self
        definition.destinations = shadows
        definition.adoption = nil
        definition.cutoffStores = []
        return definition
    }

    /// How often it is to be rotated; nil where only by hand.
    public var rotateEvery: Duration? { schedule.every }

    /// Refuses names of other secrets and of stores that nothing is called by.
    public static func refuseUnknownNames(
        _ definitions: [SecretDefinition], stores: [String]
    ) throws(ConfigurationError) {
        let names = Set(definitions.map(\.name))
        for definition in definitions {
            guard let node = definition.node else { continue }
            if let stray = definition.schedule.pair.first(where: { !names.contains($0) || $0 == definition.name }) {
                throw node.failure(
                    "'\(definition.name)' is paired with '\(stray.printable)', which is no other secret", hint: nil)
            }
            if let stray = definition.cutoffStores.first(where: { !stores.contains($0) }) {
                throw node.failure(
                    "'\(definition.name)' cuts tokens off in '\(stray.printable)', which is no store",
                    hint: stores.isEmpty
                        ? "add it under 'stores:'" : "known: \(stores.joined(separator: ", "))")
            }
        }
    }

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
