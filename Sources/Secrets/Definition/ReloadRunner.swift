public import Configuration

/// What runs reload hooks: given to the engine by whoever may start programs.
public protocol ReloadRunner: Sendable {
    /// Runs a hook to its end; throws where it could not be run or did not succeed. Running it again does no harm.
    func run(_ hook: ReloadHook) throws
}
