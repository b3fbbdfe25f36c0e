import Basics
import Cryptography
import Response
import Secrets

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Asks for something secret on the terminal that the process belongs to, without showing what is typed.
enum SecretQuestion {
    static func ask(_ question: String, _ console: Console) throws -> String {
        try PassphraseQuestion.ask(question, console).withSecret { secret throws(CommandFailure) in
            guard let text = secret.revealedText() else { throw CommandFailure(.badInput, "what was typed is not UTF-8 text") }
            return text
        }
    }
}

/// Asks for the keyring's passphrase on the terminal that the process belongs to, whatever its standard input is, and
/// without showing what is typed.
enum PassphraseQuestion {
    /// The prompt for a workspace; nil where there is no terminal.
    static func prompt(_ console: Console) -> PassphrasePrompt? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        close(terminal)
        return { isNew in
            let first = try ask(isNew ? "New passphrase for the keyring: " : "Passphrase of the keyring: ", console)
            guard isNew else { return first }
            let second = try ask("The same once more: ", console)
            guard first.withSecret({ first in second.withSecret { first.matches($0) } }) else {
                throw CommandFailure(.badInput, "the two passphrases differ: nothing was changed")
            }
            return first
        }
    }

    fileprivate static func ask(_ question: String, _ console: Console) throws -> SecretBox {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { throw CommandFailure(.refused, "the terminal cannot be opened") }
        defer { close(terminal) }
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else { throw CommandFailure(.refused, "the terminal cannot be read") }
        let before = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(terminal, TCSAFLUSH, &settings)
        defer {
            var before = before
            tcsetattr(terminal, TCSAFLUSH, &before)
            console.writeError("\n")
        }
        console.writeError(question)
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 4096, read(terminal, &byte, 1) == 1, byte != 0x0A { line.append(byte) }
        return SecretBox(Secret(line))
    }
}
