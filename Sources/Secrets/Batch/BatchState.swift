internal import State

/// What the state has of many secrets, read at one instant.
struct BatchState {
    private(set) var kinds: [String: String] = [:]
    private(set) var versions: [String: [SecretVersion]] = [:]
    private(set) var rotations: [String: Rotation] = [:]
    private(set) var troubles: [String: RotationTrouble] = [:]

    /// From so many on, whole tables are read.
    private static let many = 200

    init(_ names: [String], _ session: any DatabaseSession) throws {
        if names.count < Self.many {
            for name in names {
                kinds[name] = try VersionRows.kind(name, session)
                versions[name] = try VersionRows.versions(name, session)
                rotations[name] = try RotationRows.open(name, session)
                troubles[name] = try TroubleRows.of(name, session)
            }
        } else {
            kinds = Dictionary(uniqueKeysWithValues: try VersionRows.secrets(session).map { ($0.name, $0.kind) })
            versions = try VersionRows.all(session)
            rotations = try RotationRows.allOpen(session)
            troubles = try TroubleRows.all(session)
        }
    }
}
