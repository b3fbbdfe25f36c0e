internal import JSON

/// What became of a secret.
public struct ReportSecretChange: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// The version before the incident; nil where there was none.
    public var previousVersion: Int64?
    /// The version now.
    public var version: Int64?
    /// The stage of that version.
    public var stage: String?
    /// What is still to be done.
    public var nextStep: String?
    /// When that is due, ISO 8601.
    public var nextStepAt: String?
    /// For how long the old value may still be accepted, in seconds.
    public var residualTrustSeconds: Double?

    init?(_ receipt: JSONValue) {
        guard let name = receipt["name"]?.stringValue, let version = receipt["version"]?.integerValue else {
            return nil
        }
        self.name = name
        self.version = version
        previousVersion = receipt["previousVersion"]?.integerValue
        stage = receipt["stage"]?.stringValue
        nextStep = receipt["nextStep"]?.stringValue
        nextStepAt = receipt["nextStepAt"]?.stringValue
        residualTrustSeconds = receipt["residualTrustSeconds"]?.doubleValue
    }
}
