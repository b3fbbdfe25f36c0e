internal import Basics
public import Probes
internal import Redis

extension Workspace {
    /// How a queue is.
    ///
    /// - Parameter url: where its Redis is; where it was written on the command line, without a password.
    public func queueHealth(
        _ name: String, prefix: String, url: String, mayHavePassword: Bool
    ) throws -> QueueHealth {
        let deployment = try RedisDeployment(url: url)
        guard mayHavePassword || deployment.template.password == nil else { throw ServerURLFailure() }
        return try QueueProbe(deployment, name: name, prefix: prefix).health()
    }
}
