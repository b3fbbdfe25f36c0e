public import Basics
internal import Configuration
internal import Flags
internal import Secrets

/// A file that a schedule consists of.
public struct ScheduleFile: Sendable, Encodable {
    /// Its name, as `firebreak.timer`.
    public let name: String
    /// Its content.
    public let text: String
}

/// What makes `tick` run again and again: units for systemd, or a line for cron.
public struct Schedule: Sendable {
    /// The program, by its absolute path.
    public let program: String
    /// The configuration file, by its absolute path.
    public let configuration: String
    /// How often.
    public let interval: Duration
    private let state: String
    private let writable: [String]
    private let credential: String?

    /// A schedule for a workspace's configuration. Refuses a workspace without a configuration file, for then there is
    /// nothing to be done by time.
    public init(_ workspace: Workspace, program: String, interval: Duration) throws {
        guard let path = workspace.configuration.path else { throw ScheduleFailure.noConfiguration }
        guard interval >= .seconds(1) else { throw ScheduleFailure.tooOften }
        self.program = program
        configuration = path.hasPrefix("/") ? path : workspace.configuration.directory + "/" + path
        self.interval = interval
        state = workspace.configuration.state.directory
        let files =
            workspace.configuration.secrets.flatMap(\.destinations).flatMap(\.files)
            + workspace.configuration.flags.compactMap(\.file)
        writable = files.compactMap { Self.folder(of: $0, workspace.environment) }
        credential = workspace.configuration.unlock.credentialName
    }

    /// The folder of a file, where its path can be told here and now.
    private static func folder(of file: ConfigurationText, _ environment: [String: String]) -> String? {
        guard let path = try? file.resolve(environment) else { return nil }
        // Where a link leads is where the file is replaced.
        let place = CanonicalPath.of(path)
        return place.lastIndex(of: "/").map { $0 == place.startIndex ? "/" : String(place[..<$0]) }
    }

    // MARK: - systemd

    /// A service that makes one pass, and a timer that starts it (systemd.service(5), systemd.timer(5)). The service may
    /// write where the state, the destinations and the flags are and nowhere else (systemd.exec(5)).
    public var systemdUnits: [ScheduleFile] {
        var paths: [String] = []
        for path in [state] + writable.sorted() where !paths.contains(path) { paths.append(path) }
        let load = credential.map { "LoadCredential=\(Self.escaped($0)):/etc/credstore/\(Self.escaped($0))\n" } ?? ""
        let service = """
            # Made by 'firebreak schedule --systemd'. Set User= to who owns the state; hooks run as that user too.
            [Unit]
            Description=firebreak: rotations and restorations that are due
            After=network-online.target
            Wants=network-online.target

            [Service]
            Type=oneshot
            ExecStart=\(Self.quoted(program)) tick --quiet --config \(Self.quoted(configuration))
            TimeoutStartSec=15min
            UMask=0077
            \(load)NoNewPrivileges=yes
            ProtectSystem=strict
            ProtectHome=read-only
            PrivateTmp=yes
            PrivateDevices=yes
            ProtectKernelTunables=yes
            ProtectKernelModules=yes
            ProtectKernelLogs=yes
            ProtectControlGroups=yes
            ProtectClock=yes
            ProtectHostname=yes
            RestrictNamespaces=yes
            RestrictRealtime=yes
            RestrictSUIDSGID=yes
            LockPersonality=yes
            RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
            SystemCallArchitectures=native
            LimitCORE=0
            ReadWritePaths=\(paths.map { Self.quoted($0) }.joined(separator: " "))

            """
        let seconds = max(1, Int(interval.inSeconds))
        let timer = """
            # Made by 'firebreak schedule --systemd'. Enable it: systemctl enable --now firebreak.timer
            [Unit]
            Description=firebreak: every \(interval.compact)

            [Timer]
            OnBootSec=1min
            OnUnitInactiveSec=\(seconds)s
            RandomizedDelaySec=\(max(1, seconds / 10))s
            AccuracySec=1s

            [Install]
            WantedBy=timers.target

            """
        return [
            ScheduleFile(name: "firebreak.service", text: service), ScheduleFile(name: "firebreak.timer", text: timer),
        ]
    }

    /// An argument as unit files write it: in quotes, with `%` and `$` doubled (systemd.service(5), "Command lines").
    private static func quoted(_ text: String) -> String {
        let escaped = escaped(text)
        let isPlain = escaped.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "/._-+=:@%$".utf8.contains(byte)
            }
        }
        return isPlain ? escaped : "\"\(escaped.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("%", with: "%%").replacing("$", with: "$$")
    }

    // MARK: - cron

    /// A line for a crontab (crontab(5)). cron knows no seconds: the interval must be a number of minutes that divides an
    /// hour, or of hours that divides a day.
    public func cronLine() throws -> ScheduleFile {
        let minutes = Int(interval.inSeconds) / 60
        guard Int(interval.inSeconds) % 60 == 0, minutes > 0 else { throw ScheduleFailure.notForCron }
        let when: String
        if minutes == 1 {
            when = "* * * * *"
        } else if 60 % minutes == 0 {
            when = minutes == 60 ? "0 * * * *" : "*/\(minutes) * * * *"
        } else if minutes % 60 == 0, 24 % (minutes / 60) == 0 {
            when = minutes == 1440 ? "0 0 * * *" : "0 */\(minutes / 60) * * *"
        } else {
            throw ScheduleFailure.notForCron
        }
        let command = [program, "tick", "--quiet", "--config", configuration].map(Self.shellQuoted).joined(separator: " ")
        // A percent sign is a line end to cron.
        let text = "\(when) \(command.replacing("%", with: "\\%"))\n"
        return ScheduleFile(name: "crontab", text: text)
    }

    private static func shellQuoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "/._-+=:@".utf8.contains(byte)
            }
        }
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}

/// Why there is no schedule.
public enum ScheduleFailure: Failure {
    case noConfiguration
    case tooOften
    case notForCron

    public var message: String {
        switch self {
        case .noConfiguration: "there is no configuration file, so nothing is to be done by time"
        case .tooOften: "a schedule needs an interval of at least a second"
        case .notForCron: "cron cannot run something that often"
        }
    }
    public var hint: String? {
        switch self {
        case .noConfiguration: "'firebreak init' writes one"
        case .tooOften: "for example --every 1m"
        case .notForCron: "take a number of minutes that divides an hour, or of hours that divides a day; or --systemd"
        }
    }
    public var status: ExitStatus {
        switch self {
        case .noConfiguration: .configuration
        case .tooOften, .notForCron: .usage
        }
    }
}
