public import Configuration

extension ScanRule {
    /// Decodes a rule of one's own, under `logs.rules` in the configuration:
    ///
    /// ```yaml
    /// logs:
    ///   rules:
    ///     - {name: mfa-skipped, texts: [mfa bypassed], where: ["tenant=acme"]}
    ///     - {name: admin-403, status: 403, route: /admin}
    ///     - {name: admin-errors, metric: http_requests_errors_total, route: /admin}
    /// ```
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let name = try mapping.required("name").string()
        let meaning = try mapping.optional("meaning")?.string() ?? "a rule of the configuration"
        var texts: [String] = []
        for text in try mapping.optional("texts")?.sequence() ?? [] { texts.append(try text.string()) }
        let status = try mapping.optional("status")?.integer(in: 100...599)
        let route = try mapping.optional("route")?.string()
        let metric = try mapping.optional("metric")?.string()
        var conditions: [FieldCondition] = []
        for node in try mapping.optional("where")?.sequence() ?? [] {
            guard let condition = FieldCondition(node.scalarText ?? "") else {
                throw node.failure("'\(node.path)' is no condition", hint: "write it as \"field=value\" or \"field>=500\"")
            }
            conditions.append(condition)
        }
        try mapping.finish()
        guard !texts.allSatisfy(\.isEmpty) || status != nil || route != nil || !conditions.isEmpty || metric != nil else {
            throw node.failure(
                "the rule '\(name)' would fit every row", hint: "give it texts, status, route, metric or where")
        }
        self.init(
            name, meaning, origin: "configuration", statuses: status.map { $0...$0 },
            texts: texts.filter { !$0.isEmpty }, route: route, conditions: conditions, metric: metric)
    }
}

/// The section `logs` of the configuration.
public struct LogsConfiguration: Sendable {
    /// The formats that are known.
    public let formats: LogFormats
    /// The rules of one's own.
    public let rules: [ScanRule]

    /// What holds where there is no such section.
    public init() {
        formats = LogFormats()
        rules = []
    }

    /// Decodes the section.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        var formats: [any LogFormat] = []
        for (name, node) in try mapping.optional("formats")?.mapping().entries ?? [] {
            formats.append(try LogFormatConfiguration(name: name, node: node).format)
        }
        self.formats = LogFormats(formats)
        var rules: [ScanRule] = []
        for node in try mapping.optional("rules")?.sequence() ?? [] {
            let rule = try ScanRule(node: node)
            guard !(ScanRule.builtIn + rules).contains(where: { $0.name == rule.name }) else {
                throw node.failure("there are two rules '\(rule.name)'", hint: "give each a name of its own")
            }
            rules.append(rule)
            let most = LogScan.mostRules - ScanRule.builtIn.count
            guard rules.count <= most else {
                throw node.failure("there are more than \(most) rules", hint: "one rule may have several texts")
            }
        }
        self.rules = rules
        try mapping.finish()
    }
}
