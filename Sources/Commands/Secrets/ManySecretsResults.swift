import Basics
import Response
import Secrets

/// What stands for a secret of several with which something could not be done: its name, and the error as a command
/// alone would print it.
struct SecretFailure: Encodable {
    let name: String
    let error: Reason

    struct Reason: Encodable {
        let message: String
        let hint: String?
        let status: Int32

        enum CodingKeys: String, CodingKey { case message, hint, status }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(message, forKey: .message)
            try container.encode(hint, forKey: .hint)
            try container.encode(status, forKey: .status)
        }
    }

    init(_ name: String, _ error: any Error) {
        let failure = error as? any Failure
        self.name = name
        self.error = Reason(
            message: failure?.message.printable ?? "unexpected: \(String(describing: error).printable)",
            hint: failure?.hint?.printable, status: (failure?.status ?? .internalError).rawValue)
    }

    func text(_ style: Style) -> String {
        style.red("✗ ") + "\(name): \(error.message)" + (error.hint.map { "\n  hint: \($0)" } ?? "")
    }
}

/// What `secrets rotate` did with several: an array of what it prints for one, and of what failed.
struct Rotations: CommandResult {
    private let items: [RotateSecrets.Item<RotationOutcome>]
    private static let shownWhole = 20

    init(_ items: [RotateSecrets.Item<RotationOutcome>]) { self.items = items }

    private var outcomes: [RotationOutcome] { items.compactMap { try? $0.result.get() } }
    var status: ExitStatus {
        items.allSatisfy { (try? $0.result.get())?.status == .done } ? .done : .partial
    }

    func encode(to encoder: any Encoder) throws { try items.encodeEach(to: encoder) }

    func text(width: Int, style: Style) -> String {
        let outcomes = outcomes
        let failed = items.failures
        let done = outcomes.count { $0.status == .done }
        let shown = items.count <= Self.shownWhole ? outcomes : outcomes.filter { $0.status != .done }
        var lines = shown.map { $0.text(width: width, style: style) }
        lines += failed.map { $0.text(style) }
        lines.append(
            (done == items.count ? style.green("Rotated") : style.yellow("Rotated")) + " \(done) of \(items.count) secrets")
        guard items.count > Self.shownWhole else { return lines.joined(separator: "\n") }
        let next = outcomes.filter { $0.status == .done }.compactMap { outcome in
            outcome.nextStep.map { (step: $0, at: outcome.nextStepAt) }
        }
        if let first = next.min(by: { ($0.at?.microseconds ?? 0) < ($1.at?.microseconds ?? 0) }) {
            lines.append(
                "Next: \(first.step.rawValue) of \(next.count)"
                    + (first.at.map { ", the first at \($0.formatted(fractionDigits: 0)) ('firebreak tick' does it)" }
                        ?? ""))
        }
        let warned = outcomes.count { $0.status == .done && !$0.warnings.isEmpty }
        if warned > 0 {
            lines.append(style.yellow("! ") + "\(warned) of them with warnings, which --json prints")
        }
        return lines.joined(separator: "\n")
    }
}

/// What `secrets rotate --dry-run` says of several: an array of plans, and of why others cannot be rotated.
struct RotationPlans: CommandResult {
    private let items: [RotateSecrets.Item<RotationPlan>]

    init(_ items: [RotateSecrets.Item<RotationPlan>]) { self.items = items }

    var status: ExitStatus { items.failures.isEmpty ? .done : .partial }

    func encode(to encoder: any Encoder) throws { try items.encodeEach(to: encoder) }

    func text(width: Int, style: Style) -> String {
        let failed = items.failures
        let plans = items.compactMap { try? $0.result.get().text(width: width, style: style) }
        return
            (plans + failed.map { $0.text(style) }
            + ["Would rotate \(plans.count) of \(items.count) secrets"]).joined(separator: "\n")
    }
}

/// A secret's name with what became of it.
private protocol SecretItem {
    associatedtype Value: Encodable
    var name: String { get }
    var result: Result<Value, any Error> { get }
}

extension RotateSecrets.Item: SecretItem where Value: Encodable {}

extension Array where Element: SecretItem {
    /// Those that failed.
    fileprivate var failures: [SecretFailure] {
        compactMap { item in
            if case .failure(let error) = item.result { SecretFailure(item.name, error) } else { nil }
        }
    }

    fileprivate func encodeEach(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for item in self {
            switch item.result {
            case .success(let value): try container.encode(value)
            case .failure(let error): try container.encode(SecretFailure(item.name, error))
            }
        }
    }
}
