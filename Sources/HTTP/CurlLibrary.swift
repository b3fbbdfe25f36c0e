internal import CCurl

/// libcurl's state for the whole process.
enum CurlLibrary {
    /// Set up on first use: a static property is initialised once, whichever threads ask for it at the same time.
    private static let initialization = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// Sets libcurl up where that has not been done.
    static func ready() throws(HTTPError) {
        guard initialization == CURLE_OK else {
            throw .library(origin: "libcurl", description: describe(initialization))
        }
    }

    /// What libcurl says of a code: a fixed sentence, without anything from the request.
    static func describe(_ code: CURLcode) -> String {
        guard let text = unsafe curl_easy_strerror(code) else { return "code \(code.rawValue)" }
        return unsafe String(cString: text)
    }
}
