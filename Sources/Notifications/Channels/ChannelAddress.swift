internal import Configuration
internal import HTTP

/// A channel's URL, resolved, on its way to libcurl and nowhere else.
struct ChannelAddress {
    private let url: String
    private let caFile: String?
    /// The part of the URL that may be shown.
    let origin: String

    init(
        _ url: ConfigurationText, _ caFile: ConfigurationText?, channel: String, _ environment: [String: String]
    ) throws(NotificationsError) {
        do throws(ConfigurationError) {
            self.url = try url.resolve(environment)
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
    func request(posting body: [UInt8], as contentType: String, _ context: DeliveryContext) -> HTTPRequest {
        HTTPRequest(
            method: "POST", url: url, headers: [("Content-Type", contentType)], body: body,
            timeout: context.timeout, maximumResponseBytes: 64 << 10, caFile: caFile)
    }
}
