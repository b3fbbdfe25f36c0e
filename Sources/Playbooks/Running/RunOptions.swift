internal import Basics
internal import Configuration
internal import Response

/// How a playbook is run, and who is there to be asked.
public struct RunOptions: Sendable {
    /// The inputs as texts, of secret ones too.
    public var inputs: [String: String] = [:]
    /// Asks for a secret input; nil where nobody can be asked.
    public var askSecret: (@Sendable (_ name: String, _ description: String?) throws -> String)?
    /// The incident that the run belongs to; nil takes the only open one, if there is just one.
    public var incident: String?
    public var reason: String?
    /// Files that are laid over the system's description, absolute.
    public var overlays: [String] = []
    /// Manual steps that are confirmed beforehand, with a note.
    public var confirmed: [String: String?] = [:]
    /// Asks a person to confirm what was done by hand; nil where nobody can be asked.
    public var confirm: (@Sendable (_ step: String, _ text: String) throws -> Confirmation?)?
    /// Interrupted steps that are to be done again.
    public var redo: Set<String> = []
    /// Interrupted steps that were done, as somebody has made sure.
    public var done: Set<String> = []
    /// Asks what is to become of an interrupted step; nil where nobody can be asked.
    public var askInterrupted: (@Sendable (_ step: String, _ reason: String) throws -> InterruptedChoice)?
    /// Go on although the playbook is not what it was.
    public var acceptsChanges = false
    /// What programs get as their environment.
    public var programEnvironment: [String: String] = [:]
    /// True once somebody wants it to stop.
    public var isCancelled: @Sendable () -> Bool = { false }
    /// Told of what happens.
    public var observe: @Sendable (RunEvent) -> Void = { _ in }

    public init() {}
}

/// What is to become of a step of which nobody knows how far it came.
public enum InterruptedChoice: Sendable {
    /// It is done again.
    case redo
    /// It was done.
    case done
    /// Nothing for now: the run waits.
    case wait
}
