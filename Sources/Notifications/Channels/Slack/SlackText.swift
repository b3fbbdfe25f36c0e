/// Text for Slack (docs.slack.dev/messaging/formatting-message-text).
enum SlackText {
    /// The three characters that Slack gives a meaning: unescaped, foreign text could call everyone with `<!channel>`,
    /// mention a person with `<@U…>`, or show one address and lead to another.
    static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: String(scalar)
        }
    }

    static func escape(_ text: String) -> String { text.unicodeScalars.reduce(into: "") { $0 += escape($1) } }

    /// Puts a zero-width joiner into `@channel`, `@here` and `@everyone`, which some receivers take for a call to all
    /// even without Slack's own angle brackets. Everything else stays as it is.
    static func defused(_ text: String) -> String {
        guard text.utf8.contains(0x40) else { return text }
        let calls = ["channel", "here", "everyone"]
        let scalars = Array(text.unicodeScalars)
        var defused = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            defused.append(scalar)
            guard scalar == "@" else { continue }
            let rest = scalars[(index + 1)...]
            if calls.contains(where: { call in
                rest.count >= call.unicodeScalars.count
                    && zip(rest, call.unicodeScalars).allSatisfy { $0.properties.lowercaseMapping == String($1) }
            }) {
                defused.append("\u{200D}")
            }
        }
        return String(defused)
    }

    /// One line of foreign text.
    static func line(_ text: String) -> String { defused(text.oneLine) }

    /// Foreign text with its lines.
    static func lines(_ text: String) -> String { defused(text.someLines) }
}
