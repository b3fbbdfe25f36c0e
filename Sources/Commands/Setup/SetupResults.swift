import Basics
import Response

extension TickReceipt: CommandResult {
    func text(width: Int, style: Style) -> String {
        guard !items.isEmpty else { return "Nothing is due." }
        return items.map { item in
            let mark =
                switch item.outcome {
                case .done: style.green("✓")
                case .due: style.cyan("due")
                case .skipped: style.dim("elsewhere")
                case .partial: style.yellow("…")
                case .failed, .parked: style.red("✗")
                }
            return "\(mark) \(item.action) \(item.subject.printable): \(item.summary.printable)"
        }.joined(separator: "\n")
    }
}

extension ConfigurationCheck: CommandResult {
    func text(width: Int, style: Style) -> String {
        guard let path else { return "No configuration file: 'firebreak init' writes one. Everything has its default." }
        var lines = [
            "\(path): \(unresolved.isEmpty ? style.green("in order") : style.yellow("not everything can be used"))"
        ]
        for (kind, names) in [
            ("stores", stores), ("secrets", secrets), ("flag sources", flagSources), ("lockdowns", lockdowns),
            ("gates", gates),
            ("channels", channels),
        ] where !names.isEmpty { lines.append("  \(kind): \(names.joined(separator: ", "))") }
        lines += unresolved.map { style.yellow("! ") + $0.printable }
        return lines.joined(separator: "\n")
    }
}
