/// How a rotation would go, found out on copies.
public struct RehearsalReport: Sendable, Encodable {
    /// A step and how long it took.
    public struct Step: Sendable, Encodable {
        /// `create`, `publish`, `promote`, `reload`, `retire`.
        public let step: RotationStep
        /// Without the waiting for `publishAhead` and `overlap`.
        public let seconds: Double
    }

    /// A destination and what stood in for it.
    public struct Place: Sendable, Encodable {
        /// As receipts name it.
        public let name: String
        /// `copy` for files, which were copied and written; `memory` for all else, of which only the reading and the
        /// checks were real.
        public let shadow: String
        /// How long its reading and checking took.
        public let checkSeconds: Double
        /// How long writing and reading back took at the copy.
        public let writeSeconds: Double
    }

    /// The secret.
    public let name: String
    /// Its kind.
    public let kind: String
    /// How long the checks took that come before anything is touched: destinations, hooks, probes.
    public let checkSeconds: Double
    /// The steps, in order.
    public let steps: [Step]
    /// The destinations, in the configuration's order.
    public let destinations: [Place]
    /// What was left out, and what the rotation itself would warn of.
    public let warnings: [String]
}
