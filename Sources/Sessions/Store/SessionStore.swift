public import Basics
internal import Configuration
internal import Cryptography
internal import Redis

/// A session store: counts, lists and revokes its sessions. Every call connects anew and blocks until it is done; a
/// store may be used from several threads.
public struct SessionStore: Sendable {
    /// The store's name in the configuration.
    public let name: String
    let layout: any SessionLayout
    let cutoff: CutoffConfiguration?
    let denylist: DenylistConfiguration?
    let deployment: RedisDeployment
    /// How long a node that is lost, loading or busy is waited for. A failover takes as long as the others take to agree
    /// that the primary is gone (Sentinel's `down-after-milliseconds`, 30 s unless set) and a few seconds more.
    var patience: Duration
    /// How long replicas are waited for.
    var replicaPatience = Duration.seconds(5)
    let time: TimeSource

    /// A store whose references (`${env:NAME}`, `${file:PATH}`) are resolved now; nothing connects yet. Throws
    /// `SessionsError.configuration` where one cannot be, and `.redis` where the URL is none.
    public init(
        _ configuration: StoreConfiguration, environment: [String: String], time: TimeSource = .system
    ) throws(SessionsError) {
        name = configuration.name
        layout = configuration.layout
        cutoff = configuration.cutoff
        denylist = configuration.denylist
        self.time = time
        let url: String
        let tls: TLSConfiguration?
        do {
            url = try configuration.url.resolve(environment)
            tls = try configuration.tls.map { files throws(ConfigurationError) in try files.resolve(environment) }
        } catch {
            throw .configuration(error)
        }
        do {
            deployment = try RedisDeployment(url: url, tls: tls)
        } catch {
            throw .redis(store: configuration.name, error)
        }
        patience = deployment.kind == .single ? .seconds(20) : .seconds(60)
        if tls != nil && !deployment.usesTLS {
            throw .redis(
                store: configuration.name,
                .invalidURL(reason: "'tls' is given, and the URL does not ask for it: write rediss://"))
        }
    }

    /// Where the store is, without credentials.
    public var address: String { deployment.description }
    /// The name of the layout, as `connect-redis`.
    public var layoutName: String { layout.name }
    /// The form of the sessions' keys, as `sess:*`.
    public var keyPattern: String { layout.keys.shown }
}
