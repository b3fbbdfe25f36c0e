internal import Basics
public import Configuration

/// Finds what is wrong with a playbook before it is run: variables that there are not, steps that can never be done, values
/// of another type, compensations that are missing.
public struct PlaybookCheck {
    private var findings: [PlaybookFinding] = []
    /// The steps that change something so far and have nothing that undoes them, calls looked into.
    private var uncompensated: [PlaybookStep] = []
    private var hasSaidMissing: Set<ConfigurationLocation> = []

    private init() {}

    /// What is wrong with a playbook and those that it calls.
    public static func findings(_ loaded: LoadedPlaybook) -> [PlaybookFinding] {
        var check = PlaybookCheck()
        check.look(at: loaded)
        var seen: Set<PlaybookFinding> = []
        return check.findings.filter { seen.insert($0).inserted }
    }

    /// The same for a file or a name; what keeps it from being read is a finding too.
    public static func findings(
        _ name: String, in library: PlaybookLibrary, overrides: (String) throws -> [ConfigurationNode] = { _ in [] }
    ) throws -> [PlaybookFinding] {
        do {
            return findings(try library.load(name, overrides: overrides))
        } catch let error as ConfigurationError {
            if case .notFound = error { throw error }
            return [PlaybookFinding(error)]
        } catch PlaybookError.cycle(let names) {
            return [PlaybookFinding(file: name, PlaybookError.cycle(names))]
        }
    }

    private mutating func look(at loaded: LoadedPlaybook) {
        let playbook = loaded.playbook
        var scope = Scope(inputNames: playbook.inputs.map(\.name), system: loaded.system, takesSamples: true)
        for input in playbook.inputs {
            scope.inputs[input.name] = input.isSecret ? .environment(input.variable) : .value(input.sample)
        }
        scope.run = ["id": nil as String?, "incident": nil as String?, "playbook": playbook.name]
        var possible = PossibleEnds(inputs: playbook.inputs)
        look(at: playbook.steps, loaded, &scope, &possible, isParallel: false)
    }

    private mutating func look(
        at steps: [PlaybookStep], _ loaded: LoadedPlaybook, _ scope: inout Scope, _ possible: inout PossibleEnds, isParallel: Bool
    ) {
        let before = scope
        var end: PlaybookStep?
        for step in steps {
            let visible = isParallel ? before : scope
            if let earlier = end {
                report(step.node, "the step '\(step.id)' can never be done: '\(earlier.id)' ends the run", hint: "let a `when` say when it does")
                end = nil
            }
            if step.fails, step.condition == nil, !isParallel { end = step }
            condition(of: step, visible, possible)
            if isParallel, step.approval != nil {
                report(step.node, "a step that is done beside others cannot wait for approvals", hint: "put the approval on the parallel step")
            }
            var own = Scope.Step(end: nil, names: [], outputs: nil)
            switch step.body {
            case .action(let kind, let node):
                own.names = kind.type.outputs
                if isParallel, kind.key == "manual" {
                    report(step.node, "a step that is done beside others cannot ask anybody", hint: "put it before or after them")
                }
                let action = decode(kind, node, visible)
                missingCompensation(step, changes: action?.changes ?? false)
            case .parallel(let children):
                let before = uncompensated.count
                look(at: children, loaded, &scope, &possible, isParallel: true)
                if !step.compensation.isEmpty { uncompensated.removeSubrange(before...) }
                if step.onFailure == .compensate { demandCompensations(step) }
            case .call(let name, let inputs, let node):
                let before = uncompensated.count
                if let called = loaded.called[name] { call(called, inputs, node, visible) }
                if !step.compensation.isEmpty { uncompensated.removeSubrange(before...) }
                if step.onFailure == .compensate { demandCompensations(step) }
            }
            scope.steps[step.id] = own
            possible.add(step)
            var undoing = scope
            undoing.run = visible.run
            for body in step.compensation {
                if case .action(let kind, let node) = body { _ = decode(kind, node, undoing) }
            }
        }
    }

    // MARK: - Variables and fields

    private mutating func decode(_ kind: StepKind, _ node: ConfigurationNode, _ scope: Scope) -> (any StepAction)? {
        guard let sampled = variables(in: node, scope) else { return nil }
        do throws(ConfigurationError) {
            if kind.type == RunStep.self {
                try RunStep.checkVariables(node) { reference throws(ConfigurationError) in try scope.replacement(reference) }
            }
        } catch {
            findings.append(PlaybookFinding(error))
            return nil
        }
        do throws(ConfigurationError) {
            return try kind.decode(scope.resolve(node))
        } catch {
            // A value that is known only when the playbook is run may have any form.
            if case .invalid(let place, _, _) = error {
                if sampled.values.contains(place) {
                    if wantsText(kind, node, place, scope) { findings.append(PlaybookFinding(error)) }
                    return nil
                }
                if let name = sampled.secrets[place] {
                    findings.append(
                        PlaybookFinding(
                            place, "the secret input '\(name)' would be shown here",
                            "secrets go into environment and input of run, and into headers, bearer, basic and body of a probe"))
                    return nil
                }
            }
            findings.append(PlaybookFinding(error))
            return nil
        }
    }

