internal import Decoders

/// The hash in which Spring Session keeps a session (spring-projects/spring-session, RedisSessionMapper.java): three
/// numbers and, under `sessionAttr:`, the attributes. The user is resolved as PrincipalNameIndexResolver.java does.
struct SpringHash: Sendable {
    /// The name of the attribute with which an application says the user itself; it names the index, too.
    static let principalAttribute =
        "org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME"
    /// The attribute of Spring Security.
    static let contextAttribute = "SPRING_SECURITY_CONTEXT"
    private static let attributePrefix = "sessionAttr:"
    /// The fields that every question needs, in this order.
    private static let standard = [
        "creationTime", "lastAccessedTime", "maxInactiveInterval", attributePrefix + principalAttribute,
        attributePrefix + contextAttribute,
    ]
    /// Where things stand in the content that is made of a hash: `principal` and `authorities` are computed.
    static let fields = SessionFields(
        user: ["principal"], role: ["authorities"],
        address: [contextAttribute + ".authentication.details.remoteAddress"], created: ["creationTime"],
        lastSeen: ["lastAccessedTime"])

    let serializer: SpringSerializer
    /// The attributes that are asked for besides.
    private let attributes: [String]

    /// Asks for the attributes that some paths may lead into.
    init(_ serializer: SpringSerializer, paths: [FieldPath] = []) {
        self.serializer = serializer
        var attributes: [String] = []
        for path in paths {
            // An attribute's name may have points in it.
            for length in 1...path.steps.count {
                let name = path.steps.prefix(length).joined(separator: ".")
                let isComputed = ["principal", "authorities"].contains(name) || Self.standard.contains(name)
                if !isComputed, name != Self.contextAttribute, name != Self.principalAttribute,
                    !attributes.contains(name)
                {
                    attributes.append(name)
                }
            }
        }
        self.attributes = attributes
    }

    /// What is asked for.
    var access: ValueAccess {
        .hash(fields: (Self.standard + attributes.map { Self.attributePrefix + $0 }).map { Array($0.utf8) })
    }

    /// What a hash says.
    func read(_ value: StoredValue) -> ReadSession {
        guard case .fields(let values) = value, values.count == Self.standard.count + attributes.count else {
            return .unreadable
        }
        // The session ended meanwhile.
        if values.allSatisfy({ $0 == nil }) { return .ended }
        guard let created = values[0] else { return .remains }
        if number(values[2]) == 0 { return .ended }
        // Without its times Spring would refuse the session; what cannot be read is another serialiser's.
        guard let created = serializer.decode(created), created.scalarText != nil else { return .unreadable }
        var content: [DecodedMap.Entry] = []
        func add(_ name: String, _ value: DecodedValue) {
            content.append(DecodedMap.Entry(key: .text(Array(name.utf8)), value: value))
        }
        add("creationTime", created)
        add("lastAccessedTime", decoded(values[1]))
        add("maxInactiveInterval", decoded(values[2]))
        let context = values[4].map { _ in decoded(values[4]) }
        add("principal", principal(values[3], context))
        add("authorities", Self.authorities(in: context))
        if let context { add(Self.contextAttribute, context) }
        for (place, name) in attributes.enumerated() {
            if let bytes = values[Self.standard.count + place] { add(name, decoded(bytes)) }
        }
        return .session(.map(DecodedMap(content)))
    }

    private func decoded(_ bytes: UnsafeRawBufferPointer?) -> DecodedValue {
        guard let bytes else { return .null }
        return serializer.decode(bytes) ?? .opaque("a value that cannot be read")
    }

    /// The user in a lent hash; nil where there is none or it cannot be said.
    func principal(in value: StoredValue) -> String? {
        guard case .fields(let values) = value, values.count >= Self.standard.count else { return nil }
        return principal(values[3], values[4].map { _ in decoded(values[4]) }).scalarText
    }

    /// The attribute that says it, else the context.
    private func principal(_ attribute: UnsafeRawBufferPointer?, _ context: DecodedValue?) -> DecodedValue {
        if attribute != nil { return decoded(attribute) }
        guard let context else { return .null }
        do throws(DecodingFailure) {
            guard let name = try JavaSerialisation.principal(in: context) else { return .null }
            return .text(Array(name.utf8))
        } catch {
            return .opaque("a principal of an unknown class")
        }
    }

    /// The names of the authorities that the context grants.
    private static func authorities(in context: DecodedValue?) -> DecodedValue {
        guard let granted = context?.members?["authentication"]?.members?["authorities"] else { return .null }
        guard let items = granted.items else { return .opaque("authorities of an unknown class") }
        return .list(items.compactMap { $0.members?["role"] ?? $0.members?["authority"] })
    }

    /// The number in a field; nil where there is none.
    func number(_ bytes: UnsafeRawBufferPointer?) -> Int64? {
        guard let bytes, case .integer(let number)? = serializer.decode(bytes) else { return nil }
        return number
    }

    /// When the session expires, in milliseconds since 1970, from a lent hash.
    func expiry(in value: StoredValue) -> Int64? {
        guard case .fields(let values) = value, values.count >= 3, let seen = number(values[1]),
            let interval = number(values[2])
        else { return nil }
        let (length, isTooLong) = interval.multipliedReportingOverflow(by: 1000)
        let (expiry, isTooLate) = seen.addingReportingOverflow(length)
        return isTooLong || isTooLate ? nil : expiry
    }

    /// Whether a lent hash has what makes it a session's.
    func isWhole(_ value: StoredValue) -> Bool {
        if case .fields(let values) = value, let first = values.first { first != nil } else { false }
    }
}
