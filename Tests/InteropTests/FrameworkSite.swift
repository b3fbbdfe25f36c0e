import Files
import Foundation
import JSON
import Processes
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What runs a site's program.
enum Interpreter {
    case python
    /// With options for its command line.
    case php(options: [String])
    case ruby
}

/// A site that somebody else's framework runs, with its sessions in a Redis of the test's own. Its program, `visit` in a
/// folder of `Sites/`, logs users in and asks who they are, as a browser would.
struct FrameworkSite {
    let directory: String
    let firebreak: FirebreakProgram
    private let command: [String]

    /// Puts the site's files, its `site.json` and a firebreak.yaml into a folder.
    init(
        _ name: String, by interpreter: Interpreter, settings: String, layout: String, redis: String,
        in directory: String
    ) throws {
        self.directory = directory
        firebreak = try FirebreakProgram(in: directory)
        let folder = try #require(Bundle.module.path(forResource: "Sites", ofType: nil)) + "/" + name
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) where !file.hasPrefix("__") {
            try AtomicFile.create("\(directory)/\(file)", FileReader.read("\(folder)/\(file)"))
        }
        try AtomicFile.create("\(directory)/site.json", Array(settings.utf8))
        try AtomicFile.create(
            "\(directory)/firebreak.yaml",
            Array("stores: {web: {url: \"\(redis)\", layout: \(layout)}}\n".utf8))
        switch interpreter {
        case .python: command = [try Python.path(), "-W", "ignore", "visit.py"]
        case .php(let options): command = ["php"] + options + ["visit.php"]
        case .ruby: command = ["ruby", "-W0", "visit.rb"]
        }
    }

    /// Runs the site's program; each line that it wrote.
    @discardableResult
    func visit(_ action: String, _ arguments: [String]) throws -> [String] {
        let result = try ProgramRun.run(command + [action] + arguments, workingDirectory: directory)
        guard result.succeeded else { throw TestFailure("\(action): \(result.outputText) \(result.errorText)") }
        return result.outputText.split(whereSeparator: \.isNewline).map(String.init)
    }

    /// Logs users in; each session's id, and what the site calls its user.
    func login(_ names: [String]) throws -> [(id: String, user: String)] {
        try visit("login", names).map { line in
            let parts = line.split(separator: " ")
            return (String(try #require(parts.first)), String(try #require(parts.last)))
        }
    }

    /// Who each session's user is; `-` for nobody.
    func whoami(_ ids: [String]) throws -> [String] { try visit("whoami", ids) }

    /// `firebreak sessions revoke`: its exit status and its receipt.
    func revoke(_ arguments: String...) throws -> (status: Int32, receipt: JSONValue) {
        let result = try firebreak.run(
            ["sessions", "revoke", "--store", "web", "--watch", "0s", "--yes", "--json"] + arguments)
        guard let receipt = try? JSONValue(parsing: result.standardOutput) else {
            throw TestFailure("firebreak ended with \(result.exitCode): \(result.errorText)")
        }
        return (result.exitCode, receipt)
    }

    /// Runs a line as somebody does who has copied it into a shell of the project's, where `python` is the project's.
    func shell(_ line: String) throws -> ProgramResult {
        let bin = try Python.path().split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return try ProgramRun.run(
            ["sh", "-c", line], environment: ["PATH": "\(bin):\(path)"], workingDirectory: directory)
    }
}
