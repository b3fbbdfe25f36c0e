internal import Basics
internal import Configuration
internal import JSON

/// The inputs of a run. Secret ones live in this process alone: they are neither stored nor shown.
struct RunInputs: Sendable {
    /// What is stored: the values, and for secret ones nothing.
    private(set) var stored: JSONObject = [:]
    /// What variables stand for.
    private(set) var replacements: [String: ConfigurationNode.Replacement] = [:]
    /// The secret ones, by the environment variables that they are looked up in.
    private(set) var secrets: [String: String] = [:]

    /// - Parameters:
    ///   - stored: what a run that is resumed was begun with.
    ///   - given: texts; of a run that is resumed, only secret ones.
    init(
        _ playbook: Playbook, stored: JSONObject? = nil, given: [String: String],
        ask: (@Sendable (String, String?) throws -> String)?
    ) throws {
        for name in given.keys.sorted() {
            guard let input = playbook.inputs.first(where: { $0.name == name }) else {
                throw PlaybookError.unknownInput(name: name, known: playbook.inputs.map(\.name))
            }
            if stored != nil, !input.isSecret {
                throw PlaybookError.badInput(name: name, problem: "was given when the run was begun, and stays what it was")
            }
        }
        var missing: [String] = []
        for input in playbook.inputs {
            if input.isSecret {
                guard let text = try given[input.name] ?? ask.map({ ask in try ask(input.name, input.description) }), !text.isEmpty else {
                    if input.isRequired || stored?[input.name] != nil { missing.append(input.name) }
                    continue
                }
                self.stored[input.name] = .null
                secrets[input.variable] = text
                replacements[input.name] = .environment(input.variable)
                continue
            }
            let value = stored.map { ConfigurationValue($0[input.name] ?? .null) } ?? given[input.name].map(input.value(of:)) ?? input.fallback
            if value == .null || value == .list([]), input.isRequired {
                missing.append(input.name)
                continue
            }
            if let problem = input.problem(value) { throw PlaybookError.badInput(name: input.name, problem: problem) }
            self.stored[input.name] = value.json
            replacements[input.name] = .value(value)
        }
        guard missing.isEmpty else { throw PlaybookError.missingInputs(names: missing, playbook: playbook.name) }
    }
}
