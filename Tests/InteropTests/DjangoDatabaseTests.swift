import Foundation
import JSON
import Processes
import TestSupport
import Testing

/// Django's `cached_db`: what Redis has lost is read from the database, so a revocation alone changes nothing. The command
/// that the receipt gives finishes it.
@Suite("Django's sessions in cache and database")
struct DjangoDatabaseTests {
    static let own = FrameworkCase.django(
        "cached_db over its own cache", engine: "cached_db", own: true, layout: "django-cached-db")
    static let cases = [
        own, FrameworkCase.django("cached_db over django-redis", engine: "cached_db", layout: "django-cached-db"),
    ]
    /// What would do harm in a shell, in Python, in SQL or on a terminal.
    static let hostile = "o'brien\" $(touch harmed) `touch harmed`\\'; touch harmed #\u{1B}[31m {0}%s\n- ü👩‍👩‍👧\u{202E}"

    @Test(arguments: cases)
    func theCommandFinishesTheJob(example: FrameworkCase) throws {
        try example.open { site, _ in
            let sessions = try site.login(["anna", "ben", "anna"])
            let ids = sessions.map(\.id)
            let (status, receipt) = try site.revoke("--user", sessions[0].user)
            #expect(status == 2)
            #expect(receipt["revoked"] == 2)
            #expect(receipt["remaining"] == 0)
            #expect(receipt["verified"] == false)
            // Why it is no success.
            #expect(try site.whoami(ids) == ["anna", "ben", "anna"])

            let result = try site.shell(try command(in: receipt))
            #expect(result.exitCode == 0, "\(result.errorText)")
            #expect(try site.visit("rows", ids) == ["False", "True", "False"])
            #expect(try site.whoami(ids) == ["-", "ben", "-"])
        }
    }

    @Test func deletesOnlyRowsOfTheUserHoweverHeIsCalled() throws {
        try Self.own.open { site, _ in
            let ids = try site.visit("plant", [Self.hostile, "obrien", "\\", "None"])
            #expect(ids.count == 4)
            let (_, receipt) = try site.revoke("--user", Self.hostile, "--user", "\\", "--user", "u'); import os #")
            #expect(receipt["matched"] == 2)
            let result = try site.shell(try command(in: receipt))
            #expect(result.exitCode == 0, "\(result.errorText)")
            #expect(try site.visit("rows", ids) == ["False", "True", "False", "True"])
            let files = try ProgramRun.run(["ls", site.directory]).outputText
            #expect(!files.contains("harmed"))
        }
    }

    @Test func readsManyUsersFromAFile() throws {
        try Self.own.open { site, _ in
            let ids = try site.visit("plant", ["u7", "x"])
            let users = (0..<100).map { "u\($0)\n" }.joined()
            let path = site.directory + "/users"
            _ = try site.shell("printf '%s' '\(users)' > users")
            let (status, receipt) = try site.revoke("--users-file", path)
            #expect(status == 2)
            let line = try command(in: receipt)
            #expect(line.count < 2000)
            #expect(line.hasSuffix("< FILE"))
            let result = try site.shell(line.replacing("FILE", with: "users"))
            #expect(result.exitCode == 0, "\(result.errorText)")
            #expect(try site.visit("rows", ids) == ["False", "True"])
        }
    }

    @Test func endsEverySession() throws {
        try Self.own.open { site, _ in
            let ids = try site.login(["anna", "ben"]).map(\.id)
            let (status, receipt) = try site.revoke("--all")
            #expect(status == 2)
            #expect(try site.shell(try command(in: receipt)).exitCode == 0)
            #expect(try site.visit("rows", ids) == ["False", "False"])
        }
    }

    @Test func selectsByOtherFieldsToo() throws {
        try Self.own.open { site, _ in
            let sessions = try site.login(["anna", "ben"])
            let backend = "_auth_user_backend=django.contrib.auth.backends.ModelBackend"
            let (_, receipt) = try site.revoke("--match", backend, "--user", sessions[0].user)
            let result = try site.shell(try command(in: receipt))
            #expect(result.exitCode == 0, "\(result.errorText)")
            #expect(try site.visit("rows", sessions.map(\.id)) == ["False", "True"])
            // What the command cannot say it does not say.
            let (_, other) = try site.revoke("--user", sessions[0].user, "--ip", "10.0.0.0/8")
            #expect(throws: TestFailure.self) { try command(in: other) }
        }
    }

    /// The command in a receipt's warnings.
    private func command(in receipt: JSONValue) throws -> String {
        for warning in receipt["warnings"]?.arrayValue ?? [] {
            guard let text = warning.stringValue, let start = text.range(of: "python manage.py") else { continue }
            return String(text[start.lowerBound...])
        }
        throw TestFailure("no command in \(receipt)")
    }
}
