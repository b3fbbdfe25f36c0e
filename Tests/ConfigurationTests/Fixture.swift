import Configuration
import Testing

/// The root of a configuration with this text.
func root(_ text: String, directory: String = "/etc/firebreak") throws -> ConfigurationNode {
    try ConfigurationFile(text: text, directory: directory).root
}

/// The error that a body throws; the test fails where it throws none or another.
func configurationError(
    _ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
) -> ConfigurationError? {
    #expect(throws: ConfigurationError.self, sourceLocation: sourceLocation) { try body() }
}
