import Basics
import Incidents

/// An array of files that are evidence.
struct EvidenceListing: CommandResult {
    let items: [EvidenceItem]

    func encode(to encoder: any Encoder) throws { try items.encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        guard !items.isEmpty else { return "No evidence." }
        var table = Table("entry", "added", "by", "bytes", "sha256", "file", elastic: 5)
        for item in items {
            table.add(
                "#\(item.position)", item.addedAt.formatted(fractionDigits: 0), item.actor, String(item.bytes),
                item.sha256.prefix(16) + "…", item.path)
        }
        return table.text(width: width, style: style)
    }
}

extension EvidenceBundle.Receipt: CommandResult {
    func text(width: Int, style: Style) -> String {
        "\(incident): \(files.count == 1 ? "one file" : "\(files.count) files"), \(bytes) bytes\nSHA-256 \(sha256)"
    }
}

extension EvidenceVerification: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines: [String] = []
        if intact {
            lines.append(
                "\(style.green("Intact")): evidence of \(incident?.printable ?? ""), "
                    + "\(files.count == 1 ? "one file" : "\(files.count) files"), and "
                    + (wholeJournal ? "the journal of \(entries) entries" : "\(entries) entries of the journal"))
        } else {
            lines.append(style.red("Changed: \(problems.count) problem\(problems.count == 1 ? "" : "s")"))
            lines += problems.map { "  \($0.printable)" }
        }
        if !keyWasGiven {
            lines.append("The key is the one in the bundle: whoever made another bundle can make another key. Give yours with --key.")
        }
        return lines.joined(separator: "\n")
    }
}
