internal import Basics
internal import Files
internal import Flags

extension Doctor {
    /// Each source of flags can be read; no override has outlived its time.
    func flagChecks(_ workspace: Workspace) -> [Check] {
        var checks = workspace.configuration.flags.flatMap { configuration in
            let subject = "flags \(configuration.name)"
            return Check.of(subject) {
                let count = try configuration.open(workspace.environment).list().count
                guard count > 0 else {
                    return [
                        Check(
                            subject, .warning, "there is no flag in it", remedy: "check where it is, or write one there"
                        )
                    ]
                }
                return [Check(subject, .ok, "\(count) flag\(count == 1 ? "" : "s")")]
            }
        }
        guard FileReader.exists(workspace.configuration.state.path) else { return checks }
        checks += Check.of("flags") {
            try workspace.expiredOverrides().map { override in
                Check(
                    "flags \(override.source)", .warning,
                    "the override of \(override.flag) has run out and still holds",
                    remedy: "'firebreak tick' puts it back; let a timer run it")
            }
        }
        return checks
    }
}
