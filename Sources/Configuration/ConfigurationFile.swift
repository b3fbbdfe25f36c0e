internal import Basics
internal import Files

/// A configuration file, read and checked as YAML; each domain decodes its own part of `root`.
public struct ConfigurationFile: Sendable {
    /// The document; a mapping or, for an empty file, empty.
    public let root: ConfigurationNode
    /// The folder to which relative paths refer; absolute.
    public let directory: String

    /// A file of more than this is refused.
    private static let maximumBytes = 8 << 20

    /// Reads a file of at most 8 MiB.
    public init(path: String) throws(ConfigurationError) {
        let full = AbsolutePath.of(path, in: AbsolutePath.working)
        let bytes: [UInt8]
        do {
            bytes = try FileReader.read(full, limit: Self.maximumBytes)
        } catch {
            if error.status == .inputNotFound { throw .notFound(path: path) }
            throw .unreadable(path: path, reason: error.message)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .unreadable(path: path, reason: "it is not UTF-8 text")
        }
        let name = String(full[full.index(after: full.lastIndex(of: "/") ?? full.startIndex)...])
        try self.init(text: text, name: name, directory: AbsolutePath.parent(of: full))
    }

    /// Takes the text of a file. `name` is what errors call it; `directory` must be absolute.
    public init(text: String, name: String = "firebreak.yaml", directory: String) throws(ConfigurationError) {
        guard text.utf8.count <= Self.maximumBytes else {
            throw .unreadable(path: name, reason: "it is larger than 8 MiB")
        }
        self.directory = directory
        root = try DocumentReader(file: name, directory: directory).read(text)
    }

    /// The path of the configuration: `explicit` (from `--config`), `$FIREBREAK_CONFIG`, `./firebreak.yaml`,
    /// `$XDG_CONFIG_HOME/firebreak/firebreak.yaml` (`~/.config` where the variable is not set; XDG Base Directory
    /// Specification), `/etc/firebreak/firebreak.yaml`; nil where there is none. Throws where one of the first two
    /// names a file that is not there.
    public static func locate(
        explicit: String?, environment: [String: String]
    ) throws(ConfigurationError) -> String? {
        if let path = explicit ?? environment["FIREBREAK_CONFIG"].flatMap({ $0.isEmpty ? nil : $0 }) {
            guard FilePresence.exists(path) else { throw .notFound(path: path) }
            return path
        }
        var candidates = ["firebreak.yaml"]
        if let home = environment["XDG_CONFIG_HOME"], home.hasPrefix("/") {
            candidates.append(home + "/firebreak/firebreak.yaml")
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            candidates.append(home + "/.config/firebreak/firebreak.yaml")
        }
        candidates.append("/etc/firebreak/firebreak.yaml")
        return candidates.first(where: FilePresence.exists)
    }
}
