internal import Basics
public import Configuration
internal import Probes

/// An entry under `gates:`: a gate, or several under one name.
public struct GateConfiguration: Sendable {
    /// Its name.
    public let name: String
    /// What it is.
    public let kind: Kind

    public enum Kind: Sendable {
        case gate(Gate)
        /// The names of others: `{all: [error-rate, latency]}`.
        case group([String])
    }

    /// Decodes it. A gate asks `prometheus: {url, query}` with `when: "> 0.05"`, or `http: {url, status, …}`, which is bad
    /// where the answer is not as expected.
    public init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(\.isNameByte) else {
            throw node.failure("a gate's name has letters, digits, '_', '-' and '.'", hint: "for example 'error-rate'")
        }
        self.name = name
        var mapping = try node.mapping()
        if let group = mapping.optional("all") {
            try mapping.finish()
            var names: [String] = []
            for item in try group.sequence() { names.append(try item.string()) }
            guard !names.isEmpty else { throw group.failure("'\(group.path)' names no gate") }
            kind = .group(names)
            return
        }
        let prometheus = mapping.optional("prometheus")
        let http = mapping.optional("http")
        let when = mapping.optional("when")
        let action: GateAction = try mapping.required("action").oneOf()
        let duration = try mapping.optional("for")?.duration() ?? .zero
        let patience = try mapping.optional("patience")?.duration() ?? .zero
        try mapping.finish()
        if let prometheus, http == nil {
            guard let when else {
                throw node.failure("'\(node.path)' does not say when it is bad", hint: "for example when: \"> 0.05\"")
            }
            var query = try prometheus.mapping()
            let question = try PrometheusQuestion(&query)
            try query.finish()
            // It is bad where the comparison holds, and so good where its opposite does.
            let probe = question.probe(expecting: try Comparison(node: when).opposite)
            kind = .gate(Gate(name: name, action: action, for: duration, patience: patience, asking: probe))
        } else if let http, prometheus == nil {
            if let when {
                throw when.failure(
                    "'\(when.path)' belongs to Prometheus' numbers",
                    hint: "an http gate is bad where the answer is not as expected: status, json, header, latency")
            }
            kind = .gate(
                Gate(name: name, action: action, for: duration, patience: patience, asking: try HTTPProbe(node: http)))
        } else {
            throw node.failure(
                "'\(node.path)' should ask one thing", hint: "prometheus: {url: …, query: …} or http: {url: …}")
        }
    }

    /// Throws where a group names what is not there, or another group.
    public static func check(_ gates: [GateConfiguration], _ node: ConfigurationNode) throws(ConfigurationError) {
        for entry in gates {
            guard case .group(let names) = entry.kind else { continue }
            for name in names {
                switch gates.first(where: { $0.name == name })?.kind {
                case .gate: continue
                case .group: throw node.failure("the gate '\(entry.name)' names '\(name.printable)', which has others in it")
                case nil:
                    throw node.failure(
                        "the gate '\(entry.name)' names '\(name.printable)', which is not there",
                        hint: "there are: \(gates.map(\.name).joined(separator: ", "))")
                }
            }
        }
    }
}

extension [GateConfiguration] {
    /// The gates of a name, several for a group; none where there is no such name.
    func gates(named name: String) -> [Gate] {
        switch first(where: { $0.name == name })?.kind {
        case .gate(let gate): [gate]
        case .group(let names): names.flatMap { self.gates(named: $0) }
        case nil: []
        }
    }
}
