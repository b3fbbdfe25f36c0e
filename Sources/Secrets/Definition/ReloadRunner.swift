/// What runs reload hooks: given to the engine by whoever may start programs.
public protocol ReloadRunner: Sendable {
    /// Throws where `run` could not even begin; changes nothing.
    func check(_ hook: ConsumerReload) throws
    /// Runs a hook to its end; throws where it could not be run or did not succeed. Running it again does no harm.
    func run(_ hook: ConsumerReload) throws
}
