import Redis
import TestSupport
import Testing

@testable import Sessions

/// `sessions detect` and the layouts of Python's and PHP's frameworks.
@Suite struct FrameworkDetectionTests {
    @Test(arguments: [
        (LayoutCase.djangoCache, "django-cache"), (.djangoCachedDB, "django-cached-db"),
        (.djangoMessagePack, "{preset: django-cache, keyPrefix: shop, version: 2}"), (.flask, "flask-session"),
        (.laravel, "laravel"), (.phpredis, "phpredis"),
        (.phpredisArray, #"{preset: phpredis, serializer: "php_serialize"}"#),
    ])
    func recognises(layout: LayoutCase, configuration: String) throws {
        let fixture = try Fixture()
        for number in 0..<40 {
            let session = TestSession(id: "id\(number)", user: "u\(number % 4)", role: "viewer")
            try fixture.send(all: layout.write(session))
            try fixture.send("SET", .string("cache:\(number)"), "<html>")
        }
        let found = try #require(try fixture.store().detect().findings.first)
        #expect(found.configuration == configuration)
        #expect(found.decoded == 40 && found.named == 40)
        let receipt = try fixture.store(layout: found.configuration).revoke(
            SessionSelector(users: ["u1"]), watch: .zero)
        #expect(receipt.revoked == 10)
    }
}
