import ArgumentParser
import Testing

@testable import Commands

/// Every subcommand's declaration is sound: a clash of names or a wrong default traps only when it is parsed.
@Suite("Parsing")
struct ParsingTests {
    /// A command and the words that lead to it.
    struct Named: Sendable, CustomTestStringConvertible {
        let path: [String]
        let type: any ParsableCommand.Type
        var testDescription: String { (["firebreak"] + path).joined(separator: " ") }
    }

    static let everyCommand = commands(Named(path: [], type: FirebreakCommand.self))

    static func commands(_ command: Named) -> [Named] {
        var all = [command]
        for child in command.type.configuration.subcommands {
            all += commands(Named(path: command.path + [child.configuration.commandName ?? ""], type: child))
        }
        return all
    }

    @Test("every command has help with a sentence of its own", arguments: everyCommand)
    func help(command: Named) {
        let text = FirebreakCommand.helpMessage(for: command.type)
        #expect(text.contains("USAGE: \(command.testDescription)"), "\(text)")
        #expect(!command.type.configuration.abstract.isEmpty)
    }

    @Test("no example is wider than a screen, where it would become two commands", arguments: everyCommand)
    func examples(command: Named) {
        for line in command.type.configuration.discussion.split(separator: "\n") where line.hasPrefix("  ") {
            #expect(line.count < 80, "\(line)")
        }
    }

    @Test(
        "a value that is no duration or no time is answered with the form of one",
        arguments: [
            ("sessions revoke --all --watch 5", "1h30m"), ("flags disable A --for 2hours", "1h30m"),
            ("incident note X --at yesterday", "2026-11-21T02:41:00Z"),
        ])
    func forms(line: String, form: String) throws {
        let error = try #require(throws: (any Error).self) {
            _ = try FirebreakCommand.parseAsRoot(line.split(separator: " ").map(String.init))
        }
        #expect(MistypedValue.hint(for: FirebreakCommand.message(for: error))?.contains(form) == true)
        let others = MistypedValue.hint(for: "Unknown option '--x'")
        #expect(others == nil)
    }

    @Test(
        "the calls that scripts lean on are understood",
        arguments: [
            "drill --sessions 10000 --output DIR --yes",
            "sessions revoke --store web --user u1 --user u2 --watch 5s --incident INC-20261121-001 --yes --json",
            "sessions revoke --store web --match passport.user=u1 --users-file - --dry-run",
            "sessions watch --store web --user u1 --for 10m --max-latency 2ms --replicas 1 --yes --json",
            "sessions detect --url redis://127.0.0.1:6379/0 --sample 20000 --json",
            "secrets add NAME --from-file PATH",
            "secrets rotate NAME --compromised --yes --json",
            "tick --every 60s",
            "jwt sign --secret NAME --claims FILE",
            "jwt verify --secret NAME --issuer I --audience A",
            "jwt jwks",
            "webhook sign --secret NAME --id ID --body FILE",
            "webhook verify --secret NAME --headers FILE --body FILE",
            "webhook verify --secret NAME --headers FILE --body FILE --url https://example.com/hook",
            "webhook public-key --secret NAME",
            "apikey verify --file FILE --secret NAME",
            "flags disable NAME --source app --for 2h --reason TEXT --yes",
            "flags lockdown PROFILE --yes",
            "flags restore NAME --yes",
            "flags restore --lockdown PROFILE --yes",
            "flags restore --incident ID --yes",
            "incident open --title T --severity sev1 --json",
            "incident note TEXT",
            "timeline export --format timesketch",
            "journal verify",
            "report ID --format html --output FILE",
            "notify preview --channel page --event opened --json",
        ])
    func calls(line: String) throws {
        _ = try FirebreakCommand.parseAsRoot(line.split(separator: " ").map(String.init))
    }

    @Test(
        "what is mistyped is a matter of usage",
        arguments: [
            "sessions revoek", "sessions revoke --watch soon", "incident open --title T --severity sev9",
            "flags restore", "drill --sessions 3 --output x", "incident note T --at yesterday", "flags set NAME",
        ])
    func mistyped(line: String) {
        do {
            _ = try FirebreakCommand.parseAsRoot(line.split(separator: " ").map(String.init))
            Issue.record("understood: \(line)")
        } catch {
            #expect(FirebreakCommand.exitCode(for: error).rawValue == 64, "\(line)")
        }
    }
}
