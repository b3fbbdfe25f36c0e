internal import Basics
internal import Secrets

extension Doctor {
    /// Each secret: destinations as recorded, no rotation overdue or stuck.
    func secretChecks(_ workspace: Workspace) -> [Check] {
        let definitions = workspace.configuration.secrets
        guard !definitions.isEmpty, (try? workspace.hasState) == true else { return [] }
        return Check.of("secrets") {
            let rotations = try workspace.rotations
            let stuck = Set(try rotations.unfinished(definitions).map(\.name))
            let summaries = Dictionary(uniqueKeysWithValues: try rotations.list(definitions).map { ($0.name, $0) })
            return zip(definitions, try rotations.conditions(of: definitions)).flatMap { definition, conditions in
                let subject = "secret \(definition.name)"
                return Check.of(subject) {
                    var checks = try conditions.get().compactMap { check($0, subject, definition.name) }
                    if stuck.contains(definition.name) {
                        checks.append(
                            Check(
                                subject, .warning, "a rotation is under way that can be carried on",
                                remedy: "'firebreak tick', or 'firebreak secrets advance \(definition.name)'"))
                    }
                    let summary = summaries[definition.name]
                    if let summary, summary.overdue {
                        checks.append(
                            Check(
                                subject, .warning,
                                summary.version == nil ? "it has no version yet" : "its rotation is overdue",
                                remedy:
                                    "'firebreak secrets rotate \(definition.name)', and let a timer run 'firebreak tick'"
                            ))
                    }
                    guard checks.isEmpty else { return checks }
                    let version = summary?.version.map { "version \($0)" } ?? "no version yet"
                    let count = definition.destinations.count
                    return [
                        Check(subject, .ok, "\(version), as recorded in \(count) destination\(count == 1 ? "" : "s")")
                    ]
                }
            }
        }
    }

    private func check(_ condition: DestinationCondition, _ subject: String, _ name: String) -> Check? {
        let place = condition.name
        let rewrite = "'firebreak secrets rotate \(name)' writes a new version everywhere"
        switch condition.state {
        case .asRecorded: return nil
        case .empty: return Check(subject, .failure, "\(place) holds no value", remedy: rewrite)
        case .otherVersion(let version):
            return Check(
                subject, .failure, "\(place) holds version \(version), which is not the current one", remedy: rewrite)
        case .unknownValue:
            return Check(
                subject, .failure, "\(place) holds a value that the keyring does not know: somebody else wrote it",
                remedy: rewrite + "; the value there is taken into the keyring before")
        case .unreadable(let reason):
            return Check(subject, .failure, "\(place) cannot be read: \(reason)", remedy: "check path and permissions")
        }
    }
}
