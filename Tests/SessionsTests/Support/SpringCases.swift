import Basics
import Decoders
import Foundation
import JSON
import Redis
import Testing

@testable import Sessions

/// Values as the JDK writes them (Fixtures/make/spring), with places for what differs from session to session.
enum SpringFixture {
    static let rows: [String: [UInt8]] = {
        guard let url = Bundle.module.url(forResource: "Fixtures/spring-session", withExtension: "json"),
            let data = try? Data(contentsOf: url),
            let texts = try? JSONDecoder().decode([String: String].self, from: data)
        else { return [:] }
        return texts.compactMapValues(Hexadecimal.decode)
    }()

    /// A security context. The texts stand in the stream once each, with their length before them.
    static func context(_ session: TestSession, row: String = "context") -> [UInt8] {
        var bytes = rows[row] ?? []
        for (place, text) in [
            ("USER-PLACE", session.user ?? ""), ("ROLE-PLACE", session.role), ("ADDRESS-PLACE", session.ip),
            ("SESSION-PLACE", session.id),
        ] {
            bytes = bytes.replacing(lengthAndText(place), with: lengthAndText(text))
        }
        return bytes
    }

    private static func lengthAndText(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
    }

    /// The same context as Jackson writes it with Spring Security's modules (SecurityJackson2Modules).
    static func contextInJSON(_ session: TestSession) -> [UInt8] {
        let package = "org.springframework.security"
        let authority =
            #"{"@class":"\#(package).core.authority.SimpleGrantedAuthority","authority":"\#(session.role)"}"#
        return Array(
            """
            {"@class":"\(package).core.context.SecurityContextImpl","authentication":\
            {"@class":"\(package).authentication.UsernamePasswordAuthenticationToken","authorities":\
            ["java.util.Collections$UnmodifiableRandomAccessList",[\(authority)]],"details":\
            {"@class":"\(package).web.authentication.WebAuthenticationDetails","remoteAddress":"\(session.ip)",\
            "sessionId":"\(session.id)"},"authenticated":true,"principal":{"@class":"\(package).core.userdetails.User",\
            "password":null,"username":\(LayoutCase.quoted(session.user)),"authorities":\
            ["java.util.Collections$UnmodifiableSet",[\(authority)]],"accountNonExpired":true,"accountNonLocked":true,\
            "credentialsNonExpired":true,"enabled":true},"credentials":null}}
            """.utf8)
    }
}

extension LayoutCase {
    static let spring = springCase("spring", "spring-session")
    static let springIndexed = springCase("springIndexed", "spring-session-indexed")
    static let springIndexedJSON = springCase("springIndexedJSON", "spring-session-indexed", .json)

    /// When the sessions were last used, in milliseconds since 1970.
    static let springUse: Int64 = 1_763_694_000_000

    /// Others in another namespace.
    static func spring(_ namespace: String) -> LayoutCase {
        springCase("spring", "spring-session", namespace: namespace)
    }
    static func springJSON(_ namespace: String) -> LayoutCase {
        springCase("springIndexedJSON", "spring-session-indexed", .json, namespace: namespace)
    }

    private static func springCase(
        _ name: String, _ preset: String, _ serializer: SpringSerializer = .java, namespace: String = "app:web"
    ) -> LayoutCase {
        let isIndexed = preset.hasSuffix("indexed")
        let keys = SpringKeys(namespace: namespace)
        let bytes: @Sendable (String) -> RedisArgument = { .bytes(serializer.encode($0)) }
        var layout = LayoutCase(
            name: name,
            configuration:
                "{preset: \(preset), namespace: \(quoted(namespace)), serializer: \(serializer.rawValue), role: role}",
            keyOfID: { "\(namespace):sessions:\($0)" },
            save: { session, key in
                let use =
                    serializer == .java ? JavaSerialisation.encode(springUse) : Array(String(springUse).utf8)
                var hash: [RedisArgument] = [
                    "HSET", key, "creationTime", .bytes(use), "lastAccessedTime", .bytes(use), "maxInactiveInterval",
                    .bytes(serializer.encode(1800)), "sessionAttr:role", bytes(session.role), "sessionAttr:ip",
                    bytes(session.ip), "sessionAttr:n", .bytes(serializer.encode(7)),
                ]
                if session.user != nil {
                    let context =
                        serializer == .java ? SpringFixture.context(session) : SpringFixture.contextInJSON(session)
                    hash += ["sessionAttr:SPRING_SECURITY_CONTEXT", .bytes(context)]
                }
                guard isIndexed else { return [hash, ["EXPIRE", key, "1800"]] }
                let minute = SpringKeys.minute(of: springUse + 1_800_000) ?? 0
                return [
                    hash, ["EXPIRE", key, "2100"],
                    ["SET", .bytes(keys.shadow(Array(session.id.utf8))), "", "EX", "1800"],
                    ["SADD", .bytes(keys.expirations(minute: minute)), bytes("expires:\(session.id)")],
                ]
            })
        layout.bookkeeping = ["index:", "expirations:", "sessions:expires:"].map { "\(namespace):\($0)" }
        layout.endsWithKey = !isIndexed
        if isIndexed {
            layout.list = { user, id in [["SADD", .bytes(keys.indexPrefix + Array(user.utf8)), bytes(id)]] }
            layout.listKey = { String(decoding: keys.indexPrefix, as: UTF8.self) + $0 }
        }
        return layout
    }
}
