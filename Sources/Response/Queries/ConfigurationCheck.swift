internal import Basics
internal import Configuration
internal import Flags
internal import Notifications
internal import Secrets
internal import Sessions

/// What the configuration declares, and which of its references cannot be resolved now.
public struct ConfigurationCheck: Sendable, Encodable {
    /// The file; nil where there is none.
    public let path: String?
    public let stores: [String]
    public let secrets: [String]
    public let flagSources: [String]
    public let lockdowns: [String]
    public let gates: [String]
    public let channels: [String]
    /// A sentence for each thing that cannot be used as things stand.
    public let unresolved: [String]

    /// Looks every reference up; nothing is connected to.
    public init(_ workspace: Workspace) {
        let configuration = workspace.configuration
        path = configuration.path
        stores = configuration.stores.map(\.name)
        secrets = configuration.secrets.map(\.name)
        flagSources = configuration.flags.map(\.name)
        lockdowns = configuration.lockdowns.map(\.name)
        gates = configuration.gates.map(\.name)
        channels = configuration.channels.map(\.name)
        var problems: [String] = []
        for store in configuration.stores {
            do throws(SessionsError) {
                _ = try SessionStore(store, environment: workspace.environment)
            } catch {
                problems.append("store \(store.name): \(error.message)")
            }
        }
        for source in configuration.flags {
            do throws(ConfigurationError) {
                _ = try source.open(workspace.environment)
            } catch {
                problems.append("flag source \(source.name): \(error.message)")
            }
        }
        for channel in configuration.channels {
            do throws(NotificationsError) {
                _ = try channel.channel.destination(workspace.environment)
            } catch {
                problems.append("channel \(channel.name): \(error.message)")
            }
        }
        let sources = flagSources
        for lockdown in configuration.lockdowns {
            guard let stranger = lockdown.settings.map(\.source).first(where: { !sources.contains($0) }) else { continue }
            let nearest = Spelling.nearest(to: stranger, among: sources).map { "; did you mean '\($0)'?" }
            problems.append(
                "lockdown \(lockdown.name): no flag source is called '\(stranger.printable)'\(nearest ?? "")")
        }
        unresolved = problems
    }
}
