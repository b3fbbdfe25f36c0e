internal import Basics
internal import Cryptography
internal import Files
internal import JSON

/// Keys of a Kubernetes Secret's manifest in a file, for whoever applies it. It is written as JSON, which every tool
/// that reads manifests takes.
struct KubernetesManifestDestination: Destination {
    let name: String
    let format: ValueFormat
    let path: String
    let secret: String
    let namespace: String?
    let keys: [DestinationSlot: String]
    let lockDirectory: String

    private static let maximumBytes = 4 << 20

    var slots: Set<DestinationSlot> { Set(keys.keys) }
    let caveats = ["the manifest has to be applied before consumers see the value"]

    func read() throws -> DestinationValues { try KubernetesSecret.values(manifest(), keys) }

    func check(_ change: DestinationChange) throws {
        if let held = try manifest() { try KubernetesSecret.refuseImmutable(held, name) }
        try AtomicFile.check(path)
    }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        try DestinationLock.hold(CanonicalPath.of(path), in: lockDirectory) {
            let stamp = try FileStamp(path)
            let held = try manifest()
            guard try KubernetesSecret.values(held, keys).matches(expected) else {
                throw FilesError.changedMeanwhile(path: path)
            }
            try check(change)
            let object = try KubernetesSecret.changed(held, by: change, keys, name: secret, namespace: namespace)
            let bytes = Array(JSONValue.object(object).pretty.utf8) + [0x0A]
            try AtomicFile.replace(path, with: bytes, ifUnchangedSince: stamp)
        }
    }

    private func manifest() throws -> JSONObject? {
        guard let bytes = try FileReader.readIfPresent(path, limit: Self.maximumBytes) else { return nil }
        guard let object = (try? JSONValue(parsing: bytes))?.objectValue, object["kind"]?.stringValue == "Secret" else {
            throw DestinationError(
                "\(path.printable) is not the manifest of a Secret in JSON",
                hint: "write it as JSON (kubectl create --dry-run=client -o json), or name a file that is not there",
                .badInput)
        }
        return object
    }
}
