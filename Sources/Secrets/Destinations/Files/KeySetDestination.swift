internal import Basics
internal import Cryptography
internal import Files
internal import JSON
internal import Tokens

/// The public halves of a key's versions in a JSON Web Key Set (RFC 7517 §5), a file to be served. Which of them is
/// the current one stands in a member of the set's own, `firebreak`, which readers pass over as §5 asks. The keys of
/// others in the file stay as they are, so that several secrets can share one.
struct KeySetDestination: Destination {
    let name: String
    let format: ValueFormat
    let path: String
    let mode: FileMode
    let kind: any SecretKind
    let context: DestinationContext

    private static let maximumBytes = 1 << 20
    private static let slotsMember = "firebreak"

    let slots: Set<DestinationSlot> = [.current, .previous, .next]
    /// What is not in the set is refused: a key stands there before anybody signs with it, and until nobody does.
    let isVerifier = true

    func read() throws -> DestinationValues { try values(of: document()) }

    func check(_ change: DestinationChange) throws {
        _ = try changed(document(), by: change)
        try AtomicFile.check(path)
    }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        try DestinationLock.hold(CanonicalPath.of(path), in: context.lockDirectory) {
            let stamp = try FileStamp(path)
            let document = try document()
            guard try values(of: document).matches(expected) else { throw FilesError.changedMeanwhile(path: path) }
            let bytes = Array(JSONValue.object(try changed(document, by: change)).pretty.utf8) + [0x0A]
            try AtomicFile.replace(path, with: bytes, mode: mode, ifUnchangedSince: stamp)
        }
    }

    private func document() throws -> JSONObject {
        guard let bytes = try FileReader.readIfPresent(path, limit: Self.maximumBytes) else { return ["keys": []] }
        guard let document = (try? JSONValue(parsing: bytes))?.objectValue, document["keys"]?.arrayValue != nil else {
            throw DestinationError(
                "\(path.printable) is not a JSON Web Key Set", hint: "move it away, or make it {\"keys\": []}",
                .badInput)
        }
        return document
    }

    /// What the keyring has of the keys in the set: there are only their public halves.
    private func values(of document: JSONObject) throws -> DestinationValues {
        var values = DestinationValues()
        let marked = Self.slots(of: document)
        let keys = document["keys"]?.arrayValue ?? []
        for text in try context.known.texts(format) {
            guard let entry = try? entry(for: text), let id = entry["kid"]?.stringValue,
                let slot = marked[id], keys.contains(.object(entry))
            else { continue }
            values[slot] = text
        }
        return values
    }

    /// The set after a change: our keys in the order current, previous, next, then those of others.
    private func changed(_ document: JSONObject, by change: DestinationChange) throws -> JSONObject {
        let wanted = try values(of: document).applying(change)
        var ours: [JSONValue] = []
        var slots = Self.slots(of: document)
        let known = Set(try context.known.texts(format).compactMap { try? entry(for: $0)["kid"]?.stringValue })
        for id in known { slots[id] = nil }
        for slot in DestinationSlot.allCases {
            guard let text = wanted[slot] else { continue }
            let entry = try entry(for: text)
            // The same key in two slots stands there once, under the first of them.
            guard let id = entry["kid"]?.stringValue, slots[id] == nil else { continue }
            ours.append(.object(entry))
            slots[id] = slot
        }
        let ids = Set(ours.compactMap { $0["kid"]?.stringValue }).union(known)
        let others = (document["keys"]?.arrayValue ?? []).filter { key in
            guard let id = key["kid"]?.stringValue else { return true }
            return !ids.contains(id)
        }
        var result = document
        result["keys"] = .array(ours + others)
        result[Self.slotsMember] = .object(
            JSONObject(slots.sorted { $0.key < $1.key }.map { (key: $0.key, value: .string($0.value.rawValue)) }))
        return result
    }

    /// The public entry of a private key's text.
    private func entry(for text: SecretBox) throws -> JSONObject {
        let value = try text.withSecret { SecretBox(try kind.read($0, as: format)) }
        let id = try value.withSecret { try kind.publicKeyIdentifier(of: $0) }
        guard let key = kind.signingKey(value, keyID: id),
            let entry = try JWT.keySet([key])["keys"]?[0]?.objectValue
        else { throw DestinationError("a \(kind.name) has no public half that could be published", .badInput) }
        return entry
    }

    private static func slots(of document: JSONObject) -> [String: DestinationSlot] {
        var slots: [String: DestinationSlot] = [:]
        for (id, slot) in document[slotsMember]?.objectValue ?? [:] {
            slots[id] = slot.stringValue.flatMap(DestinationSlot.init(rawValue:))
        }
        return slots
    }
}
