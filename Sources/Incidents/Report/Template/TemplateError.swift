public import Basics

/// Why a report could not be written with a template.
public enum TemplateError: Failure, Hashable {
    /// It is not Mustache.
    case malformed(path: String, reason: String)
    /// It asks for something that no report has.
    case unknownName(String, path: String, line: Int, column: Int)
    /// An HTML template without the part that carries the security policy.
    case missingHead(path: String)
    /// A style sheet that depends on the incident: its digest could not be known.
    case changingStyle(path: String)
    /// JSON has a form of its own.
    case noForm(path: String)

    public var message: String {
        switch self {
        case .malformed(let path, let reason): "\(path.printable) is no Mustache template: \(reason)"
        case .unknownName(let name, let path, let line, let column):
            "\(path.printable):\(line):\(column): a report has no `\(name.printable)`"
        case .missingHead(let path): "\(path.printable) has no {{{head}}}"
        case .changingStyle(let path): "\(path.printable) has tags within <style>"
        case .noForm(let path): "\(path.printable) is a template, and JSON takes none"
        }
    }

    public var hint: String? {
        switch self {
        case .malformed: "look at the tag that it names: each section needs its end, as {{#timeline}}…{{/timeline}}"
        case .unknownName:
            "the names are those of `firebreak report --format json`, and sections.\(ReportTemplate.sectionNames.joined(separator: ", sections."))"
        case .missingHead: "put it into <head>: it carries the title, the styles and the policy that lets nothing be loaded"
        case .changingStyle: "write the style sheet out: only sheets whose digest is known beforehand are let through"
        case .noForm: "use it with html or markdown"
        }
    }

    public var status: ExitStatus { .badInput }
}
