public import Configuration

/// A source of which the configuration cannot be resolved now, as where a variable is not set. It takes part in what
/// several sources do, and fails by itself alone.
public struct UnopenedFlagSource: FlagSource {
    public let name: String
    private let error: ConfigurationError

    public init(name: String, error: ConfigurationError) {
        self.name = name
        self.error = error
    }

    public func list() throws(FlagsError) -> [FlagReading] { throw failure }
    public func snapshot(_ flag: String) throws(FlagsError) -> FlagSnapshot { throw failure }
    public func prepare(_ value: FlagValue, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        throw failure
    }
    public func write(_ target: FlagSnapshot, expecting expected: FlagSnapshot) throws(FlagsError) -> FlagWrite {
        throw failure
    }

    private var failure: FlagsError { .configuration(source: name, error) }
}
