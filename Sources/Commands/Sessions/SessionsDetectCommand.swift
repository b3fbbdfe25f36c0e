import ArgumentParser
import Basics
import Response
import Sessions

/// `firebreak sessions detect`.
struct SessionsDetectCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "detect", abstract: "Say from a sample of keys how an application keeps its sessions.",
        discussion: """
            Reads only. For each layout that it finds: how sure it is, how many of the values looked at decode and name a \
            user, and what to write into the configuration.

            Examples:
              firebreak sessions detect --url redis://127.0.0.1:6379/0
              firebreak sessions detect --store web --sample 20000 --json
            """)

    @Option(
        help: ArgumentHelp("The store, by its name in the configuration. Default: the only one.", valueName: "name"))
    var store: String?
    @Option(help: ArgumentHelp("A Redis that is in no configuration and asks for no password.", valueName: "url"))
    var url: String?
    @Option(help: ArgumentHelp("Look at this many keys.", valueName: "n"))
    var sample = 5000
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (10...1_000_000).contains(sample) else {
            throw ValidationError("--sample is between 10 and 1000000.")
        }
        if store != nil && url != nil { throw ValidationError("Say --store or --url, not both.") }
        // What stands in an argument list is seen by every user of the machine.
        if let url, let at = url.lastIndex(of: "@"), url[..<at].split(separator: ":").count > 2 {
            throw ValidationError("A URL with a password belongs into the configuration: url: ${env:REDIS_URL}.")
        }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let detection = try workspace.detectLayouts(store: store, url: url, sample: sample)
        try console.show(detection)
        return detection.findings.isEmpty ? .checkFailed : .done
    }
}
