internal import Basics
public import Configuration
public import Redis

extension RedisDeployment {
    /// The deployment of a URL that the configuration has at a place: what is wrong with it is said with the place.
    public init(url: String, at node: ConfigurationNode) throws(ConfigurationError) {
        do throws(RedisError) {
            try self.init(url: url)
        } catch {
            throw node.failure("'\(node.path)': \(error.message)", hint: error.hint)
        }
    }
}
