internal import Basics
internal import Cryptography
internal import JSON

/// A secret of a Docker Swarm service. A swarm's secrets cannot be changed, nor read back: each value is a new one,
/// `NAME_v1`, `NAME_v2`, …, which carries the value's mark as a label, and the service is updated from one to the
/// other in a single call. (docs.docker.com, "Manage sensitive data with Docker secrets".)
struct DockerSecretDestination: Destination {
    let name: String
    let format: ValueFormat
    let docker: DestinationProgram
    /// What the versions' names begin with.
    let secret: String
    let service: String
    /// The files under /run/secrets by which the service's containers know the values.
    let targets: [DestinationSlot: String]
    let context: DestinationContext

    static let label = "io.firebreak.mark"

    var slots: Set<DestinationSlot> { Set(targets.keys) }
    /// The service's tasks are made anew with it.
    var restartsConsumers: Bool { true }

    func read() throws -> DestinationValues { try values(mounts()) }

    func check(_ change: DestinationChange) throws {
        for case let text? in change.texts.values { try Self.refuseTooLong(text) }
        _ = try values(mounts())
        _ = try versions()
    }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        try DestinationLock.hold("docker secret \(secret)", in: context.lockDirectory) {
            for case let text? in change.texts.values { try Self.refuseTooLong(text) }
            let mounts = try mounts()
            guard try values(mounts).matches(expected) else { throw DestinationError.changedMeanwhile(name) }
            var versions = try versions()
            var arguments: [String] = []
            var used = Set(mounts.values.map(\.name))
            // One secret may stand under several targets: what is taken away goes by its name, with all of them.
            let removed = Set(change.texts.keys.compactMap { mounts[$0]?.name })
            for removed in removed.sorted() { arguments += ["--secret-rm", removed] }
            for (slot, target) in targets.sorted(by: { $0.value < $1.value }) {
                let old = mounts[slot]
                let source: String
                if let text = change.texts[slot] {
                    guard let text else { continue }
                    source = try version(of: text, among: &versions)
                } else if let old, removed.contains(old.name) {
                    source = old.name
                } else {
                    continue
                }
                used.insert(source)
                arguments += ["--secret-add", "source=\(source),target=\(target)" + (old?.permissions ?? "")]
            }
            guard !arguments.isEmpty else { return }
            _ = try docker.run(["service", "update", "--quiet"] + arguments + [service], hiding: texts(change))
            removeUnused(versions, keeping: used)
        }
    }

    // MARK: What the service has

    /// A secret as a service mounts it.
    private struct Mount {
        let name: String
        /// What is to be said again when another takes its place.
        let permissions: String
    }

    private func mounts() throws -> [DestinationSlot: Mount] {
        let output = try docker.run(["service", "inspect", service])
        guard let services = (try? JSONValue(parsing: output))?.arrayValue, let only = services.first else {
            throw DestinationError("docker did not describe the service '\(service.printable)'", .unavailable)
        }
        let entries = only.value(at: "Spec.TaskTemplate.ContainerSpec.Secrets")?.arrayValue ?? []
        var mounts: [DestinationSlot: Mount] = [:]
        for (slot, target) in targets {
            for entry in entries where entry.value(at: "File.Name")?.stringValue == target {
                guard let name = entry["SecretName"]?.stringValue else { continue }
                mounts[slot] = Mount(name: name, permissions: Self.permissions(entry["File"]))
            }
        }
        return mounts
    }

    /// `,uid=…,gid=…,mode=…`, where they are others than docker's own.
    private static func permissions(_ file: JSONValue?) -> String {
        let owner = ["uid": file?["UID"]?.stringValue, "gid": file?["GID"]?.stringValue]
        var text = ""
        for (key, id) in owner.sorted(by: { $0.key > $1.key }) {
            if let id, id != "0", id.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { text += ",\(key)=\(id)" }
        }
        if let mode = file?["Mode"]?.integerValue, mode != 0o444 { text += ",mode=0" + String(mode, radix: 8) }
        return text
    }

    /// The texts behind the mounts, told by their marks.
    private func values(_ mounts: [DestinationSlot: Mount]) throws -> DestinationValues {
        var values = DestinationValues()
        for (slot, mount) in mounts {
            let output = try docker.run(["secret", "inspect", mount.name])
            let labels = (try? JSONValue(parsing: output))?[0]?["Spec"]?["Labels"]
            guard let mark = labels?[Self.label]?.stringValue,
                let text = try context.known.text(marked: mark, as: format)
            else {
                throw DestinationError.unreadable(
                    "the service mounts '\(mount.name.printable)', which is none of ours, and a swarm gives none back",
                    hint: "take it off the service, or let 'target' name a file that is not there yet")
            }
            values[slot] = text
        }
        return values
    }

    // MARK: Versions

    /// Our secrets of the swarm by their names, with their marks; nil for one that carries none.
    private func versions() throws -> [String: String?] {
        let list = try docker.run(["secret", "ls", "--filter", "name=\(secret)_v", "--format", "{{.Name}}"])
        let names = String(decoding: list, as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { Self.number(of: $0, secret) != nil }
        guard !names.isEmpty else { return [:] }
        let output = try docker.run(["secret", "inspect"] + names)
        var versions: [String: String?] = [:]
        for entry in (try? JSONValue(parsing: output))?.arrayValue ?? [] {
            guard let name = entry.value(at: "Spec.Name")?.stringValue else { continue }
            versions.updateValue(entry["Spec"]?["Labels"]?[Self.label]?.stringValue, forKey: name)
        }
        return versions
    }

    private static func number(of name: String, _ secret: String) -> Int? {
        guard name.hasPrefix(secret + "_v") else { return nil }
        return Int(name.dropFirst(secret.count + 2))
    }

    /// The secret that holds a text: one that is there, or a new one.
    private func version(of text: SecretBox, among versions: inout [String: String?]) throws -> String {
        let mark = try text.withSecret { try context.known.mark($0) }
        if let found = versions.first(where: { $0.value == mark }) { return found.key }
        let last = versions.keys.compactMap { Self.number(of: $0, secret) }.max() ?? 0
        let name = "\(secret)_v\(last + 1)"
        _ = try docker.run(
            ["secret", "create", "--label", "\(Self.label)=\(mark)", name, "-"],
            input: text.withSecret { $0.revealedBytes() }, hiding: [text])
        versions[name] = mark
        return name
    }

    /// Takes away what no service needs any more. What was just replaced stays for docker's own rollback; docker
    /// itself refuses to remove what some service still uses.
    private func removeUnused(_ versions: [String: String?], keeping used: Set<String>) {
        for (name, mark) in versions where mark != nil && !used.contains(name) {
            _ = try? docker.run(["secret", "rm", name])
        }
    }

    /// A swarm's secret has at most 500 kB (docs.docker.com, as above).
    private static func refuseTooLong(_ text: SecretBox?) throws {
        if let text, text.withSecret({ $0.count }) > 500 << 10 {
            throw DestinationError("a secret of a swarm has at most 500 kB", .badInput)
        }
    }

    private func texts(_ change: DestinationChange) -> [SecretBox] { change.texts.values.compactMap(\.self) }
}
