import ArgumentParser
import Basics
import Configuration

/// Finds a subcommand that there is not, and the one that was probably meant.
enum MistypedCommand {
    /// Nil where the arguments begin with a command that there is.
    static func find(in arguments: [String]) -> CommandFailure? {
        var names = subcommands(of: FirebreakCommand.self)
        var path = "firebreak"
        var takesNames = false
        for (index, word) in arguments.enumerated() {
            guard !names.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            guard let found = names[word] else {
                // What is no subcommand is the argument of the one that need not be named, if it stands alone.
                if takesNames, !arguments.dropFirst(index + 1).prefix(1).contains(where: { !$0.hasPrefix("-") }) {
                    return nil
                }
                let known = names.keys.sorted()
                let nearest = Spelling.nearest(to: word, among: known)
                return CommandFailure(
                    .usage, "there is no command '\(path) \(word)'",
                    hint: nearest.map { "did you mean '\(path) \($0)'?" }
                        ?? "there are: \(known.joined(separator: ", "))")
            }
            names = subcommands(of: found)
            takesNames = found.configuration.defaultSubcommand != nil
            path += " \(word)"
        }
        return nil
    }

    private static func subcommands(of command: any ParsableCommand.Type) -> [String: any ParsableCommand.Type] {
        var found: [String: any ParsableCommand.Type] = [:]
        for child in command.configuration.subcommands {
            if let name = child.configuration.commandName { found[name] = child }
        }
        return found
    }
}
