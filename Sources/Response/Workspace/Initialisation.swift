internal import Basics
internal import Configuration
internal import Files
internal import Secrets

/// What `firebreak init` did with each of its files.
public struct Initialisation: Sendable, Encodable {
    public enum Outcome: String, Sendable, Encodable { case created, kept }
    public struct Item: Sendable, Encodable {
        /// What it is, in words.
        public let name: String
        public let path: String
        public let outcome: Outcome
    }
    public let items: [Item]

    /// Writes a commented configuration, the keyring's key file and the state into a folder. What is there already is
    /// left as it is, and what is missing is completed.
    public static func perform(
        directory: String, configurationPath: String?, environment: [String: String], actor: String
    ) throws -> Initialisation {
        let path = configurationPath ?? directory + "/firebreak.yaml"
        var items = [Item(name: "configuration", path: path, outcome: FileReader.exists(path) ? .kept : .created)]
        if !FileReader.exists(path) {
            try AtomicFile.create(path, Array(sampleConfiguration.utf8), mode: 0o644)
        }
        let workspace = try Workspace.open(
            configuration: path, directory: directory, environment: environment, actor: actor)
        items.append(
            Item(name: "state", path: workspace.statePlace, outcome: try workspace.hasState ? .kept : .created))
        if let keyFile = try workspace.configuration.unlock.keyFilePath(environment) {
            items.append(
                Item(name: "keyring key", path: keyFile, outcome: FileReader.exists(keyFile) ? .kept : .created))
        }
        let publicKey = workspace.journalKeyPath
        items.append(
            Item(name: "journal public key", path: publicKey, outcome: FileReader.exists(publicKey) ? .kept : .created))
        _ = try workspace.journal
        return Initialisation(items: items)
    }
}
