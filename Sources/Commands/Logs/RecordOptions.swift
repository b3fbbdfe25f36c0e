import ArgumentParser
import Basics
import Logs

/// Which records are wanted, by their time and their fields: of logs as of a timeline.
struct RecordOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only from this instant on, or from so long ago.", valueName: "time"))
    var since: PastArgument?
    @Option(help: ArgumentHelp("Only before this instant, or so long ago.", valueName: "time"))
    var until: PastArgument?
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only log records whose field is so: field=value, also !=, <, <=, >, >=; dots lead into objects. May be given several times.",
            valueName: "condition"))
    private var texts: [String] = []

    /// The conditions, as `status>=400`.
    func conditions() throws -> [FieldCondition] {
        try texts.map { text in
            guard let condition = FieldCondition(text) else {
                throw CommandFailure(
                    .usage, "'\(text.printable)' is no condition",
                    hint: "write it as field=value, field!=value, or with a number as status>=400")
            }
            return condition
        }
    }
}
