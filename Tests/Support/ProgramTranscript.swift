internal import Files
internal import JSON
internal import Processes
internal import Synchronization

/// What the program showed in a test's folder, and the search for secrets in it: at the end of each test, in what was
/// printed, in argument lists, in the state, and in files that others may read.
enum ProgramTranscript {
    struct Run: Sendable {
        let arguments: [String]
        let shown: String
    }

    private struct Folder: Sendable {
        var runs: [Run] = []
        /// Files into which it prints while it runs.
        var logs: [String] = []
        /// The variables of the last run: what unlocks the keyring may be among them.
        var environment: [String: String] = [:]
        var binary = ""
    }

    private static let folders = Mutex<[String: Folder]>([:])

    /// Notes a run. What `secrets reveal` prints is meant to be shown.
    static func note(
        _ arguments: [String], _ result: ProgramResult, in directory: String, binary: String,
        environment: [String: String]? = nil
    ) {
        let isReveal = arguments.first == "secrets" && arguments.dropFirst().first == "reveal"
        let shown = result.errorText + (isReveal ? "" : "\n" + result.outputText)
        folders.withLock { folders in
            folders[directory, default: Folder()].runs.append(Run(arguments: arguments, shown: shown))
            if let environment { folders[directory]?.environment = environment }
            folders[directory]?.binary = binary
        }
    }

    /// Notes a run that goes on, and the file into which it prints.
    static func note(_ arguments: [String], log: String, in directory: String, binary: String) {
        folders.withLock { folders in
            folders[directory, default: Folder()].runs.append(Run(arguments: arguments, shown: ""))
            folders[directory]?.logs.append(log)
            folders[directory]?.binary = binary
        }
    }

    /// Throws where a value of the folder's keyring stands anywhere that it must not. Nothing is searched where the
    /// program never ran, or cannot open its keyring any more.
    static func check(_ directory: String) throws {
        guard let folder = folders.withLock({ $0.removeValue(forKey: directory) }),
            TestDatabase.isPostgres || FileReader.exists(TestDatabase.file(in: directory))
        else { return }
        let canaries = try values(folder, directory)
        guard !canaries.isEmpty else { return }
        for run in folder.runs {
            for canary in canaries where canary.isIn(run.shown) || canary.isIn(run.arguments.joined(separator: " ")) {
                throw TestFailure("\(canary.name) is in the output of 'firebreak \(run.arguments.joined(separator: " "))'")
            }
        }
        for path in try files(in: directory) {
            // A log of what it printed, whatever its mode; a core, should it ever leave one.
            let isWatched = folder.logs.contains(path) || path.split(separator: "/").last?.hasPrefix("core") == true
            guard let mode = try FilePermissions.of(path),
                mode & 0o004 != 0 || isWatched || path.hasPrefix(directory + "/.firebreak/"),
                let bytes = try FileReader.readIfPresent(path, limit: 64 << 20)
            else { continue }
            for canary in canaries where canary.isIn(bytes) {
                throw TestFailure("\(canary.name) is in \(path.dropFirst(directory.count + 1))")
            }
        }
        guard TestDatabase.isPostgres else { return }
        let state = try TestDatabase.contents(in: directory)
        for canary in canaries where canary.isIn(state) { throw TestFailure("\(canary.name) is in the state") }
    }

    /// The values of the last versions of each secret, as the program itself reveals them.
    private static func values(_ folder: Folder, _ directory: String) throws -> [SecretCanary] {
        func ask(_ arguments: String...) throws -> ProgramResult {
            try ProgramRun.run(
                [folder.binary] + arguments, environment: folder.environment, workingDirectory: directory)
        }
        let list = try ask("secrets", "list", "--json")
        guard list.succeeded else { return [] }
        var canaries: [SecretCanary] = []
        // Of hundreds, some by chance: each version is a run of the program.
        for secret in (try JSONValue(parsing: list.standardOutput).arrayValue ?? []).shuffled().prefix(12) {
            guard let name = secret["name"]?.stringValue, let last = secret["version"]?.integerValue else { continue }
            for version in max(1, last - 3)...last + 1 {
                let value = try ask("secrets", "reveal", name, "--version", String(version), "--output", "-")
                guard value.succeeded else { continue }
                let canary = SecretCanary(
                    "version \(version) of \(name)", [value.outputText],
                    isPublicKey: secret["kind"]?.stringValue == "webhook-discord")
                if !canary.isEmpty { canaries.append(canary) }
            }
        }
        return canaries
    }

    /// Regular files below a folder; links are not followed.
    private static func files(in directory: String) throws -> [String] {
        let found = try ProgramRun.run(["find", directory, "-type", "f"])
        return found.outputText.split(separator: "\n").map(String.init)
    }
}
