import Basics
import Files
import Foundation
import JSON
import Processes
import TestSupport
import Testing

/// Mail to real servers: aiosmtpd, and Postfix where it may run.
@Suite("Mail to real servers", .serialized)
struct MailInteropTests {
    /// A workshop with a mail server beside it.
    private func open(
        _ mode: String, tls: String = "", authority: String = "authority.pem", password: String = "s3cret-pw",
        to: String = "[ada@example.com, 'Ops, all <ops@example.com>']",
        _ body: (Workshop, _ mails: String) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            let certificates = try TestCertificates(in: directory)
            let server = try MailServer(mode, certificates, in: directory)
            let login = mode == "plain" ? "" : ", user: fb, password: '\(password)'"
            let configuration = """
                channels:
                  mail: {email: {server: "smtp://127.0.0.1:\(server.port)", from: "Jürgen <fb@example.com>", to: \(to), caFile: \(directory)/\(authority)\(login)\(tls)}}
                notify: {automatic: []}

                """
            try Workshop.open(configuration) { workshop in
                try workshop.run("incident", "open", "--title", "Größe \u{1F9EF}", "--severity", "sev1")
                try body(workshop, server.mails)
            }
            withExtendedLifetime(server) {}
        }
    }

    private func send(_ workshop: Workshop, _ text: String = ".\nDie Tür ist zu.\nFrom here on.") throws -> (ProgramResult, JSONValue) {
        let result = try workshop.firebreak.run([
            "notify", "send", "--channel", "mail", "--event", "opened", "--message", text, "--yes", "--json",
        ])
        #expect(!(result.outputText + result.errorText).contains("s3cret"))
        return (result, try JSONValue(parsing: result.standardOutput)["deliveries"]?[0] ?? .null)
    }

    @Test("aiosmtpd with STARTTLS and a login takes it, and Python's mail reader finds no defect in it")
    func delivered() throws {
        try open("starttls") { workshop, mails in
            let (result, delivery) = try send(workshop)
            #expect(result.exitCode == 0 && delivery["outcome"] == "delivered" && delivery["answer"] == 250)
            let mail = try JSONValue(parsing: workshop.read("read_mail", mails + "/mail-1"))
            #expect(mail["defects"]?.arrayValue?.isEmpty == true)
            #expect(mail["subject"] == "[SEV1] Incident opened: Größe \u{1F9EF}")
            #expect(mail["from"]?[0]?.arrayValue == ["Jürgen", "fb@example.com"])
            #expect(mail["to"]?[1]?.arrayValue == ["Ops, all", "ops@example.com"])
            #expect(mail["plain"]?.stringValue?.contains("\n.\nDie Tür ist zu.\nFrom here on.\n") == true)
            #expect(mail["html"]?.stringValue?.contains("<p>Die Tür ist zu.</p>") == true)
            let preview = try JSONValue(
                parsing: workshop.run("notify", "preview", "--channel", "mail", "--event", "opened", "--json"))
            #expect(preview[0]?["contentType"] == "message/rfc822")
        }
    }

    @Test("a certificate of another authority is refused, and nothing is sent")
    func wrongCertificate() throws {
        try open("starttls", authority: "stranger.pem") { workshop, mails in
            let (result, delivery) = try send(workshop)
            #expect(result.exitCode == 2 && delivery["outcome"] == "failed")
            #expect(delivery["reason"]?.stringValue?.contains("not trusted") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: mails).isEmpty)
        }
    }

    @Test("a server without STARTTLS gets nothing, unless it is on this machine and the configuration says so")
    func inTheClear() throws {
        try open("plain") { workshop, mails in
            let (result, delivery) = try send(workshop)
            #expect(result.exitCode == 2 && delivery["outcome"] == "failed")
            #expect(delivery["reason"]?.stringValue?.contains("STARTTLS") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: mails).isEmpty)
        }
        try open("plain", tls: ", tls: none") { workshop, _ in
            let (_, delivery) = try send(workshop)
            #expect(delivery["outcome"] == "delivered")
        }
    }

    @Test("a wrong password parks it")
    func wrongPassword() throws {
        try open("starttls", password: "s3cret-no") { workshop, _ in
            let (_, delivery) = try send(workshop)
            #expect(delivery["outcome"] == "failed")
            #expect(delivery["reason"]?.stringValue?.contains("login") == true)
        }
    }

    @Test("451 is tried again, and a refused recipient keeps nobody else from getting it")
    func busyAndPicky() throws {
        try open("busy") { workshop, _ in
            let (result, delivery) = try send(workshop)
            #expect(result.exitCode == 0 && delivery["outcome"] == "delivered" && delivery["attempts"] == 3)
        }
        try open("picky", to: "[ada@example.com, xerxes@example.com]") { workshop, _ in
            let (_, delivery) = try send(workshop)
            #expect(delivery["outcome"] == "delivered")
            #expect(delivery["notes"]?.arrayValue?.contains { $0.stringValue?.contains("1 of 2 recipients") == true } == true)
        }
        try open("picky", to: "[xerxes@example.com]") { workshop, _ in
            let (_, delivery) = try send(workshop)
            #expect(delivery["outcome"] == "failed" && delivery["answer"] == 550)
        }
    }

    @Test("hostile and long text arrives as it was, and adds no header field", arguments: NotificationServicesTests.Hostile.allCases)
    func hostile(hostile: NotificationServicesTests.Hostile) throws {
        try open("starttls") { workshop, mails in
            let (_, delivery) = try send(workshop, hostile.text)
            #expect(delivery["outcome"] == "delivered")
            let mail = try JSONValue(parsing: workshop.read("read_mail", mails + "/mail-1"))
            #expect(mail["defects"]?.arrayValue?.isEmpty == true)
            #expect(mail["names"]?.arrayValue?.count == 10)
            let longest = try FileReader.read(mails + "/mail-1").split(separator: 10).map(\.count).max() ?? 0
            #expect(longest <= 79)
        }
    }

    /// Postfix in a folder of its own, with STARTTLS and a login.
    private func openPostfix(
        authority: String = "authority.pem", password: String = "s3cret-pw",
        _ body: (Workshop, PostfixServer) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            let server = try PostfixServer(TestCertificates(in: directory), in: directory)
            let configuration = """
                channels:
                  mail: {email: {server: "smtp://127.0.0.1:\(server.port)", from: fb@example.com, to: [ada@example.com], caFile: \(directory)/\(authority), user: fb, password: '\(password)'}}
                notify: {automatic: []}

                """
            try Workshop.open(configuration) { workshop in
                try workshop.run("incident", "open", "--title", "Größe", "--severity", "sev1")
                try body(workshop, server)
            }
        }
    }

    @Test(
        "Debian's Postfix with STARTTLS and a login takes it, and it lies in the mailbox as it was sent",
        .enabled(if: PostfixServer.canRun, "Postfix runs as root only"))
    func postfix() throws {
        try openPostfix { workshop, server in
            let (_, delivery) = try send(workshop)
            #expect(delivery["outcome"] == "delivered" && delivery["answer"] == 250, "\(server.said)")
            try waitUntil("the mail lies in the mailbox") { server.delivered.count == 1 }
            let mail = try JSONValue(parsing: workshop.read("read_mail", #require(server.delivered.first)))
            #expect(mail["subject"] == "[SEV1] Incident opened: Größe")
            #expect(mail["plain"]?.stringValue?.contains("\n.\nDie Tür ist zu.\n") == true)
            // It went over TLS, and only after a login: so says the server in the mail.
            let text = try FileReader.readText(#require(server.delivered.first))
            #expect(text.contains("using TLSv1.3") && text.contains("with ESMTPSA id"))
        }
    }

    @Test(
        "Debian's Postfix gets nothing where its certificate is of another authority, and refuses a wrong password",
        .enabled(if: PostfixServer.canRun, "Postfix runs as root only"))
    func postfixRefused() throws {
        try openPostfix(authority: "stranger.pem") { workshop, server in
            let (result, delivery) = try send(workshop)
            #expect(result.exitCode == 2 && delivery["outcome"] == "failed")
            #expect(delivery["reason"]?.stringValue?.contains("not trusted") == true)
            #expect(server.delivered.isEmpty && !server.said.contains("sasl_method"))
        }
        try openPostfix(password: "s3cret-no") { workshop, server in
            let (_, delivery) = try send(workshop)
            #expect(delivery["outcome"] == "failed" && delivery["reason"]?.stringValue?.contains("login") == true)
            #expect(server.delivered.isEmpty)
        }
    }
}

/// aiosmtpd on 127.0.0.1 and a free port, in a mode of `serve_mail.py`. It ends with this object or with the test process.
private final class MailServer {
    let port = freePort()
    /// Where it puts what it takes.
    let mails: String
    private let server: ManagedServer

    init(_ mode: String, _ certificates: TestCertificates, in directory: String) throws {
        mails = directory + "/mails"
        try FileManager.default.createDirectory(atPath: mails, withIntermediateDirectories: true)
        let log = directory + "/mail.log"
        let folder = try #require(Bundle.module.path(forResource: "Readers", ofType: nil))
        server = try ManagedServer(
            arguments: [
                "env", "PORT=\(port)", Python.path(), folder + "/serve_mail.py", mails, certificates.server,
                certificates.serverKey, mode,
            ], log: log)
        let port = port
        try waitUntil("aiosmtpd listens; it says: \((try? FileReader.readText(log)) ?? "")", within: .seconds(30)) {
            isListening(port)
        }
    }

    deinit { server.stop() }
}
