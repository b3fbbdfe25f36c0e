public import Basics

/// What a gate showed over time, kept with the rollout so that it outlives the process.
///
/// What was bad or unknown at two looks counts as having been so in between: a timer that was away must not make a gate
/// milder. What is not known after something bad does not make it good.
public struct GateWatch: Sendable, Hashable, Codable {
    /// The gate's name.
    public let gate: String
    /// What it showed last.
    public private(set) var result: GateReading.Result
    /// In a sentence.
    public private(set) var reading: String
    /// When that was.
    public private(set) var at: Timestamp
    /// Since when it has been bad; nil where it is not.
    public private(set) var badSince: Timestamp?
    /// Since when nothing has been known; nil where something is.
    public private(set) var unknownSince: Timestamp?

    /// Takes a new reading in, after what was known before.
    init(_ gate: String, _ reading: GateReading, at now: Timestamp, after earlier: GateWatch?) {
        self.gate = gate
        self.reading = reading.text
        result = reading.result
        at = now
        switch reading.result {
        case .good: (badSince, unknownSince) = (nil, nil)
        case .bad: (badSince, unknownSince) = (earlier?.badSince ?? now, nil)
        case .unknown: (badSince, unknownSince) = (earlier?.badSince, earlier?.unknownSince ?? now)
        }
    }

    /// Whether it has been bad for as long as the gate says.
    func isTripped(_ gate: Gate) -> Bool { result == .bad && (badSince.map { at - $0 >= gate.duration } ?? false) }

    /// Whether nothing has been known for longer than the gate bears.
    func isBlind(_ gate: Gate) -> Bool {
        result == .unknown && (unknownSince.map { at - $0 >= gate.patience } ?? false)
    }
}
