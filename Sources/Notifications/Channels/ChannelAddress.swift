internal import Configuration
internal import HTTP

/// A channel's URL, resolved, on its way to libcurl and nowhere else.
struct ChannelAddress {
    private let url: String
    private let caFile: String?
    /// The part of the URL that may be shown.
    let origin: String

    /// Resolves a URL; `change` makes the one that is meant of it.
    init(
        _ url: ConfigurationText, _ caFile: ConfigurationText?, channel: String, _ environment: [String: String],
        _ change: (String) -> String = { $0 }
    ) throws(NotificationsError) {
        do throws(ConfigurationError) {
            self.url = change(try url.resolve(environment))
            self.caFile = try caFile?.resolve(environment)
        } catch {
            throw .configuration(error)
        }
        do throws(HTTPError) {
            origin = try HTTPOrigin(url: self.url).description
        } catch {
            throw .badURL(channel: channel, reason: error.message)
        }
    }

    /// A request that posts a body there.
    func request(
        posting body: [UInt8], as contentType: String, _ context: DeliveryContext,
        headers: [(name: String, value: String)] = [], method: String = "POST", maximumResponseBytes: Int = 64 << 10
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, url: url, headers: [("Content-Type", contentType)] + headers, body: body,
            timeout: context.timeout, maximumResponseBytes: maximumResponseBytes, caFile: caFile)
    }
}
