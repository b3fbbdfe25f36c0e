internal import Configuration

/// A channel's key, on its way into a header field and nowhere else.
enum ChannelSecret {
    /// The key, its references resolved. It must be what a header field can hold: no control characters, no spaces.
    static func resolve(
        _ text: ConfigurationText, _ what: String, channel: String, _ environment: [String: String]
    ) throws(NotificationsError) -> String {
        let key: String
        do throws(ConfigurationError) {
            key = try text.resolve(environment)
        } catch {
            throw .configuration(error)
        }
        guard !key.isEmpty, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .badSetting(
                channel: channel, reason: "its \(what) is empty or has spaces or other than ASCII in it",
                hint: "copy it whole, without quotes and line ends")
        }
        return key
    }
}
