internal import Configuration

extension ConfigurationNode {
    /// One or several of an enumeration's words; an empty list is refused.
    func choices<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type = Choice.self
    ) throws(ConfigurationError) -> [Choice] where Choice.RawValue == String {
        guard kind == .sequence else { return [try oneOf()] }
        var choices: [Choice] = []
        for item in try sequence() { choices.append(try item.oneOf()) }
        guard !choices.isEmpty else { throw failure("'\(path)' is an empty list") }
        return choices
    }

    /// One or several names; an empty list is refused.
    func names() throws(ConfigurationError) -> [String] {
        guard kind == .sequence else { return [try string()] }
        var names: [String] = []
        for item in try sequence() {
            let name = try item.string()
            if !names.contains(name) { names.append(name) }
        }
        guard !names.isEmpty else { throw failure("'\(path)' is an empty list") }
        return names
    }
}
