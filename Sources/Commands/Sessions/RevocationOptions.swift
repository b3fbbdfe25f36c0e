import ArgumentParser
import Basics

/// How sessions are revoked, by whichever command.
struct RevocationOptions: ParsableArguments {
    @Flag(help: "With --all: revoke values too that cannot be decoded.")
    var includeUndecodable = false

    @Option(
        help: ArgumentHelp(
            "How much longer than before commands of other clients may take (99 of 100); the work slows down for it.",
            valueName: "duration"))
    var maxLatency = DurationArgument(.milliseconds(5))

    @Option(
        help: ArgumentHelp(
            "How many replicas of each server must have the removals (WAIT) for success.", valueName: "n"))
    var replicas = 0

    func validate() throws {
        guard (0...1000).contains(replicas) else { throw ValidationError("--replicas is between 0 and 1000.") }
        guard maxLatency.duration > .zero else { throw ValidationError("--max-latency is longer than nothing.") }
    }
}
