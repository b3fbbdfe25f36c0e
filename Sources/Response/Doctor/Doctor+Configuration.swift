extension Doctor {
    /// Whether there is a configuration whose references can be resolved. That it has the right form is known: else
    /// there would be no workspace.
    func configurationChecks(_ workspace: Workspace) -> [Check] {
        guard let path = workspace.configuration.path else {
            return [
                Check(
                    "configuration", .warning, "there is no configuration file: no stores, secrets, flags, channels",
                    remedy: "'firebreak init' writes one")
            ]
        }
        let problems = ConfigurationCheck(workspace).unresolved
        guard problems.isEmpty else {
            return problems.map {
                Check(
                    "configuration", .failure, $0, remedy: "set what it refers to, as this user and the timer have it")
            }
        }
        return [Check("configuration", .ok, path)]
    }
}
