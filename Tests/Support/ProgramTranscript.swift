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
        var mustBeSearched = false
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

    /// Has a folder's test fail where its values cannot be listed at its end, so that nothing can be searched for.
    static func requireSearch(in directory: String) {
        folders.withLock { $0[directory, default: Folder()].mustBeSearched = true }
    }

    /// Throws where a value of the folder's keyring stands anywhere that it must not. Nothing is searched where the
    /// program never ran. Where it cannot list its values any more, that is said, and is an error in a folder that means
    /// to be searched.
    static func check(_ directory: String) throws {
        guard let folder = folders.withLock({ $0.removeValue(forKey: directory) }),
            !folder.binary.isEmpty, TestDatabase.isPostgres || FileReader.exists(TestDatabase.file(in: directory))
        else { return }
        let canaries: [SecretCanary]
        do {
            canaries = try values(folder, directory)
        } catch let unlisted as Unlisted where !folder.mustBeSearched {
            print("Not searched for secrets: \(unlisted.reason)")
            return
        } catch let unlisted as Unlisted {
            throw TestFailure("there was nothing to search for: \(unlisted.reason)")
        }
        if canaries.isEmpty, folder.mustBeSearched { throw TestFailure("there was nothing to search for: no secret has a value") }
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

    /// Values cannot be listed.
    private struct Unlisted: Error {
        let reason: String
    }

    /// The values of the last versions of each secret, as the program itself reveals them.
    private static func values(_ folder: Folder, _ directory: String) throws -> [SecretCanary] {
        func ask(_ arguments: String...) throws -> ProgramResult {
            try ProgramRun.run(
                [folder.binary] + arguments, environment: folder.environment, workingDirectory: directory)
        }
        let list = try ask("secrets", "list", "--json")
        guard list.succeeded else { throw Unlisted(reason: list.errorText) }
        var canaries: [SecretCanary] = []
        // Of hundreds, some by chance: each version is a run of the program.
        for secret in (try JSONValue(parsing: list.standardOutput).arrayValue ?? []).shuffled().prefix(12) {
            guard let name = secret["name"]?.stringValue, let last = secret["version"]?.integerValue else { continue }
            var revealed = 0
            var refusal = ""
            for version in max(1, last - 3)...last + 1 {
                let value = try ask("secrets", "reveal", name, "--version", String(version), "--output", "-")
                guard value.succeeded else {
                    refusal = value.errorText
                    continue
                }
                revealed += 1
                let canary = SecretCanary(
                    "version \(version) of \(name)", [value.outputText],
                    isPublicKey: secret["kind"]?.stringValue == "webhook-discord")
                if !canary.isEmpty { canaries.append(canary) }
            }
            guard revealed > 0 else { throw Unlisted(reason: "\(name): \(refusal)") }
        }
        return canaries
    }

    /// Regular files below a folder; links are not followed.
    private static func files(in directory: String) throws -> [String] {
        let found = try ProgramRun.run(["find", directory, "-type", "f"])
        return found.outputText.split(separator: "\n").map(String.init)
    }
}
