import ArgumentParser
import Basics
import Cryptography
import Files
import Response
import Secrets

/// `firebreak secrets rotate`.
struct SecretsRotateCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Make a new version and bring it to every destination.",
        discussion: """
            The new value is sealed and on disk before any destination sees it; the old one stays valid for the \
            overlap. Where something stops it in the middle, the same command, `advance` or `tick` goes on.

            Of several secrets, all are checked before any is touched, those that stand in the same files are written \
            there together, and a reload hook that they share runs once. One that fails does not stop the others: exit \
            status 2, and the output says which.

            Examples:
              firebreak secrets rotate JWT_SECRET --yes
              firebreak secrets rotate JWT_SECRET --dry-run
              firebreak secrets rotate JWT_SECRET --rehearse  # on copies, with times
              # no overlap: the old one ends now
              firebreak secrets rotate JWT_SECRET --compromised --yes
              firebreak secrets rotate GITHUB_HOOK STRIPE_HOOK --yes
              firebreak secrets rotate --all --kind webhook-standard --compromised --yes
              # a value that Stripe has made
              firebreak secrets rotate STRIPE_HOOK --from-file new.txt --yes
              firebreak secrets rotate REDIS_PASSWORD --compromised \\
                  --without-node 10.0.0.7:6379 --yes

            A server of Redis that is down stops a rotation before anything is changed. In an emergency \
            `--without-node` does without it: the status is 2, and `tick` brings it the change when it is back.
            """)

    @Argument(help: "The secrets' names.")
    var names: [String] = []
    @Flag(help: "Every secret of the configuration and of the keyring.")
    var all = false
    @Option(help: ArgumentHelp("With --all: only those of this kind.", valueName: "kind"))
    var kind: String?
    @Flag(help: "The old value has leaked: skip the overlap and retire it at once.")
    var compromised = false
    @Option(
        help: ArgumentHelp(
            "Take the new value from this file (- for standard input), where somebody else makes it.",
            valueName: "path"))
    var fromFile: String?
    @Flag(help: "Go through every step on copies, say how long each took, and change nothing.")
    var rehearse = false
    @Option(
        name: .customLong("without-node"),
        help: ArgumentHelp(
            "With --compromised: a server that may be left out if it is down; may be given several times.",
            valueName: "host:port"))
    var withoutNodes: [String] = []
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if all == !names.isEmpty { throw ValidationError("Name the secrets, or say --all.") }
        if kind != nil && !all { throw ValidationError("--kind goes with --all.") }
        if !withoutNodes.isEmpty && !compromised {
            throw ValidationError("--without-node is for emergencies: give --compromised too, or bring the server back.")
        }
        for node in withoutNodes {
            guard let colon = node.lastIndex(of: ":"), colon > node.startIndex,
                let port = Int(node[node.index(after: colon)...]), (1...65535).contains(port)
            else { throw ValidationError("--without-node should be HOST:PORT, as 10.0.0.7:6379.") }
        }
        if (all || names.count > 1) && (fromFile != nil || !withoutNodes.isEmpty) {
            throw ValidationError("--from-file and --without-node go with the name of one secret.")
        }
        if rehearse && fromFile != nil { throw ValidationError("--rehearse makes a value of its own.") }
        if rehearse && compromised { throw ValidationError("--rehearse goes through a routine rotation.") }
        if rehearse && (all || names.count > 1) { throw ValidationError("--rehearse takes the name of one secret.") }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        guard let name = names.first, names.count == 1 else { return try rotateMany(workspace, console) }
        if rehearse {
            try console.show(try workspace.rehearseRotation(name))
            return .done
        }
        return try action.act(
            RotateSecret(name: name, isCompromised: compromised, without: withoutNodes, value: try givenValue()),
            workspace, console,
            asking: { compromised ? "Rotate \(name) and retire the old value at once?" : "Rotate \(name)?" })
    }

    private func rotateMany(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let names = try chosen(workspace)
        let rotation = RotateSecrets(names: names, isCompromised: compromised)
        let line = ProgressLine(console)
        defer { line.clear() }
        let progress = { (step: BatchProgress) in line.show(step.line) }
        if action.dryRun {
            let plans = RotationPlans(try rotation.plan(workspace, progress: progress))
            line.clear()
            try console.show(plans)
            return plans.status
        }
        let which = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        try console.confirm(
            "Rotate \(names.count) secrets (\(which))" + (compromised ? " and retire their old values at once?" : "?"),
            given: action.yes)
        let rotations = Rotations(
            try rotation.perform(workspace, incident: action.incident, reason: action.reason, progress: progress))
        line.clear()
        try console.show(rotations)
        return rotations.status
    }

    /// The names, each once. One that nothing is called by is refused before anything is done.
    private func chosen(_ workspace: Workspace) throws -> [String] {
        if all { return try workspace.secretNames(ofKind: kind) }
        var seen: Set<String> = []
        let names = names.filter { seen.insert($0).inserted }
        try workspace.requireSecrets(names)
        return names
    }

    private func givenValue() throws -> SecretBox? {
        guard let fromFile else { return nil }
        var bytes =
            fromFile == "-"
            ? try FileReader.readStandardInput(limit: 1 << 20) : try FileReader.read(fromFile, limit: 1 << 20)
        return SecretBox(Secret(taking: &bytes))
    }
}

extension BatchProgress {
    /// One line for a terminal.
    fileprivate var line: String { "\(stage.rawValue) \(done) of \(total) secrets" }
}
