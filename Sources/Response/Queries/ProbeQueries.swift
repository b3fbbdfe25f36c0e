internal import Basics
public import Probes

extension Workspace {
    /// Asks a running system something; changes nothing.
    public func ask<Question: Probe>(_ probe: Question) throws -> Question.Outcome {
        try probe.ask(environment, at: time.now)
    }
}
