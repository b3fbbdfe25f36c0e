import ArgumentParser
import Basics
import Flags
import Response

/// `firebreak flags rollout NAME`.
struct RolloutStartCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Begin to roll a flag out, and take the first step.",
        discussion: """
            A flag of a flagd file gets a 'fractional' whose buckets stay the same, so that each step only adds users; \
            elsewhere a flag that is a number becomes the percentage. Gates stand under 'gates:' in firebreak.yaml. \
            Where one has no data, the rollout pauses. After the last step it bakes: gates still watch.

            Exit status with --wait: 0 rolled out; 1 rolled back; 2 paused, or left for tick by Ctrl-C.

            Examples:
              firebreak flags rollout new-checkout --steps 10,50,100 --hold 15m \\
                  --gate flowai --bake 30m --yes
              firebreak flags rollout new-checkout --steps 10,50,100 --hold 15m \\
                  --gate error-rate --gate latency --wait --yes
              firebreak flags rollout start status --steps 50,100 --hold 1h --dry-run
            """)

    @Argument(help: "The flag's name.")
    var name: String
    @Option(help: ArgumentHelp("The percentages, each larger than the one before.", valueName: "10,50,100"))
    var steps: StepsArgument
    @Option(help: ArgumentHelp("How long each step is watched before the next.", valueName: "duration"))
    var hold: DurationArgument
    @Option(
        name: .customLong("gate"),
        help: ArgumentHelp("A gate, or a group of them, by its name; may be repeated.", valueName: "name"))
    var gates: [String] = []
    @Option(help: ArgumentHelp("How long the last step is watched. Default: as long as --hold.", valueName: "duration"))
    var bake: DurationArgument?
    @Option(help: ArgumentHelp("The variant that is rolled out, where a flag has several.", valueName: "name"))
    var variant: String?
    @Option(help: ArgumentHelp("The source. Default: the one that has the flag.", valueName: "name"))
    var source: String?
    @Flag(help: "Stay, show progress, and carry it on until it is done, rolled back or paused.")
    var wait = false
    @Option(help: ArgumentHelp("How often --wait asks the gates.", valueName: "duration"))
    var every: DurationArgument?
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let course = try RolloutCourse(
            steps: steps.percentages, hold: hold.duration, bake: bake?.duration, gates: gates, variant: variant)
        let start = StartRollout(flag: name, source: source, course: course)
        if action.dryRun {
            try console.show(try start.plan(workspace))
            return .done
        }
        if gates.isEmpty { console.warn("no gate watches this rollout: only time is waited for") }
        let shown = course.steps.map { "\($0) %" }.joined(separator: ", then ")
        try console.confirm("Roll \(name) out to \(shown)?", given: action.yes)
        let rollout = try workspace.carryOut(start, incident: action.incident, reason: action.reason)
        if wait {
            return try RolloutFollower(workspace, console, every: every?.duration).follow(rollout)
        }
        try console.show(rollout)
        if !rollout.isFinished { console.remark("'firebreak tick' carries it on.") }
        return rollout.status
    }
}

/// `10,50,100`: percentages on the command line; a `%` behind each may stand.
struct StepsArgument: ExpressibleByArgument {
    let percentages: [Int]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.hasSuffix("%") ? $0.dropLast() : $0 }
        let numbers = parts.compactMap { part in part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil }
        guard numbers.count == parts.count else { return nil }
        percentages = numbers
    }
}
