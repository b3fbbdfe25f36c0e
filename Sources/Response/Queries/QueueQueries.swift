public import Basics
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
        guard mayHavePassword || deployment.template.password == nil else { throw QueueURLFailure() }
        return try QueueProbe(deployment, name: name, prefix: prefix).health()
    }
}

/// A password on the command line, which everybody on the machine can see.
public struct QueueURLFailure: Failure {
    public let message = "the URL on the command line has a password, which everybody on this machine can read"
    public let hint: String? = "put the URL into an environment variable and say --url-env NAME; change the password"
    public let status = ExitStatus.usage
}