    /// Whether what stands at a place is wrong because it is a list: with one text in place of each list it would be right.
    private func wantsText(
        _ kind: StepKind, _ node: ConfigurationNode, _ place: ConfigurationLocation, _ scope: Scope
    ) -> Bool {
        var other = scope
        for (name, replacement) in scope.inputs {
            if case .value(.list(let items)) = replacement { other.inputs[name] = .value(items.first ?? .text(name)) }
        }
        do throws(ConfigurationError) {
            _ = try kind.decode(other.resolve(node))
            return true
        } catch {
            if case .invalid(let stillThere, _, _) = error { return stillThere != place }
            return false
        }
    }

    /// Where values stand that are not known yet, and secret ones; nil where a variable does not exist.
    private mutating func variables(
        in node: ConfigurationNode, _ scope: Scope
    ) -> (values: Set<ConfigurationLocation>, secrets: [ConfigurationLocation: String])? {
        var values: Set<ConfigurationLocation> = []
        var secrets: [ConfigurationLocation: String] = [:]
        var isGood = true
        do throws(ConfigurationError) {
            for reference in try node.foreignReferences() {
                do throws(ConfigurationError) {
                    if case .environment = try scope.replacement(reference) {
                        secrets[reference.node.location] = String(reference.name.dropFirst("inputs.".count))
                    } else if !reference.name.hasPrefix("system.") || scope.system?.value(
                        at: reference.name.split(separator: ".").dropFirst().map { $0 })?.isNull == true {
                        values.insert(reference.node.location)
                    }
                } catch {
                    findings.append(PlaybookFinding(error))
                    isGood = false
                }
            }
        } catch {
            findings.append(PlaybookFinding(error))
            isGood = false
        }
        return isGood ? (values, secrets) : nil
    }

    private mutating func call(_ called: LoadedPlaybook, _ given: ConfigurationNode?, _ node: ConfigurationNode, _ scope: Scope) {
        var names: [String] = []
        for (name, value) in (try? given?.mapping().entries) ?? [] {
            names.append(name)
            _ = variables(in: value, scope)
            guard let input = called.playbook.inputs.first(where: { $0.name == name }) else {
                report(value, "\(called.playbook.name) has no input '\(name.printable)'", hint: "it has: \(called.playbook.inputs.map(\.name).joined(separator: ", "))")
                continue
            }
            if (try? value.foreignReferences().isEmpty) == true, let problem = input.problem(value.value) {
                report(value, "the input '\(name)' of \(called.playbook.name) \(problem)", hint: nil)
            }
        }
        let missing = called.playbook.inputs.filter { $0.isRequired && !names.contains($0.name) }.map(\.name)
        if !missing.isEmpty {
            report(node, "\(called.playbook.name) needs the input\(missing.count == 1 ? "" : "s") \(missing.joined(separator: ", "))", hint: nil)
        }
        look(at: called)
    }

    // MARK: - Reachability

    private mutating func condition(of step: PlaybookStep, _ scope: Scope, _ possible: PossibleEnds) {
        guard let condition = step.condition else { return }
        do throws(ConfigurationError) {
            _ = try scope.holds(condition)
            if !possible.canHold(condition) {
                report(step.node, "the step '\(step.id)' can never be done: \(possible.reason(condition))", hint: possible.hint(condition))
            }
        } catch {
            findings.append(PlaybookFinding(error))
        }
    }

    // MARK: - Compensations

    private mutating func missingCompensation(_ step: PlaybookStep, changes: Bool) {
        if step.onFailure == .compensate { demandCompensations(step) }
        if changes, step.compensation.isEmpty, step.isReversible != false { uncompensated.append(step) }
    }

    private mutating func demandCompensations(_ step: PlaybookStep) {
        for earlier in uncompensated where hasSaidMissing.insert(earlier.node.location).inserted {
            report(
                earlier.node, "'\(earlier.id)' has no compensate, and '\(step.id)' wants what was done before it undone when it fails",
                hint: "say what undoes it, or reversible: false")
        }
    }

    private mutating func report(_ node: ConfigurationNode, _ message: String, hint: String?) {
        findings.append(PlaybookFinding(node.location, message, hint))
    }
}
