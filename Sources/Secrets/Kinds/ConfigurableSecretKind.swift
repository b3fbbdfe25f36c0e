internal import Configuration

/// A kind that the configuration can say something about, as `kind: {random: {length: 32}}`.
protocol ConfigurableSecretKind: SecretKind {
    /// The kind with its options. Those that nobody asks for are refused by the caller.
    func configured(by options: inout ConfigurationMapping) throws(ConfigurationError) -> Self
}
