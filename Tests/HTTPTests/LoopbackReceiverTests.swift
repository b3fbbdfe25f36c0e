import Basics
import HTTP
import Testing

@Suite struct LoopbackReceiverTests {
    @Test func `Takes what is posted and answers what it is told to`() throws {
        let receiver = try LoopbackReceiver { request in
            request.path == "/ok" ? .init(status: 200, body: "ok") : .init(status: 404, body: "")
        }
        defer { receiver.stop() }
        let client = HTTPClient()
        let body = [UInt8](repeating: 0x7A, count: 300_000)
        let url = "http://127.0.0.1:\(receiver.port)"
        let response = try client.send(HTTPRequest(method: "POST", url: url + "/ok", body: body))
        #expect(response.status == 200)
        #expect(response.body == Array("ok".utf8))
        #expect(try client.send(HTTPRequest(url: url + "/other")).status == 404)
        #expect(receiver.requests.map(\.path) == ["/ok", "/other"])
        #expect(receiver.requests.first?.body == body)
    }
}
