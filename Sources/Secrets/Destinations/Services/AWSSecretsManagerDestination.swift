internal import Basics
internal import Cryptography
internal import JSON

/// A secret of AWS Secrets Manager: AWSCURRENT is the current value, AWSPREVIOUS the previous one. A new value is
/// stored under AWSPENDING, as AWS's own rotations do, and then takes AWSCURRENT over from the version that was read:
/// that call is refused where the label has moved meanwhile.
struct AWSSecretsManagerDestination: Destination {
    let name: String
    let format: ValueFormat
    let api: AWSSecretsManagerAPI
    /// The member that holds the value, where the secret is a JSON object; nil where it is the value itself.
    let key: String?
    let context: DestinationContext

    /// What the tokens of our versions begin with; a token is the version's identifier.
    private static let tokenPrefix = "firebreak-"
    /// docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
    private static let maximumBytes = 65_536

    let slots: Set<DestinationSlot> = [.current, .previous]
    var caveats: [String] { api.service.caveats }

    /// The labelled versions, and the texts of those that a slot stands for.
    private struct Stored {
        let labels: [String: Set<String>]
        /// Whole, by identifier.
        var documents: [String: SecretBox] = [:]

        func version(_ label: String) -> String? { labels.first { $0.value.contains(label) }?.key }
    }

    func read() throws -> DestinationValues { try values(stored()) }

    func check(_ change: DestinationChange) throws {
        let held = try stored()
        try refuseForeignPending(held)
        guard let text = change.texts[.current] else { return }
        guard let text else { throw DestinationError("AWSCURRENT cannot be taken away", .refused) }
        _ = try document(with: text, in: held)
    }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        let held = try stored()
        let values = try values(held)
        guard values.matches(expected) else { throw DestinationError.changedMeanwhile(name) }
        try check(change)
        if let text = change.texts[.current].flatMap(\.self) { try promote(text, held) }
        // AWSPREVIOUS has followed AWSCURRENT by itself; it is to be where the change wants it.
        try label(previous: values.applying(change)[.previous])
    }

    private func promote(_ text: SecretBox, _ held: Stored) throws {
        let document = try document(with: text, in: held)
        let current = held.version("AWSCURRENT")
        let version = try held.documents.first { Self.isSame($0.value, document) }?.key ?? put(document)
        guard version != current else { return }
        // The first version of a secret gets AWSCURRENT without being asked.
        if try api.describe()[version]?.contains("AWSCURRENT") != true {
            try api.move("AWSCURRENT", from: current, to: version)
        }
        try endPending(version)
    }

    private func label(previous text: SecretBox?) throws {
        let held = try stored()
        let labelled = held.version("AWSPREVIOUS")
        guard let text else {
            if let labelled { try api.move("AWSPREVIOUS", from: labelled, to: nil) }
            return
        }
        if let labelled, let found = try value(held.documents[labelled]), Self.isSame(found, text) { return }
        let known = try held.documents.first { id, document in
            try id != held.version("AWSCURRENT") && value(document).map { Self.isSame($0, text) } == true
        }
        let version = try known?.key ?? put(document(with: text, in: held))
        try api.move("AWSPREVIOUS", from: labelled, to: version)
        try endPending(version)
    }

    /// Stores a version under a token that is the same for the same content, so that doing it again does nothing.
    private func put(_ document: SecretBox) throws -> String {
        let token = Self.tokenPrefix + (try document.withSecret { try context.known.mark($0) })
        try api.put(document, token: token)
        return token
    }

    private func endPending(_ version: String) throws {
        if try api.describe()[version]?.contains("AWSPENDING") == true {
            try api.move("AWSPENDING", from: version, to: nil)
        }
    }

    /// A rotation of somebody else's, under way or stuck.
    private func refuseForeignPending(_ held: Stored) throws {
        guard let pending = held.version("AWSPENDING"), pending != held.version("AWSCURRENT"),
            !pending.hasPrefix(Self.tokenPrefix)
        else { return }
        throw DestinationError(
            "another rotation of the secret is under way: AWSPENDING is on a version that is not ours",
            hint: "wait for it, or take the label off where it is stuck", .busy)
    }

    // MARK: Versions and their texts

    private func stored() throws -> Stored {
        var stored = Stored(labels: try api.describe())
        for (id, labels) in stored.labels where !labels.isDisjoint(with: ["AWSCURRENT", "AWSPREVIOUS"]) {
            stored.documents[id] = try api.value(of: id)
        }
        return stored
    }

    private func values(_ stored: Stored) throws -> DestinationValues {
        var values = DestinationValues()
        for (slot, label) in [(DestinationSlot.current, "AWSCURRENT"), (.previous, "AWSPREVIOUS")] {
            if let version = stored.version(label) { values[slot] = try value(stored.documents[version]) }
        }
        return values
    }

    /// The value in a whole text; an empty one counts as none.
    private func value(_ document: SecretBox?) throws -> SecretBox? {
        guard let document, document.withSecret({ $0.count }) > 0 else { return nil }
        guard let key else { return document }
        guard let item = try object(document)[key], !item.isNull else { return nil }
        guard let text = item.stringValue else {
            throw DestinationError("the secret's '\(key.printable)' is something else than text", .badInput)
        }
        return text.isEmpty ? nil : SecretBox(Secret(utf8: text))
    }

    /// The whole text with a value in it, the other members being those of the current version.
    private func document(with text: SecretBox, in held: Stored) throws -> SecretBox {
        var document = text
        if let key {
            var members = try held.version("AWSCURRENT").flatMap { held.documents[$0] }.map(object) ?? [:]
            members[key] = .string(try text.text(for: "a secret"))
            document = SecretBox(Secret(utf8: JSONValue.object(members).compact))
        }
        guard document.withSecret({ $0.count }) <= Self.maximumBytes else {
            throw DestinationError("a secret of AWS has at most \(Self.maximumBytes) bytes", .badInput)
        }
        return document
    }

    private func object(_ document: SecretBox) throws -> JSONObject {
        let bytes = document.withSecret { $0.revealedBytes() }
        guard let object = (try? JSONValue(parsing: bytes))?.objectValue else {
            throw DestinationError(
                "the secret is no JSON object, and 'key' names a member of one", hint: "leave 'key' out", .badInput)
        }
        return object
    }

    private static func isSame(_ left: SecretBox, _ right: SecretBox) -> Bool {
        left.withSecret { left in right.withSecret { left.matches($0) } }
    }
}
