internal import Basics
internal import Configuration
internal import Files
internal import HTTP

/// A file that grows by a CloudEvent in one line for each message, for whoever reads it there. A repetition stands in it
/// twice, with the same `id`.
public struct FileChannel: Channel {
    /// Its name in the configuration.
    public let name: String
    private let path: ConfigurationText
    private let source: String

    /// Reads the settings `path` and, optionally, `source`.
    init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        self.name = name
        path = try mapping.required("path").filePath()
        source = try mapping.cloudEventSource()
        try mapping.finish()
    }

    /// `file`.
    public var kind: ChannelKind { .file }

    /// The event, in one line.
    public func render(_ text: MessageText) -> Payload {
        CloudEvent.payload(text, source: source, for: self)
    }

    /// The file's path.
    public func destination(_ environment: [String: String]) throws(NotificationsError) -> String {
        do throws(ConfigurationError) {
            return try path.resolve(environment).printable
        } catch {
            throw .configuration(error)
        }
    }

    public func attempt(
        _ payload: Payload, _ context: DeliveryContext
    ) throws(NotificationsError) -> DeliveryAttempt {
        guard payload.kind == kind else { throw .foreignPayload(channel: name) }
        let path: String
        do throws(ConfigurationError) {
            path = try self.path.resolve(context.environment)
        } catch {
            throw .configuration(error)
        }
        do throws(FilesError) {
            try AppendingFile.append(path, line: payload.body)
            return DeliveryAttempt(verdict: .delivered)
        } catch .diskFull {
            return DeliveryAttempt(
                verdict: .deferred(reason: "no space left to write \(path.printable)", retryAfter: nil),
                mayHaveArrived: true)
        } catch {
            return DeliveryAttempt(verdict: .rejected(reason: error.message, hint: error.hint))
        }
    }
}
