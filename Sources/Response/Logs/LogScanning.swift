public import Logs

extension Workspace {
    /// What is looked for in logs: the built-in rules, and those of the configuration.
    public var scanRules: [ScanRule] { LogScan(rules: configuration.logs.rules).rules }

    /// Looks through the logs of a request for rows that fulfil rules, and for whoever stands out among them.
    ///
    /// - Parameter isStopped: asked while it goes on; true ends it with an error.
    public func scanLogs(
        _ request: LogRequest, limits: ScanLimits = ScanLimits(), isStopped: @escaping @Sendable () -> Bool
    ) throws -> ScanReport {
        var scan = LogScan(rules: configuration.logs.rules)
        scan.limits = limits
        var reading = try logReading(request)
        reading.isStopped = isStopped
        return try scan.scan(reading)
    }
}
