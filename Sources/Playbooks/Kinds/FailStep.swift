internal import Basics
internal import Configuration
internal import JSON
internal import Response

/// `fail: "text"`. Ends the playbook as a step does that has failed: with `onFailure: compensate` what was done before is
/// undone. Where another playbook calls it, what stands at the call decides how that one goes on.
struct FailStep: StepAction {
    static let help = "End the run here: it has failed, and this is why."
    static let fields: [Field] = [.required("text", .text, "Why.")]
    static let shorthand: String? = "text"
    let changes = false
    private let text: String

    init(_ fields: FieldReader) throws(ConfigurationError) { text = try fields.requiredText("text") }

    func forecast(_ context: StepContext) throws -> StepForecast {
        StepForecast("would end here: \(text.printable)", isGood: false)
    }

    func perform(_ context: StepContext) throws -> StepResult {
        StepResult(isGood: false, text.printable, hasJournalled: false)
    }
}
