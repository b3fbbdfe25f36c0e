import ArgumentParser
import Basics
import Response
import Secrets

/// `firebreak secrets list`.
struct SecretsListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the secrets: kind, stage, version, age and when they rotate.",
        discussion: """
            Examples:
              firebreak secrets list
              firebreak secrets list --overdue      # exit status 1 where something is
            """)

    @Flag(help: "Only those that should have been rotated already; exit status 1 where there are any.")
    var overdue = false
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let all = try workspace.secretSummaries()
        let shown = overdue ? all.filter(\.overdue) : all
        try console.show(SecretList(secrets: shown, now: workspace.time.now))
        return overdue && !shown.isEmpty ? .checkFailed : .done
    }
}

/// An array of secrets.
struct SecretList: CommandResult {
    let secrets: [SecretSummary]
    let now: Timestamp

    func encode(to encoder: any Encoder) throws { try secrets.encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        guard !secrets.isEmpty else {
            return
                "No secrets yet. Add one under 'secrets:' in firebreak.yaml, then: firebreak secrets rotate NAME --yes"
        }
        var table = Table("name", "kind", "stage", "version", "age", "rotates", "destinations")
        for secret in secrets {
            table.add(
                secret.name, secret.kind, secret.stage?.rawValue ?? "none yet", secret.version.map(String.init) ?? "-",
                secret.createdAt.map { (now - $0).rough } ?? "-", due(secret),
                secret.destinations.joined(separator: ", "))
        }
        let troubled = secrets.compactMap { secret in
            secret.trouble.map { style.yellow("! ") + "\(secret.name): \($0.summary.printable)" }
        }
        return ([table.text(width: width, style: style)] + troubled).joined(separator: "\n")
    }

    private func due(_ secret: SecretSummary) -> String {
        if secret.trouble?.isParked == true { return "PARKED" }
        guard let at = secret.rotatesAt else { return "-" }
        return secret.overdue ? "OVERDUE by \((now - at).rough)" : "in \((at - now).rough)"
    }
}
