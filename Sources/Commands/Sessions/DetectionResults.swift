import Basics
import Response
import Sessions

extension LayoutDetection: CommandResult {
    func text(width: Int, style: Style) -> String {
        let size = total.map { " of \($0)" } ?? ""
        var lines = ["Looked at \(sampled)\(size) keys of \(address.printable)"]
        if findings.isEmpty { lines.append(style.yellow("No layout was recognised")) }
        for finding in findings { lines += [""] + finding.lines(style) }
        if !others.isEmpty {
            let forms = others.map { "\($0.keys.printable) (\($0.sampled))" }.joined(separator: ", ")
            lines += ["", "Other keys of the sample: \(forms)"]
        }
        return lines.joined(separator: "\n")
    }
}

extension LayoutDetection.Finding {
    fileprivate func lines(_ style: Style) -> [String] {
        let word =
            switch certainty {
            case .sure: style.green("sure")
            case .likely: style.yellow("likely")
            case .possible: style.yellow("possible")
            }
        let beside = neighbours == 0 ? "" : ", \(neighbours) other keys begin alike"
        return [
            "\(layout) (\(word)): \(keys.printable), about \(estimated) sessions",
            "  of \(read) values looked at \(decoded) decode and \(named) name a user\(beside)",
            "  layout: \(configuration.printable)",
        ] + notes.map { style.yellow("  ! ") + $0.printable }
    }
}
