public import Basics
public import Probes
internal import Redis

extension Workspace {
    /// How the servers of a Redis deployment are.
    ///
    /// - Parameter url: where it is; where it was written on the command line, without a password.
    public func redisHealth(
        url: String, mayHavePassword: Bool, expecting expectations: RedisExpectations
    ) throws -> RedisProbeOutcome {
        guard try mayHavePassword || RedisDeployment(url: url).template.password == nil else { throw ServerURLFailure() }
        return try ask(RedisProbe(url: url, expecting: expectations))
    }
}

/// A password on the command line, which everybody on the machine can see.
public struct ServerURLFailure: Failure {
    public let message = "the URL on the command line has a password, which everybody on this machine can read"
    public let hint: String? = "put the URL into an environment variable and say --url-env NAME; change the password"
    public let status = ExitStatus.usage
}
