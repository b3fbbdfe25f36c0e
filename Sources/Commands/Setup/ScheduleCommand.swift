import ArgumentParser
import Basics
import Files
import Response

/// `firebreak schedule`.
struct ScheduleCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Print what makes 'firebreak tick' run again and again: units for systemd, or a line for cron.",
        discussion: """
            Examples:
              firebreak schedule --systemd
              sudo firebreak schedule --systemd --config /etc/firebreak/firebreak.yaml \\
                  --output /etc/systemd/system
              (crontab -l; firebreak schedule --cron --every 5m) | crontab -
            """)

    @Flag(help: "A service and a timer, hardened.")
    var systemd = false
    @Flag(help: "A line of a crontab.")
    var cron = false
    @Option(help: ArgumentHelp("How often.", valueName: "duration"))
    var every = DurationArgument(.seconds(60))
    @Option(help: ArgumentHelp("Write the files into this folder instead; what is there is not overwritten.", valueName: "path"))
    var output: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if systemd == cron { throw ValidationError("Say --systemd or --cron.") }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let schedule = try Schedule(workspace, program: programPath(), interval: every.duration)
        let files = systemd ? schedule.systemdUnits : [try schedule.cronLine()]
        guard let output else {
            try console.show(ScheduleFiles(files: files))
            return .done
        }
        for file in files {
            try AtomicFile.create("\(output)/\(file.name)", Array(file.text.utf8), mode: 0o644)
            console.remark("wrote \(output.printable)/\(file.name)")
        }
        return .done
    }
}

/// The files of a schedule, one after the other.
struct ScheduleFiles: CommandResult {
    let files: [ScheduleFile]

    func text(width: Int, style: Style) -> String {
        guard files.count > 1 else { return files.map { String($0.text.dropLast()) }.joined() }
        return files.map { "# \($0.name)\n\($0.text)" }.joined(separator: "\n")
    }
}
