internal import Basics
internal import Files
internal import HTTP
internal import Processes
internal import Redis

/// The private stage of a drill: a folder, a redis-server on a Unix socket in it, a receiver for notifications, and a
/// configuration that points at them. All of it goes when the drill ends, however it ends.
struct DrillScene {
    let directory: String
    let receiver: LoopbackReceiver
    private let server: ManagedServer

    /// - Parameter directory: an empty folder that the server's watchdog may remove.
    init(directory: String) throws {
        self.directory = directory
        let socket = directory + "/redis.sock"
        server = try ManagedServer(
            arguments: [
                "redis-server", "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--dir", directory,
                "--save", "", "--appendonly", "no", "--daemonize", "no", "--loglevel", "warning",
                "--logfile", directory + "/redis.log",
            ], removing: directory)
        receiver = try LoopbackReceiver { request in
            request.path.hasPrefix("/pagerduty")
                ? .init(status: 202, body: #"{"status":"success","message":"Event processed"}"#)
                : .init(status: 200, body: "ok")
        }
        try waitForServer()
        try AtomicFile.create(directory + "/.env", Array(Self.environmentFile.utf8))
        try AtomicFile.create(directory + "/.env.override", Array(Self.flagsFile.utf8))
        try AtomicFile.create(directory + "/firebreak.yaml", Array(configurationText.utf8))
    }

    /// Where the server listens.
    var endpoint: RedisEndpoint {
        get throws { try RedisEndpoint(url: "unix://\(directory)/redis.sock") }
    }

    /// The server's own CPU time so far, user and system, from /proc/PID/stat (proc(5), fields 14 and 15).
    var serverProcessorTime: Duration? {
        guard let bytes = try? FileReader.read("/proc/\(server.processIdentifier)/stat") else { return nil }
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Int64(fields[11]), let system = Int64(fields[12]) else { return nil }
        return .milliseconds((user + system) * 10)
    }

    /// Ends the server and the receiver, and removes the folder.
    func close() {
        receiver.stop()
        server.stop()
    }

    private func waitForServer() throws {
        let deadline = TimeSource.system.now + .seconds(10)
        while true {
            do {
                var connection = try RedisConnection(endpoint)
                _ = try connection.command("PING")
                return
            } catch  where TimeSource.system.now < deadline {
                pause(.milliseconds(20))
            }
        }
    }

    private var configurationText: String {
        """
        stores:
          web: {url: "unix://\(directory)/redis.sock", layout: {preset: connect-redis, user: passport.user, role: role}}
        secrets:
          JWT_SECRET:
            kind: jwt-hs256
            overlap: 24h
            destinations:
              - dotenv: {path: .env, key: JWT_SECRET, previousKey: JWT_SECRET_PREVIOUS}
          WEBHOOK_SECRET:
            kind: webhook-standard
            overlap: 24h
            destinations:
              - dotenv: {path: .env, key: WEBHOOK_SECRET, previousKey: WEBHOOK_SECRET_PREVIOUS}
        flags:
          app: {dotenv: {path: .env.override}}
        channels:
          ops: {slack: {url: "http://127.0.0.1:\(receiver.port)/slack"}}
          page: {pagerduty: {routingKey: "00000000000000000000000000000000", url: "http://127.0.0.1:\(receiver.port)/pagerduty"}}
        routes:
          - {audience: responders, severity: [sev1, sev2], channels: [page, ops]}
        notify: {automatic: []}                 # the play tells by itself

        """
    }

    /// As an application's `.env` looks before anybody thought of rotation.
    private static let environmentFile = """
        # The rehearsed application
        NODE_ENV=production
        export DATABASE_URL="postgres://app@db/app"   # comments and quoting stay as they are

        JWT_SECRET=left-by-the-first-developer-0123456789abcdef
        WEBHOOK_SECRET=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
        LOG_LEVEL=info

        """

    static let flagsFile = """
        ENABLE_SIGNUP=true
        ENABLE_GITHUB_WEBHOOKS=true
        ENABLE_EXPORTS=false

        """
}
