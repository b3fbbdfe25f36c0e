internal import Basics
public import Configuration
internal import Cryptography
internal import Files

/// The folders in which playbooks stand, one folder for each system.
public struct PlaybookLibrary: Sendable {
    /// Looked in one after the other; the first that has a playbook counts.
    public let folders: [String]

    public init(folders: [String]) { self.folders = folders }

    /// The folders that hold: the one that was named alone, else `$FIREBREAK_PLAYBOOKS`, `./playbooks` and the
    /// installation's.
    ///
    /// - Parameter program: the running program's file, beside which an installation has `../share/firebreak/playbooks`.
    public init(named folder: String?, environment: [String: String], program: String) {
        if let folder {
            folders = [folder]
            return
        }
        var candidates: [String] = []
        if let folder = environment["FIREBREAK_PLAYBOOKS"], !folder.isEmpty { candidates.append(folder) }
        candidates.append("playbooks")
        let bin = program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "."
        candidates += [bin + "/../share/firebreak/playbooks", "/usr/local/share/firebreak/playbooks", "/usr/share/firebreak/playbooks"]
        folders = candidates.filter { FileReader.exists($0) }
    }

    /// The names of all playbooks, `system/name`, in alphabetical order.
    public func names() -> [String] {
        var names: Set<String> = []
        for folder in folders {
            for system in (try? DirectoryListing.names(folder)) ?? [] where !system.hasPrefix(".") {
                for file in (try? DirectoryListing.names("\(folder)/\(system)")) ?? [] {
                    guard file.hasSuffix(".yaml"), file != Self.systemFile, !file.hasPrefix(".") else { continue }
                    names.insert("\(system)/\(file.dropLast(5))")
                }
            }
        }
        return names.sorted()
    }

    /// The description of a system, beside its playbooks.
    static let systemFile = "system.yaml"

    /// The file of a playbook: a path of a file that is there, or a name.
    ///
    /// - Parameter folder: where a name without a system is looked for first: beside the playbook that calls it.
    func path(of name: String, beside folder: String? = nil) throws(PlaybookError) -> (name: String, path: String) {
        if folder == nil, name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
            // By its absolute path, so that it is called the same from wherever it is looked at.
            let path = name.hasPrefix("/") ? name : "\(currentFolder())/\(name.hasPrefix("./") ? String(name.dropFirst(2)) : name)"
            guard FileReader.exists(path) else { throw notFound(name) }
            return (Self.nameOf(path: path), path)
        }
        let isSafe = !name.isEmpty && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.first != "." && !part.utf8.contains(0)
        }
        guard isSafe else { throw notFound(name) }
        if let folder, !name.contains("/"), FileReader.exists("\(folder)/\(name).yaml") {
            let path = "\(folder)/\(name).yaml"
            return (Self.nameOf(path: path), path)
        }
        for folder in folders where FileReader.exists("\(folder)/\(name).yaml") { return (name, "\(folder)/\(name).yaml") }
        throw notFound(name)
    }

    private func notFound(_ name: String) -> PlaybookError {
        .notFound(name: name, folders: folders, nearest: Spelling.nearest(to: name, among: names()))
    }

    /// `flowstate-ai/security-response` for `playbooks/flowstate-ai/security-response.yaml`.
    private static func nameOf(path: String) -> String {
        let parts = path.split(separator: "/")
        let stem = parts.last.map { $0.lastIndex(of: ".").map { dot in String(parts[parts.count - 1][..<dot]) } ?? String($0) } ?? path
        return parts.count > 1 && parts[parts.count - 2] != "." ? "\(parts[parts.count - 2])/\(stem)" : stem
    }

    /// A playbook with all that it calls and the description of its system.
    ///
    /// - Parameters:
    ///   - overrides: documents that are laid over the system's description, the last of them last.
    public func load(
        _ name: String, overrides: (_ system: String) throws -> [ConfigurationNode] = { _ in [] }
    ) throws -> LoadedPlaybook {
        var chain: [String] = []
        return try load(name, beside: nil, overrides, &chain)
    }

    private func load(
        _ name: String, beside folder: String?, _ overrides: (String) throws -> [ConfigurationNode], _ chain: inout [String]
    ) throws -> LoadedPlaybook {
        let found = try path(of: name, beside: folder)
        guard !chain.contains(found.path) else { throw PlaybookError.cycle(chain.map(Self.nameOf(path:)) + [found.name]) }
        chain.append(found.path)
        defer { chain.removeLast() }
        let playbook = try Playbook(name: found.name, path: found.path)
        let folder = found.path.lastIndex(of: "/").map { String(found.path[..<$0]) } ?? "."
        let systemName = String(found.name.split(separator: "/").first ?? "")
        var system: ConfigurationNode?
        var text = playbook.digest
        let file = "\(folder)/\(Self.systemFile)"
        if FileReader.exists(file) { system = try ConfigurationFile(path: file).root }
        for over in try overrides(systemName) { system = system?.overlaid(with: over) ?? over }
        var called: [String: LoadedPlaybook] = [:]
        for step in playbook.allSteps {
            guard case .call(let name, _, let node) = step.body, called[name] == nil else { continue }
            do {
                called[name] = try load(name, beside: folder, overrides, &chain)
            } catch let error as PlaybookError {
                if case .cycle = error { throw error }
                throw node.failure(error.message, hint: error.hint)
            }
        }
        for name in called.keys.sorted() { text += "\n\(name) \(called[name]?.digest ?? "")" }
        if let system { text += "\n\(system.value)" }
        return LoadedPlaybook(
            playbook: playbook, called: called, system: system, digest: Hexadecimal.encode(SHA256.hash(Array(text.utf8))))
    }
}

/// A playbook with all that it calls.
public struct LoadedPlaybook: Sendable {
    public let playbook: Playbook
    /// The playbooks that it calls, by the names by which it does.
    public let called: [String: LoadedPlaybook]
    /// The description of its system; nil where there is none.
    public let system: ConfigurationNode?
    /// SHA-256 over its file, those that it calls and the system's description: where it is another, something was changed.
    public let digest: String

    /// Whether it, or one that it calls, says itself to which incident it belongs.
    var choosesIncident: Bool { playbook.choosesIncident || called.values.contains { $0.choosesIncident } }
}
